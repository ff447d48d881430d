"""Who sees what, from the mandates in force at that instant.

A mandate of a test authority reaches test people only, a mandate of a real one real people only. Querysets are
unions of small indexable sets: what an agency or a structure sees costs what it holds, not what the nation holds.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from directory.models import (
    Account,
    ApiClient,
    AuditEvent,
    AuthorityKind,
    CodeTable,
    Enrolment,
    ExtractLoad,
    Fusion,
    LoadState,
    Mandate,
    MandateRole,
    Organization,
    OutboundMessage,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RegistrationAuthority,
)
from directory.policy import RECENT_ROLE

# The mandates that a page which only reads has met, by account and instant; None elsewhere: each question asks again.
_met: ContextVar[dict[tuple[int, datetime], list[Mandate]] | None] = ContextVar("mandates_met", default=None)


@contextmanager
def mandates_read_once() -> Iterator[None]:
    """For the time of a page that changes nothing: its ten questions about one account at one instant are one."""
    token = _met.set({})
    try:
        yield
    finally:
        _met.reset(token)


def mandates_in_force(account: Account, now: datetime) -> list[Mandate]:
    """The account's running mandates with their authorities; none for an account that is closed."""
    if not account.is_active or account.pk is None:
        return []
    met = _met.get()
    if met is None:
        return _read_mandates(account, now)
    if (account.pk, now) not in met:
        met[account.pk, now] = _read_mandates(account, now)
    return met[account.pk, now]


def _read_mandates(account: Account, now: datetime) -> list[Mandate]:
    mandates = Mandate.objects.in_force(now).filter(account=account)
    return list(mandates.select_related("authority__organization").order_by("valid_from", "pk"))


def may_enter_portal(account: Account) -> bool:
    """Staff with an open account; what they see inside depends on their mandates."""
    return account.is_active and account.is_staff


def sees_all(account: Account) -> bool:
    """The national operator, with an open account."""
    return account.is_active and account.is_superuser


def practitioners_visible_to(account: Account, now: datetime) -> QuerySet[Practitioner]:
    """The people of the account's structures, region or order; everybody for the national operator."""
    if sees_all(account):
        return Practitioner.objects.all()
    return _practitioners_of(mandates_in_force(account, now), now)


def organizations_visible_to(account: Account, now: datetime) -> QuerySet[Organization]:
    """A structure with its sites, the structures of a region, or those where an order's people practise."""
    if sees_all(account):
        return Organization.objects.all()
    return structures_of(_authorities(mandates_in_force(account, now)))


def roles_visible_to(account: Account, now: datetime) -> QuerySet[PractitionerRole]:
    """Every role, past ones and other structures' included, of the people whom the account sees."""
    if sees_all(account):
        return PractitionerRole.objects.all()
    return PractitionerRole.objects.filter(exercise__practitioner__in=practitioners_visible_to(account, now))


def enrolments_visible_to(account: Account, now: datetime) -> QuerySet[Enrolment]:
    """The registrations made for the account's authorities, or into their structures."""
    if sees_all(account):
        return Enrolment.objects.all()
    conditions = [
        _national(authority, "practitioner__")
        if authority.kind == AuthorityKind.NATIONAL
        else Q(authority=authority) | Q(role__organization__in=structures_of([authority]))
        for authority in _authorities(mandates_in_force(account, now))
    ]
    return Enrolment.objects.filter(_any(conditions))


def mandates_visible_to(account: Account, now: datetime) -> QuerySet[Mandate]:
    """One's own mandates, past ones included; all of them for those who read the trail."""
    if can_read_audit(account, now):
        return Mandate.objects.all()
    return Mandate.objects.filter(account=account) if account.is_active else Mandate.objects.none()


def messages_visible_to(account: Account, now: datetime) -> QuerySet[OutboundMessage]:
    """The messages to people whom the account sees; decoys are nobody's."""
    return OutboundMessage.objects.filter(practitioner__in=practitioners_visible_to(account, now))


def api_clients_visible_to(account: Account, now: datetime) -> QuerySet[ApiClient]:
    """Operators and national auditors see every application that reads the API; others none."""
    return ApiClient.objects.all() if can_read_audit(account, now) else ApiClient.objects.none()


