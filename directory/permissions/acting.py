"""Who may do what, from the mandates in force at that instant. Seeing somebody gives no right over them."""

from datetime import datetime

from django.db.models import QuerySet

from directory.models import (
    Account,
    AuthorityKind,
    Mandate,
    MandateRole,
    Organization,
    Practitioner,
    PractitionerRole,
    RegistrationAuthority,
)
from directory.permissions.seeing import mandates_in_force, sees_all, structures_of

_LOCAL_REGISTRARS = (MandateRole.REGISTRAR, MandateRole.DELEGATE, MandateRole.REPRESENTATIVE)
_REGIONAL_REGISTRARS = (MandateRole.AGENT, MandateRole.MANAGER)
CLOSED_BY_REGISTRARS = (AuthorityKind.LOCAL, AuthorityKind.REGIONAL)


def can_grant_mandates(account: Account, now: datetime) -> bool:
    """National operators."""
    return sees_all(account) or any(
        mandate.role == MandateRole.OPERATOR and mandate.authority.kind == AuthorityKind.NATIONAL
        for mandate in mandates_in_force(account, now)
    )


def can_run_loads(account: Account, now: datetime) -> bool:
    """National operators give files to the directory, and decide of those that wait; auditors only read them."""
    return can_grant_mandates(account, now)


def can_export_restricted(account: Account, now: datetime) -> bool:
    """National operators may have the file of civil identities and contacts; nobody else, in no other way."""
    return can_grant_mandates(account, now)


def can_manage_api_clients(account: Account, now: datetime) -> bool:
    """National operators say which applications read the API; auditors see which they are."""
    return can_grant_mandates(account, now)


def can_load_nomenclatures(account: Account, now: datetime) -> bool:
    """National operators complete and renew the official codes; auditors only read them."""
    return can_grant_mandates(account, now)


def can_merge_people(account: Account, now: datetime) -> bool:
    """National operators say that two records, or two numbers, are one person's; of their own world only."""
    return can_grant_mandates(account, now)


def authorities_that_enrol(account: Account, now: datetime) -> list[RegistrationAuthority]:
    """The authorities for which this account may register people: its structures, then its agencies."""
    held = [mandate.authority for mandate in mandates_in_force(account, now) if _is_registrar(mandate)]
    unique = {authority.pk: authority for authority in held}
    return sorted(unique.values(), key=lambda authority: authority.kind != AuthorityKind.LOCAL)


def organizations_enrollable_by(account: Account, now: datetime) -> QuerySet[Organization]:
    """The structures in which this account may register people."""
    return structures_of(authorities_that_enrol(account, now))


def enrolling_authority(account: Account, organization: Organization, now: datetime) -> RegistrationAuthority | None:
    """The authority for which this account registers into this structure; None: it may not."""
    for authority in authorities_that_enrol(account, now):
        if structures_of([authority]).filter(pk=organization.pk).exists():
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
    """Does this account write for the authority that answers for the person?

    It alone reads civil identity and contacts in full, and helps with contacts: whoever added an activity does not.
    """
    return any(authority.pk == practitioner.authority_id for authority in authorities_that_enrol(account, now))


def can_resolve_conflicts(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """Does this account decide for the authority of the person, the first part of `CNOM/CNOM/ARS`?

    Officers of an order do, for its people: it registers nobody here, but answers for their contacts.
    """
    return is_person_authority(account, practitioner, now) or any(
        mandate.role == MandateRole.ORDER_OFFICER and mandate.authority_id == practitioner.authority_id
        for mandate in mandates_in_force(account, now)
    )


def _is_registrar(mandate: Mandate) -> bool:
    kind = mandate.authority.kind
    return (kind == AuthorityKind.LOCAL and mandate.role in _LOCAL_REGISTRARS) or (
        kind == AuthorityKind.REGIONAL and mandate.role in _REGIONAL_REGISTRARS
    )
