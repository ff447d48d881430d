"""A step: a mandate is written for somebody who may have it, from the one that gives it."""

from datetime import datetime

from directory import permissions
from directory.errors import MandateRefused, NotAllowed
from directory.models import Account, Mandate
from directory.permissions import Giving, Offer
from directory.policy import MANDATE_LONGEST_LIFE


def require_way(giver: Account, offer: Offer, now: datetime) -> Giving:
    """How this account gives this mandate. Raises NotAllowed."""
    way = permissions.way_to_give(giver, offer, now)
    if way is None:
        raise NotAllowed()
    return way


def check_until(until: datetime | None, now: datetime) -> None:
    """An end lies ahead, and not beyond what somebody means. Raises MandateRefused."""
    if until is not None and until <= now:
        raise MandateRefused(reason="until_past")
    if until is not None and until > now + MANDATE_LONGEST_LIFE:
        raise MandateRefused(reason="until_far")


def running_like(offer: Offer, account: Account, now: datetime) -> Mandate | None:
    """The mandate of this account that already is what is offered."""
    like = Mandate.objects.in_force(now).filter(account=account, authority=offer.authority, role=offer.role)
    return like.filter(organization=offer.organization).first()


def write_mandate(
    account: Account,
    offer: Offer,
    *,
    hangs_from: Mandate | None,
    giver: Account | None,
    now: datetime,
    terms_version: str = "",
) -> Mandate:
    """Write it, in the caller's transaction, which holds the authority. terms_version: what the holder accepted."""
    return Mandate.objects.create(
        account=account,
        authority=offer.authority,
        organization=offer.organization,
        role=offer.role,
        given_from=hangs_from,
        granted_by=giver,
        valid_from=now,
        valid_until=offer.until,
        terms_version=terms_version,
        terms_accepted_at=now if terms_version else None,
    )