def loads_visible_to(account: Account, now: datetime) -> QuerySet[ExtractLoad]:
    """Loads of national files concern those who run or audit the directory."""
    return ExtractLoad.objects.all() if can_read_audit(account, now) else ExtractLoad.objects.none()


def waiting_loads(account: Account, now: datetime) -> QuerySet[ExtractLoad]:
    """Of these, the loads that wait for somebody's decision, oldest first."""
    return loads_visible_to(account, now).filter(state=LoadState.PAUSED).order_by("started_at", "pk")


def code_tables_visible_to(account: Account, now: datetime) -> QuerySet[CodeTable]:
    """Operators and national auditors read the nomenclatures that the directory holds."""
    return CodeTable.objects.all() if can_read_audit(account, now) else CodeTable.objects.none()


def fusions_visible_to(account: Account, now: datetime) -> QuerySet[Fusion]:
    """The fusions of people whom operators and national auditors see."""
    if not can_read_audit(account, now):
        return Fusion.objects.none()
    return Fusion.objects.filter(kept__in=practitioners_visible_to(account, now))


def audit_visible_to(account: Account, now: datetime) -> QuerySet[AuditEvent]:
    """The whole trail, for operators and national auditors."""
    return AuditEvent.objects.all() if can_read_audit(account, now) else AuditEvent.objects.none()


def can_read_audit(account: Account, now: datetime) -> bool:
    """National operators and auditors of a national authority."""
    return sees_all(account) or any(
        mandate.authority.kind == AuthorityKind.NATIONAL and mandate.role in {MandateRole.OPERATOR, MandateRole.AUDITOR}
        for mandate in mandates_in_force(account, now)
    )


def structures_of(authorities: Iterable[RegistrationAuthority]) -> QuerySet[Organization]:
    """The structures that these authorities answer for."""
    return Organization.objects.filter(_any([_structures(authority) for authority in authorities]))


def _authorities(mandates: Iterable[Mandate]) -> list[RegistrationAuthority]:
    return list({mandate.authority_id: mandate.authority for mandate in mandates}.values())


def _practitioners_of(mandates: list[Mandate], now: datetime) -> QuerySet[Practitioner]:
    conditions = [_people(authority, now) for authority in _authorities(mandates)]
    return Practitioner.objects.filter(_any(conditions))


def _people(authority: RegistrationAuthority, now: datetime) -> Q:
    """One authority's people, always of its own world (test or real)."""
    world = Q(is_test=authority.is_test)
    if authority.kind == AuthorityKind.NATIONAL:
        return world
    answered_for = Practitioner.objects.filter(authority=authority).values("pk")
    if authority.kind == AuthorityKind.ORDER:
        registered = ProfessionalExercise.objects.filter(order_code=authority.code).values("practitioner")
        return world & Q(pk__in=answered_for.union(registered))
    since = timezone.localdate(now) - RECENT_ROLE
    current = Q(valid_until__isnull=True) | Q(valid_until__gt=since)
    working = PractitionerRole.objects.filter(current, organization__in=structures_of([authority]))
    enrolled = Enrolment.objects.filter(authority=authority).values("practitioner")
    return world & Q(pk__in=answered_for.union(working.values("exercise__practitioner"), enrolled))


def _structures(authority: RegistrationAuthority) -> Q:
    world = Q(is_test=authority.is_test)
    match authority.kind:
        case AuthorityKind.NATIONAL:
            return world
        case AuthorityKind.REGIONAL:
            return world & Q(region_code=authority.region_code)
        case AuthorityKind.LOCAL if authority.organization is not None:
            own = authority.organization
            sites = Q(parent=own) | (Q(legal_entity_finess=own.finess) if own.finess else Q(parent=own))
            return world & (Q(pk=own.pk) | sites)
        case AuthorityKind.ORDER:
            exercises = ProfessionalExercise.objects.filter(order_code=authority.code)
            roles = PractitionerRole.objects.filter(exercise__in=exercises, organization__isnull=False)
            return world & Q(pk__in=roles.values("organization"))
        case _:
            return Q(pk__in=[])


def _national(authority: RegistrationAuthority, prefix: str) -> Q:
    return Q(**{f"{prefix}is_test": authority.is_test})


def _any(conditions: list[Q]) -> Q:
    return reduce(or_, conditions, Q(pk__in=[]))
