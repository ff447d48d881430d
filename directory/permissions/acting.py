"""Who may do what, from the mandates in force at that instant. Seeing somebody gives no right over them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from directory.models import (
    Account,
    AuthorityKind,
    Mandate,
    Organization,
    Practitioner,
    PractitionerRole,
    RegistrationAuthority,
)
from directory.permissions.holding import has_power, mandates_in_force, mandates_with, sees_all
from directory.permissions.matrix import Power, is_head
from directory.permissions.scopes import any_of, authorities_below, people_of, structures_of

CLOSED_BY_REGISTRARS = (AuthorityKind.LOCAL, AuthorityKind.REGIONAL)


def can_run_loads(account: Account, now: datetime) -> bool:
    """National operators give files to the directory, and decide of those that wait; auditors only read them."""
    return has_power(account, Power.RUN_LOADS, now)


def can_export_restricted(account: Account, now: datetime) -> bool:
    """National operators may have the file of civil identities and contacts; nobody else, in no other way."""
    return has_power(account, Power.EXPORT_RESTRICTED, now)


def can_manage_api_clients(account: Account, now: datetime) -> bool:
    """National operators say which applications read the API; auditors see which they are."""
    return has_power(account, Power.MANAGE_APPLICATIONS, now)


def can_review_services(account: Account, now: datetime) -> bool:
    """National operators and reviewers say which services go to production, and suspend them; auditors see which."""
    return has_power(account, Power.REVIEW_SERVICES, now)


def can_load_nomenclatures(account: Account, now: datetime) -> bool:
    """National operators complete and renew the official codes; auditors only read them."""
    return has_power(account, Power.LOAD_CODES, now)


def can_merge_people(account: Account, now: datetime) -> bool:
    """National operators say that two records, or two numbers, are one person's; of their own world only."""
    return has_power(account, Power.MERGE_PEOPLE, now)


def can_invite_people(account: Account, now: datetime) -> bool:
    """National operators invite many people at once to activate an e-CPS."""
    return has_power(account, Power.INVITE_PEOPLE, now)


def can_open_authorities(account: Account, now: datetime) -> bool:
    """National operators and managers of agencies open local authorities, tell how to call them, and close them."""
    return has_power(account, Power.OPEN_AUTHORITIES, now)


def structures_to_open(account: Account, now: datetime) -> QuerySet[Organization]:
    """The structures for which this account may open a local authority: of its world, or of its region."""
    if sees_all(account):
        return Organization.objects.all()
    return structures_of(mandates_with(account, Power.OPEN_AUTHORITIES, now))


def can_change_authority(account: Account, authority: RegistrationAuthority, now: datetime) -> bool:
    """Whoever opens authorities changes and closes those that it reaches; a head tells how to call its own."""
    if sees_all(account):
        return True
    opening = mandates_with(account, Power.OPEN_AUTHORITIES, now)
    reached = any_of(authorities_below(mandate) for mandate in opening)
    return bool(opening) and RegistrationAuthority.objects.filter(reached, pk=authority.pk).exists()


def can_tell_how_to_call(account: Account, authority: RegistrationAuthority, now: datetime) -> bool:
    """Whoever changes an authority, and its own heads: representatives, managers."""
    return can_change_authority(account, authority, now) or any(
        mandate.authority_id == authority.pk
        and mandate.organization_id is None
        and is_head(authority.kind, mandate.role)
        for mandate in mandates_in_force(account, now)
    )


def can_sign_in_as(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """May this person's e-CPS open this account?

    A test identity opens mandates of test authorities only, a real one real mandates only: anybody can make a test
    identity, so one mixed mandate would be enough to cross. Without a mandate in force there is nothing to open.
    """
    return _worlds(account, now) == {practitioner.is_test}


def is_of_one_world(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """Has this account nothing in another world than this person's? A mandate may come after their e-CPS was shown."""
    return _worlds(account, now) <= {practitioner.is_test}


def authorities_that_enrol(account: Account, now: datetime) -> list[RegistrationAuthority]:
    """The authorities for which this account may register people: its structures, then its agencies."""
    return list({mandate.authority_id: mandate.authority for mandate in _registering(account, now)}.values())


def organizations_enrollable_by(account: Account, now: datetime) -> QuerySet[Organization]:
    """The structures in which this account may register people."""
    return structures_of(_registering(account, now))


def enrolling_authority(account: Account, organization: Organization, now: datetime) -> RegistrationAuthority | None:
    """The authority for which this account registers into this structure; None: it may not."""
    for mandate in _registering(account, now):
        if structures_of([mandate]).filter(pk=organization.pk).exists():
            return mandate.authority
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
    """Does this account write for the authority that answers for the person?

    It alone reads civil identity and contacts in full, and helps with contacts: whoever added an activity does not.
    """
    return _answers_for(_registering(account, now), practitioner, now)


def people_answered_for(account: Account, now: datetime) -> QuerySet[Practitioner]:
    """Everybody of whom `is_person_authority` is true."""
    return _answered_for(_registering(account, now), now)


def people_decided_of(account: Account, now: datetime) -> QuerySet[Practitioner]:
    """Everybody of whom `can_resolve_conflicts` is true."""
    return _answered_for(mandates_with(account, Power.DECIDE_CONTACTS, now), now)


def can_resolve_conflicts(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """Does this account decide for the authority of the person, the first part of `CNOM/CNOM/ARS`?

    Officers of an order do, for its people: it registers nobody here, but answers for their contacts.
    """
    return _answers_for(mandates_with(account, Power.DECIDE_CONTACTS, now), practitioner, now)


def _worlds(account: Account, now: datetime) -> set[bool]:
    """Of its mandates: true for test."""
    worlds = {mandate.authority.is_test for mandate in mandates_in_force(account, now)}
    return worlds | {False} if sees_all(account) else worlds


def _registering(account: Account, now: datetime) -> list[Mandate]:
    held = mandates_with(account, Power.REGISTER, now)
    return sorted(held, key=lambda mandate: mandate.authority.kind != AuthorityKind.LOCAL)


def _answers_for(mandates: list[Mandate], practitioner: Practitioner, now: datetime) -> bool:
    """One of these is of the authority of the person; one narrowed to a site, only for who works there."""
    own = [mandate for mandate in mandates if mandate.authority_id == practitioner.authority_id]
    if any(mandate.organization_id is None for mandate in own):
        return True
    return bool(own) and people_of(own, now).filter(pk=practitioner.pk).exists()


def _answered_for(mandates: list[Mandate], now: datetime) -> QuerySet[Practitioner]:
    """All of whom `_answers_for` says so."""
    whole = {mandate.authority_id for mandate in mandates if mandate.organization_id is None}
    narrowed = [mandate for mandate in mandates if mandate.authority_id not in whole]
    there = [Q(authority=mandate.authority_id, pk__in=people_of([mandate], now).values("pk")) for mandate in narrowed]
    return Practitioner.objects.filter(any_of([Q(authority__in=whole), *there]))
