"""By which mandate an account acts, and which lines of the audit trail it reads."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from directory.models import Account, AuditEvent, AuthorityKind, Mandate, MandateRole, RegistrationAuthority
from directory.permissions.holding import mandates_in_force, sees_all
from directory.permissions.seeing import can_read_audit

_READ_THEIR_AUTHORITY = (MandateRole.MANAGER, MandateRole.REPRESENTATIVE, MandateRole.AUDITOR)
_READ_THEIR_WORLD = (MandateRole.OPERATOR, MandateRole.AUDITOR)


def acting_mandate(account: Account | None, authority: RegistrationAuthority | None, now: datetime) -> Mandate | None:
    """The mandate by which the account acts for this authority, to be told by the trail.

    authority None: for the nation. Of several, one of the very authority, then one from above it; one that writes, the
    oldest. None: nobody, the command line, or an account that needs none.
    """
    if account is None:
        return None
    running = mandates_in_force(account, now)
    held = [mandate for mandate in running if _is_for(mandate, authority)]
    held = held or [mandate for mandate in running if authority is not None and _stands_above(mandate, authority)]
    return min(held, key=lambda mandate: mandate.role == MandateRole.AUDITOR, default=None)


def only_mandate(account: Account, now: datetime) -> Mandate | None:
    """The mandate of an account that has just one: what it was refused, it was refused under this one."""
    held = mandates_in_force(account, now)
    return held[0] if len(held) == 1 else None


def can_read_trail(account: Account, now: datetime) -> bool:
    """Whoever reads the audit trail of the nation, or of an authority of theirs."""
    return can_read_audit(account, now) or bool(_own_authorities(account, now))


def audit_visible_to(account: Account, now: datetime) -> QuerySet[AuditEvent]:
    """Lines of their world for national operators and auditors; others, by role, those of their authorities.

    A line of neither world (a load, a sign-in to the portal) is of both.
    """
    if sees_all(account):
        return AuditEvent.objects.all()
    worlds = {
        mandate.authority.is_test
        for mandate in mandates_in_force(account, now)
        if mandate.authority.kind == AuthorityKind.NATIONAL and mandate.role in _READ_THEIR_WORLD
    }
    conditions = [_of_world(is_test=is_test) for is_test in sorted(worlds)]
    conditions += [Q(authority_id=key) for key in _own_authorities(account, now)]
    return AuditEvent.objects.filter(reduce(or_, conditions, Q(pk__in=[])))


def _own_authorities(account: Account, now: datetime) -> list[int]:
    held = mandates_in_force(account, now)
    return sorted({mandate.authority_id for mandate in held if mandate.role in _READ_THEIR_AUTHORITY})


def _of_world(*, is_test: bool) -> Q:
    authority = Q(authority__isnull=True) | Q(authority__is_test=is_test)
    person = Q(practitioner__isnull=True) | Q(practitioner__is_test=is_test)
    return authority & person


def _is_for(mandate: Mandate, authority: RegistrationAuthority | None) -> bool:
    if authority is None:
        return mandate.authority.kind == AuthorityKind.NATIONAL
    return mandate.authority_id == authority.pk


def _stands_above(mandate: Mandate, authority: RegistrationAuthority) -> bool:
    """A nation over all of its world, an agency over the structures of its region."""
    above = mandate.authority
    if above.is_test != authority.is_test or above.kind not in {AuthorityKind.NATIONAL, AuthorityKind.REGIONAL}:
        return False
    place = authority.organization
    return above.kind == AuthorityKind.NATIONAL or (place is not None and place.region_code == above.region_code)
