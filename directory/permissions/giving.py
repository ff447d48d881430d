"""Who may give a mandate, and take it away: representative to delegate to registrar, never wider than one's own.

A mandate hangs from the one that its giver held for the same authority, and ends with it. The first ones of an
authority hang from none: its representatives, the managers of an agency, and whatever a national operator gives.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from directory.models import (
    Account,
    AuthorityKind,
    InvitationState,
    Mandate,
    MandateEnd,
    MandateInvitation,
    MandateRole,
    Organization,
    RegistrationAuthority,
)
from directory.permissions.holding import mandates_in_force, sees_all
from directory.permissions.matrix import GRANTS, POWERS, roles_given_by
from directory.permissions.scopes import sites_of
from directory.permissions.seeing import invitations_visible_to, mandates_visible_to
from directory.policy import MANDATE_REMINDERS


@dataclass(frozen=True, slots=True)
class Offer:
    """A mandate as it would be given. organization: the site it is narrowed to. until: excluded, None: runs."""

    authority: RegistrationAuthority
    role: str
    organization: Organization | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Giving:
    """How an account gives something: the mandate that the new one hangs from, None for a first one."""

    hangs_from: Mandate | None


def can_grant_mandates(account: Account, now: datetime) -> bool:
    """Whoever gives mandates at all: operators, managers of agencies, representatives, delegates."""
    return sees_all(account) or any(
        (mandate.authority.kind, mandate.role) in GRANTS for mandate in mandates_in_force(account, now)
    )


def way_to_give(account: Account, offer: Offer, now: datetime) -> Giving | None:
    """How this account gives this mandate at this instant; None: it may not."""
    if offer.authority.closed_date is not None or not _is_possible(offer):
        return None
    ways = [] if not sees_all(account) else [Giving(None)]
    ways += [
        Giving(hangs_from)
        for giver in _givers(account, offer.authority, offer.role, now)
        if _is_within(giver, offer, hangs_from := _root(giver, offer.authority))
    ]
    return ways[0] if ways else None


def roles_to_give(account: Account, authority: RegistrationAuthority, now: datetime) -> list[MandateRole]:
    """The roles that this account gives for this authority, in the order of the chain; none for a closed one."""
    if authority.closed_date is not None:
        return []
    possible = POWERS[AuthorityKind(authority.kind)]
    if sees_all(account):
        return list(possible)
    return [role for role in possible if any(_givers(account, authority, role, now))]


def sites_to_give(
    account: Account, authority: RegistrationAuthority, now: datetime
) -> tuple[QuerySet[Organization], bool]:
    """The sites to which this account narrows mandates of a local authority; and whether it may narrow to none."""
    givers = [
        giver for role in POWERS[AuthorityKind(authority.kind)] for giver in _givers(account, authority, role, now)
    ]
    sites = sites_of(authority).exclude(pk=authority.organization_id or 0)
    if sees_all(account) or any(giver.organization_id is None for giver in givers):
        return sites, True
    return sites.filter(pk__in=[giver.organization_id for giver in givers if giver.organization_id]), False


def latest_end_to_give(account: Account, authority: RegistrationAuthority, now: datetime) -> datetime | None:
    """How long what this account gives for this authority may last at the most; None: as long as it likes."""
    ends = [
        hangs_from.valid_until if (hangs_from := _root(giver, authority)) else None
        for role in POWERS[AuthorityKind(authority.kind)]
        for giver in _givers(account, authority, role, now)
    ]
    limited = [end for end in ends if end is not None]
    return max(limited) if limited and len(limited) == len(ends) and not sees_all(account) else None


def can_end(account: Account, mandate: Mandate, now: datetime) -> bool:
    """Whoever could give this mandate may end it, and let it last longer; nobody else, its holder included."""
    if sees_all(account):
        return True
    givers = _givers(account, mandate.authority, mandate.role, now)
    return any(giver.organization_id in {None, mandate.organization_id} for giver in givers)


def can_withdraw(account: Account, invitation: MandateInvitation, now: datetime) -> bool:
    """Whoever could make an invitation may send it again, and withdraw it."""
    givers = _givers(account, invitation.authority, invitation.role, now)
    return sees_all(account) or any(giver.organization_id in {None, invitation.organization_id} for giver in givers)


def invitations_looked_after_by(account: Account, now: datetime) -> QuerySet[MandateInvitation]:
    """Those that wait for an answer, which the account made, or which are of an authority of its own."""
    waiting = invitations_visible_to(account, now).filter(state=InvitationState.PENDING, expires_at__gt=now)
    return waiting.filter(Q(inviter=account) | Q(authority__in=_own_authorities(account, now)))


def mandates_that_end(account: Account, now: datetime) -> QuerySet[Mandate]:
    """Those in force that end soon: the account's, and of its own authorities where it gives mandates."""
    ending = mandates_visible_to(account, now).filter(valid_from__lte=now, valid_until__gt=now)
    soon = ending.filter(valid_until__lte=now + timedelta(days=max(MANDATE_REMINDERS)))
    looked_after = _own_authorities(account, now) if can_grant_mandates(account, now) else []
    return soon.filter(Q(account=account) | Q(authority__in=looked_after))


def _own_authorities(account: Account, now: datetime) -> list[int]:
    return [mandate.authority_id for mandate in mandates_in_force(account, now)]


def _givers(account: Account, authority: RegistrationAuthority, role: str, now: datetime) -> Iterator[Mandate]:
    """The account's mandates that give this role for this authority; those of the authority itself first."""
    # One that was ended while its holder's act waited for its turn, by a clock that was ahead, gives nothing any more
    held = [one for one in mandates_in_force(account, now) if one.ended_reason in {"", MandateEnd.CLOSED}]
    for mandate in sorted(held, key=lambda one: one.authority_id != authority.pk):
        given = roles_given_by(mandate.authority.kind, mandate.role, on=authority.kind)
        if role in given and reaches(mandate.authority, authority):
            yield mandate


def reaches(giver: RegistrationAuthority, authority: RegistrationAuthority) -> bool:
    """An authority reaches itself; a nation all of its world, a region the structures in it."""
    if giver.pk == authority.pk:
        return True
    if giver.is_test != authority.is_test:
        return False
    if giver.kind == AuthorityKind.NATIONAL:
        return True
    place = authority.organization
    return giver.kind == AuthorityKind.REGIONAL and place is not None and place.region_code == giver.region_code


def _root(giver: Mandate, authority: RegistrationAuthority) -> Mandate | None:
    """What is given from inside the authority hangs from the giver's mandate; national ones stand alone."""
    same = giver.authority_id == authority.pk and authority.kind != AuthorityKind.NATIONAL
    return giver if same else None


def _is_possible(offer: Offer) -> bool:
    """The role exists on that kind of authority, and the site is one of its structure's."""
    if offer.role not in POWERS[AuthorityKind(offer.authority.kind)]:
        return False
    return offer.organization is None or sites_of(offer.authority).filter(pk=offer.organization.pk).exists()


def _is_within(giver: Mandate, offer: Offer, hangs_from: Mandate | None) -> bool:
    """Neither wider than what the giver has, nor for longer."""
    site = offer.organization.pk if offer.organization else None
    if giver.organization_id is not None and giver.organization_id != site:
        return False
    if hangs_from is None or hangs_from.valid_until is None:
        return True
    return offer.until is not None and offer.until <= hangs_from.valid_until
