"""Who sees what, who may do what: the single source, from the mandates in force at that instant.

A mandate of a test authority reaches test people only, a mandate of a real one real people only. Querysets are
unions of small indexable sets: what an agency or a structure sees costs what it holds, not what the nation holds.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.utils import timezone

from directory.models import (
    Account,
    AuditEvent,
    AuthorityKind,
    Enrolment,
    ExtractLoad,
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

_LOCAL_REGISTRARS = (MandateRole.REGISTRAR, MandateRole.DELEGATE, MandateRole.REPRESENTATIVE)
_REGIONAL_REGISTRARS = (MandateRole.AGENT, MandateRole.MANAGER)
CLOSED_BY_REGISTRARS = (AuthorityKind.LOCAL, AuthorityKind.REGIONAL)


def mandates_in_force(account: Account, now: datetime) -> list[Mandate]:
    """The account's running mandates with their authorities; none for an account that is closed."""
    if not account.is_active or account.pk is None:
        return []
    mandates = Mandate.objects.in_force(now).filter(account=account)
    return list(mandates.select_related("authority__organization").order_by("valid_from", "pk"))


def may_enter_portal(account: Account) -> bool:
    """Staff with an open account; what they see inside depends on their mandates."""
    return account.is_active and account.is_staff


def practitioners_visible_to(account: Account, now: datetime) -> QuerySet[Practitioner]:
    """The people of the account's structures, region or order; everybody for the national operator."""
    if _sees_all(account):
        return Practitioner.objects.all()
    return _practitioners_of(mandates_in_force(account, now), now)


def organizations_visible_to(account: Account, now: datetime) -> QuerySet[Organization]:
    """A structure with its sites, the structures of a region, or those where an order's people practise."""
    if _sees_all(account):
        return Organization.objects.all()
    return _organizations_of(_authorities(mandates_in_force(account, now)))


def roles_visible_to(account: Account, now: datetime) -> QuerySet[PractitionerRole]:
    """Every role, past ones and other structures' included, of the people whom the account sees."""
    if _sees_all(account):
        return PractitionerRole.objects.all()
    return PractitionerRole.objects.filter(exercise__practitioner__in=practitioners_visible_to(account, now))


def enrolments_visible_to(account: Account, now: datetime) -> QuerySet[Enrolment]:
    """The registrations made for the account's authorities, or into their structures."""
    if _sees_all(account):
        return Enrolment.objects.all()
    conditions = [
        _national(authority, "practitioner__")
        if authority.kind == AuthorityKind.NATIONAL
        else Q(authority=authority) | Q(role__organization__in=_organizations_of([authority]))
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


def loads_visible_to(account: Account, now: datetime) -> QuerySet[ExtractLoad]:
    """Loads of national files concern those who run or audit the directory."""
    return ExtractLoad.objects.all() if can_read_audit(account, now) else ExtractLoad.objects.none()


def audit_visible_to(account: Account, now: datetime) -> QuerySet[AuditEvent]:
    """The whole trail, for operators and national auditors."""
    return AuditEvent.objects.all() if can_read_audit(account, now) else AuditEvent.objects.none()


def can_read_audit(account: Account, now: datetime) -> bool:
    """National operators and auditors of a national authority."""
    return _sees_all(account) or any(
        mandate.authority.kind == AuthorityKind.NATIONAL and mandate.role in {MandateRole.OPERATOR, MandateRole.AUDITOR}
        for mandate in mandates_in_force(account, now)
    )


def can_grant_mandates(account: Account, now: datetime) -> bool:
    """National operators."""
    return _sees_all(account) or any(
        mandate.role == MandateRole.OPERATOR and mandate.authority.kind == AuthorityKind.NATIONAL
        for mandate in mandates_in_force(account, now)
    )


def authorities_that_enrol(account: Account, now: datetime) -> list[RegistrationAuthority]:
    """The authorities for which this account may register people: its structures, then its agencies."""
    held = [mandate.authority for mandate in mandates_in_force(account, now) if _is_registrar(mandate)]
    unique = {authority.pk: authority for authority in held}
    return sorted(unique.values(), key=lambda authority: authority.kind != AuthorityKind.LOCAL)


def organizations_enrollable_by(account: Account, now: datetime) -> QuerySet[Organization]:
    """The structures in which this account may register people."""
    return _organizations_of(authorities_that_enrol(account, now))


def enrolling_authority(account: Account, organization: Organization, now: datetime) -> RegistrationAuthority | None:
    """The authority for which this account registers into this structure; None: it may not."""
    for authority in authorities_that_enrol(account, now):
        if _organizations_of([authority]).filter(pk=organization.pk).exists():
            return authority
    return None


def can_enrol(account: Account, organization: Organization, now: datetime) -> bool:
    """May this account register people into this structure?"""
    return enrolling_authority(account, organization, now) is not None


def can_close_role(account: Account, role: PractitionerRole, now: datetime) -> bool:
    """Whoever may register into a structure says when somebody leaves it; an order's activities are the order's."""
    if role.organization is None or role.authority is None or role.authority.kind not in CLOSED_BY_REGISTRARS:
        return False
    return can_enrol(account, role.organization, now)


def is_person_authority(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """Does this account write for the authority that answers for the person?"""
    return any(authority.pk == practitioner.authority_id for authority in authorities_that_enrol(account, now))


def can_send_verification(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """Registrars of the person's authority, or of one that registered them."""
    if is_person_authority(account, practitioner, now):
        return True
    authorities = authorities_that_enrol(account, now)
    return Enrolment.objects.filter(practitioner=practitioner, authority__in=authorities).exists()


def _sees_all(account: Account) -> bool:
    return account.is_active and account.is_superuser


def _is_registrar(mandate: Mandate) -> bool:
    kind = mandate.authority.kind
    return (kind == AuthorityKind.LOCAL and mandate.role in _LOCAL_REGISTRARS) or (
        kind == AuthorityKind.REGIONAL and mandate.role in _REGIONAL_REGISTRARS
    )


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
    working = PractitionerRole.objects.filter(current, organization__in=_organizations_of([authority]))
    enrolled = Enrolment.objects.filter(authority=authority).values("practitioner")
    return world & Q(pk__in=answered_for.union(working.values("exercise__practitioner"), enrolled))


def _organizations_of(authorities: Iterable[RegistrationAuthority]) -> QuerySet[Organization]:
    return Organization.objects.filter(_any([_structures(authority) for authority in authorities]))


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
