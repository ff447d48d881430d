"""The structures that somebody may ask to join: those with a local authority for which a registrar works."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.models import AuthorityKind, Mandate, MandateRole, Organization, RegistrationAuthority
from directory.queries.places import WhereAbout, structures_called

REGISTRARS = (MandateRole.REGISTRAR, MandateRole.DELEGATE, MandateRole.REPRESENTATIVE)


def find_joinable(
    *, text: str, place: WhereAbout | None, test_structures: bool, now: datetime, most: int
) -> list[Organization]:
    """Structures of this number or with these words in their names, and there; at most so many, by name.

    text or place may be missing, not both: nothing is found then.
    """
    called = structures_called(text) if text else None
    if (called is None and place is None) or (text and called is None):
        return []
    rows = joinable(test_structures=test_structures, now=now)
    if called is not None:
        rows = rows.filter(called)
    if place is not None:
        rows = rows.filter(_within(place))
    return list(rows.order_by("trade_name", "legal_name", "pk")[:most])


def joinable(*, test_structures: bool, now: datetime) -> QuerySet[Organization]:
    """All of them, in one world: the structure of an open authority, and its sites."""
    open_ones = _open_authorities(now).filter(is_test=test_structures)
    own = open_ones.values("organization")
    finess = open_ones.exclude(organization__finess="").values("organization__finess")
    today = timezone.localdate(now)
    return Organization.objects.filter(
        Q(pk__in=own) | Q(parent__in=own) | Q(legal_entity_finess__in=finess),
        Q(closed_date__isnull=True) | Q(closed_date__gt=today),
        is_test=test_structures,
    )


def local_authority_of(organization: Organization, now: datetime) -> RegistrationAuthority | None:
    """The open local authority of a structure: its own first, else that of its legal entity; None: none is open."""
    theirs = Q(organization_id=organization.pk)
    if organization.parent_id is not None:
        theirs |= Q(organization_id=organization.parent_id)
    if organization.legal_entity_finess:
        theirs |= Q(organization__finess=organization.legal_entity_finess)
    found = list(_open_authorities(now).filter(theirs, is_test=organization.is_test).order_by("pk"))
    return next((row for row in found if row.organization_id == organization.pk), found[0] if found else None)


def _open_authorities(now: datetime) -> QuerySet[RegistrationAuthority]:
    working = Mandate.objects.in_force(now).filter(
        authority=OuterRef("pk"), role__in=REGISTRARS, account__is_active=True
    )
    return RegistrationAuthority.objects.filter(Exists(working), kind=AuthorityKind.LOCAL, organization__isnull=False)


def _within(place: WhereAbout) -> Q:
    found = Q()
    if place.postal_code:
        found &= Q(postal_code=place.postal_code)
    if place.department:
        found &= Q(department_code=place.department)
    if place.region:
        found &= Q(region_code=place.region)
    if place.communes:
        found &= Q(commune_code__in=place.communes)
    return found
