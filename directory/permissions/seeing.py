"""Who sees what, from the mandates in force at that instant."""

from datetime import datetime

from django.db.models import Q, QuerySet

from directory.models import (
    Account,
    ApiClient,
    CodeTable,
    Enrolment,
    ExtractLoad,
    Fusion,
    LoadState,
    Mandate,
    MandateInvitation,
    Organization,
    OutboundMessage,
    Practitioner,
    PractitionerRole,
    RegistrationAuthority,
)
from directory.permissions.holding import has_power, mandates_in_force, mandates_with, sees_all
from directory.permissions.matrix import Power
from directory.permissions.scopes import any_of, authorities_below, enrolments_of, people_of, structures_of


def practitioners_visible_to(account: Account, now: datetime) -> QuerySet[Practitioner]:
    """The people of the account's structures, region or order; everybody for the national operator."""
    if sees_all(account):
        return Practitioner.objects.all()
    return people_of(mandates_with(account, Power.SEE_PEOPLE, now), now)


def can_see_contacts(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """May this account see the contacts of this person, masked or in full? Support sees their states, and no more."""
    if sees_all(account):
        return True
    reading = mandates_with(account, Power.SEE_CONTACTS, now)
    return bool(reading) and people_of(reading, now).filter(pk=practitioner.pk).exists()


def organizations_visible_to(account: Account, now: datetime) -> QuerySet[Organization]:
    """A structure with its sites, the structures of a region, or those where an order's people practise."""
    if sees_all(account):
        return Organization.objects.all()
    return structures_of(mandates_with(account, Power.SEE_PEOPLE, now))


def roles_visible_to(account: Account, now: datetime) -> QuerySet[PractitionerRole]:
    """Every role, past ones and other structures' included, of the people whom the account sees."""
    if sees_all(account):
        return PractitionerRole.objects.all()
    return PractitionerRole.objects.filter(exercise__practitioner__in=practitioners_visible_to(account, now))


def enrolments_visible_to(account: Account, now: datetime) -> QuerySet[Enrolment]:
    """The registrations made for the account's authorities, or into their structures."""
    if sees_all(account):
        return Enrolment.objects.all()
    seeing = mandates_with(account, Power.SEE_PEOPLE, now)
    return Enrolment.objects.filter(any_of(enrolments_of(mandate) for mandate in seeing))


def authorities_visible_to(account: Account, now: datetime) -> QuerySet[RegistrationAuthority]:
    """Those for which the account acts, and those below them; the operator sees all."""
    if sees_all(account):
        return RegistrationAuthority.objects.all()
    own = [Q(pk=mandate.authority_id) for mandate in mandates_in_force(account, now)]
    below = [authorities_below(mandate) for mandate in mandates_with(account, Power.SEE_MANDATES, now)]
    return RegistrationAuthority.objects.filter(any_of([*own, *below]))


def mandates_visible_to(account: Account, now: datetime) -> QuerySet[Mandate]:
    """One's own, past ones included, and those of one's authorities and of the ones below them.

    Who acts for one site of a structure sees those narrowed to that site.
    """
    if sees_all(account):
        return Mandate.objects.all()
    if not account.is_active:
        return Mandate.objects.none()
    seeing = mandates_with(account, Power.SEE_MANDATES, now)
    return Mandate.objects.filter(any_of([Q(account=account), *map(_of_its_authorities, seeing)]))


def invitations_visible_to(account: Account, now: datetime) -> QuerySet[MandateInvitation]:
    """Those of the authorities for which the account gives mandates, or audits."""
    if sees_all(account):
        return MandateInvitation.objects.all()
    seeing = mandates_with(account, Power.SEE_INVITATIONS, now)
    return MandateInvitation.objects.filter(any_of(map(_of_its_authorities, seeing)))


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


def can_read_audit(account: Account, now: datetime) -> bool:
    """National operators and auditors of a national authority."""
    return has_power(account, Power.READ_AUDIT, now)


def can_see_services(account: Account, now: datetime) -> bool:
    """National operators, auditors, and those who review the services that sign people in."""
    return has_power(account, Power.SEE_SERVICES, now)


def _of_its_authorities(mandate: Mandate) -> Q:
    """Of mandates and invitations, those that somebody with this mandate looks after."""
    if mandate.organization_id:
        return Q(authority=mandate.authority_id, organization=mandate.organization_id)
    return authorities_below(mandate, "authority__")
