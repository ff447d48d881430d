"""By which mandate an account acts, and which lines of the audit trail it reads."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from directory.models import Account, AuditEvent, AuthorityKind, Mandate, MandateRole, RegistrationAuthority
from directory.permissions.giving import reaches
from directory.permissions.holding import mandates_in_force, sees_all
from directory.permissions.scopes import people_of
from directory.permissions.seeing import can_read_audit

_READ_THEIR_AUTHORITY = (MandateRole.MANAGER, MandateRole.REPRESENTATIVE, MandateRole.AUDITOR)
_READ_THEIR_WORLD = (MandateRole.OPERATOR, MandateRole.AUDITOR)


def acting_mandate(account: Account | None, authority: RegistrationAuthority | None, now: datetime) -> Mandate | None:
    """The mandate by which the account acts for this authority, to be told by the trail.

    authority None: for the nation. Without one for the authority itself, one that reaches it from above. Of several,
    one that writes, the oldest. None: nobody, the command line, or an account that needs none.
    """
    if account is None:
        return None
    running = mandates_in_force(account, now)
    held = [mandate for mandate in running if _is_for(mandate, authority)]
    if not held and authority is not None:
        held = [mandate for mandate in running if reaches(mandate.authority, authority)]
    return min(held, key=lambda mandate: mandate.role == MandateRole.AUDITOR, default=None)


def only_mandate(account: Account, now: datetime) -> Mandate | None:
    """The mandate of an account that has just one: what it was refused, it was refused under this one."""
    held = mandates_in_force(account, now)
    return held[0] if len(held) == 1 else None


def reading_mandate(account: Account, now: datetime) -> Mandate | None:
    """The mandate by which an account takes away what it sees: the only one that it has, else one of the nation."""
    return only_mandate(account, now) or acting_mandate(account, None, now)


def can_read_trail(account: Account, now: datetime) -> bool:
    """Whoever reads the audit trail of the nation, or of an authority of theirs."""
    return can_read_audit(account, now) or bool(_read_locally(account, now))


def audit_visible_to(account: Account, now: datetime) -> QuerySet[AuditEvent]:
    """Lines of their world for national operators and auditors; others, by role, those of their authorities.

    A line of neither world (a load, a sign-in to the portal) is of both; but what accounts of the real one did is not
    told to the test one. Who acts for one site reads what concerns the people there, and no more.
    """
    if sees_all(account):
        return AuditEvent.objects.all()
    worlds = {
        mandate.authority.is_test
        for mandate in mandates_in_force(account, now)
        if mandate.authority.kind == AuthorityKind.NATIONAL and mandate.role in _READ_THEIR_WORLD
    }
    conditions = [_of_world(is_test=is_test) for is_test in sorted(worlds)]
    conditions += [_of_mandate(mandate, now) for mandate in _read_locally(account, now)]
    return AuditEvent.objects.filter(reduce(or_, conditions, Q(pk__in=[])))


def _read_locally(account: Account, now: datetime) -> list[Mandate]:
    """The mandates with which this account reads the lines of an authority, one for each scope."""
    held = [mandate for mandate in mandates_in_force(account, now) if mandate.role in _READ_THEIR_AUTHORITY]
    scopes = {(mandate.authority_id, mandate.organization_id or 0): mandate for mandate in held}
    return [scopes[scope] for scope in sorted(scopes)]


def _of_mandate(mandate: Mandate, now: datetime) -> Q:
    own = Q(authority_id=mandate.authority_id)
    return own & Q(practitioner__in=people_of([mandate], now)) if mandate.organization_id else own


def _of_world(*, is_test: bool) -> Q:
    authority = Q(authority__isnull=True) | Q(authority__is_test=is_test)
    person = Q(practitioner__isnull=True) | Q(practitioner__is_test=is_test)
    return authority & person & ~_of_real_staff() if is_test else authority & person


def _of_real_staff() -> Q:
    """Lines that only an account tells apart, one of the real world: as who did it, or as who it was done to."""
    real = Account.objects.filter(
        Q(is_superuser=True) | Q(pk__in=Mandate.objects.filter(authority__is_test=False).values("account"))
    ).values("pk")
    keys = real.annotate(key=Cast("pk", CharField())).values("key")
    unmarked = Q(authority__isnull=True, practitioner__isnull=True)
    about = Q(subject_type=Account._meta.label, subject_id__in=keys)
    return unmarked & (Q(actor__isnull=False, actor__in=real) | about)


def _is_for(mandate: Mandate, authority: RegistrationAuthority | None) -> bool:
    if authority is None:
        return mandate.authority.kind == AuthorityKind.NATIONAL
    return mandate.authority_id == authority.pk
