"""The authorities that exist everywhere: orders, agencies, armed forces, the national operator."""

from django.db import connection, transaction

from directory.extract.reference_tables import authorities_held
from directory.models import AuthorityKind, RegistrationAuthority

_STANDING = {AuthorityKind.ORDER, AuthorityKind.REGIONAL, AuthorityKind.ARMED_FORCES, AuthorityKind.NATIONAL}


def establish(*, is_test: bool) -> int:
    """Make those that are missing, as the nomenclature of authorities names them; returns how many were made.

    is_test: of which world. Those that exist are left as they are.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            known = [one for one in authorities_held(cursor) if one.is_open and one.kind in _STANDING]
        standing = RegistrationAuthority.objects.filter(is_test=is_test, organization=None, department_code="")
        held = set(standing.values_list("code", flat=True))
        made = RegistrationAuthority.objects.bulk_create(
            [
                RegistrationAuthority(
                    code=one.code, kind=one.kind, name=one.name, region_code=one.region_code, is_test=is_test
                )
                for one in known
                if one.code not in held
            ],
            ignore_conflicts=True,
        )
    return len(made)
