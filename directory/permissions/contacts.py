"""Contacts: who decides of them, who only proposes, and who has touched them too lately to hand over an e-CPS."""

from datetime import datetime

from django.db.models import Q, QuerySet

from directory.models import (
    Account,
    ContactPoint,
    ContactProposal,
    Mandate,
    Practitioner,
    ProposalState,
    RegistrationAuthority,
)
from directory.permissions.acting import can_resolve_conflicts, people_decided_of
from directory.permissions.holding import mandates_with, sees_all
from directory.permissions.matrix import Power
from directory.permissions.scopes import people_of
from directory.policy import HAND_OVER_REST


def can_decide_contacts(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """May this account change or attest contacts of the person, and decide of what others propose?

    The authority of the person alone, the first part of `CNOM/CNOM/ARS`: its registrars, its agents, its officers.
    """
    return can_resolve_conflicts(account, practitioner, now)


def proposing_mandate(account: Account, practitioner: Practitioner, now: datetime) -> Mandate | None:
    """The mandate with which this account may propose another contact to the person; None: it may not.

    Whoever registers people, or answers for an order, and sees the person by that mandate; who decides needs not.
    """
    if can_decide_contacts(account, practitioner, now):
        return None
    for mandate in mandates_with(account, Power.DECIDE_CONTACTS, now):
        if people_of([mandate], now).filter(pk=practitioner.pk).exists():
            return mandate
    return None


def can_propose_contacts(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """May this account propose another contact to this person?"""
    return proposing_mandate(account, practitioner, now) is not None


def authorities_that_decide(account: Account, now: datetime) -> list[RegistrationAuthority]:
    """The authorities for whose people this account decides of contacts."""
    held = mandates_with(account, Power.DECIDE_CONTACTS, now)
    return list({mandate.authority_id: mandate.authority for mandate in held}.values())


def contacts_visible_to(account: Account, now: datetime) -> QuerySet[ContactPoint]:
    """The contacts, masked at least, of the people whose contacts the account may see."""
    return ContactPoint.objects.filter(practitioner__in=_people_readable(account, now))


def proposals_visible_to(account: Account, now: datetime) -> QuerySet[ContactProposal]:
    """The proposals about the people whose contacts the account may see."""
    return ContactProposal.objects.filter(practitioner__in=_people_readable(account, now))


def proposals_to_decide(account: Account, now: datetime) -> QuerySet[ContactProposal]:
    """Of these, those that wait for the holder or for an authority of this account."""
    return proposals_visible_to(account, now).filter(
        state=ProposalState.OPEN,
        expires_at__gt=now,
        practitioner__in=people_decided_of(account, now),
    )


def unreachable_contacts_visible_to(account: Account, now: datetime) -> QuerySet[ContactPoint]:
    """The contacts at which nothing arrives any more, of the people of whose contacts this account decides."""
    return ContactPoint.objects.unreachable().filter(practitioner__in=people_decided_of(account, now))


def may_hand_over(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """May this account hand an e-CPS over to this person?

    It decides of their contacts, and has neither attested, changed nor proposed one lately: two people are needed to
    give somebody else's card away.
    """
    return can_decide_contacts(account, practitioner, now) and not touched_contacts_lately(account, practitioner, now)


def touched_contacts_lately(account: Account, practitioner: Practitioner, now: datetime) -> bool:
    """Did this account attest or change a contact of the person within the last days that count?"""
    since = now - HAND_OVER_REST
    contacts = ContactPoint.objects.filter(practitioner=practitioner)
    touched = Q(changed_by=account, created_at__gt=since) | Q(attested_by=account, attested_at__gt=since)
    proposals = ContactProposal.objects.filter(
        practitioner=practitioner, state__in=[ProposalState.ACCEPTED, ProposalState.APPLIED]
    )
    decided = Q(proposed_by=account, proposed_at__gt=since) | Q(decided_by=account, decided_at__gt=since)
    return contacts.filter(touched).exists() or proposals.filter(decided).exists()


def _people_readable(account: Account, now: datetime) -> QuerySet[Practitioner]:
    """The people whose contacts the account may see, masked at least: support sees people, and no contact."""
    if sees_all(account):
        return Practitioner.objects.all()
    return people_of(mandates_with(account, Power.SEE_CONTACTS, now), now)
