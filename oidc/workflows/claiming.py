"""A phone takes a login request from a QR code or a link. The first card to present it owns it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from activation.models import VirtualCard
from directory import journal
from directory.models import AuditCategory
from oidc.models import LoginRequest
from oidc.protocol import claim as claims
from oidc.protocol.claim import Claim
from oidc.queries import logins
from oidc.vocabulary import LoginState, Way
from oidc.workflows.claim_key import claim_key


class ClaimOutcome(Enum):
    """What is answered to a phone that read a QR code or followed a link."""

    CLAIMED = "CLAIMED"
    NOT_FOUND = "NOT_FOUND"
    ALREADY_CLAIMED = "ALREADY_CLAIMED"
    NOT_ADMITTED = "NOT_ADMITTED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True)
class Claimed:
    """An outcome, and the request that the card now owns, as a phone shows it."""

    outcome: ClaimOutcome
    login: LoginRequest | None = None


def claim(*, card_id: UUID, text: str, address: str, now: datetime) -> Claimed:
    """Give the request to this card, for good; presented again by the same card, it is answered again.

    text: as it was read. address: of the phone. A claim that proves nothing, an old QR code and an unknown request
    answer alike. A request by typed number is nobody's to claim: it counts among those that woke its holder's phones.
    """
    presented = claims.read(text)
    with transaction.atomic():
        card = VirtualCard.objects.select_related("practitioner").get(pk=card_id)
        login = _find(presented, now=now)
        if presented is None or login is None:
            return Claimed(ClaimOutcome.NOT_FOUND)
        if login.claimed_by_id not in {None, card.pk}:
            return Claimed(ClaimOutcome.ALREADY_CLAIMED)
        if login.state_at(now) is not LoginState.PENDING:
            return Claimed(ClaimOutcome.EXPIRED)
        if not login.admits(is_test=card.practitioner.is_test):
            return Claimed(ClaimOutcome.NOT_ADMITTED)
        if not _own(login, card, address=address, now=now):
            return Claimed(ClaimOutcome.ALREADY_CLAIMED)
    owned = logins.find_owned(login.pk, card=card)
    return Claimed(ClaimOutcome.CLAIMED, owned) if owned else Claimed(ClaimOutcome.NOT_FOUND)


def _find(presented: Claim | None, *, now: datetime) -> LoginRequest | None:
    """Return the request that the claim proves to have seen, or None."""
    if presented is None:
        return None
    login = LoginRequest.objects.select_related("relying_party").filter(pk=presented.login_request).first()
    if login is None:
        return None
    if login.way == Way.QR:
        return login if claims.proves_qr(presented, key=claim_key(), now=now) else None
    return login if login.way == Way.LINK and claims.proves_link(presented, key=claim_key()) else None


def _own(login: LoginRequest, card: VirtualCard, *, address: str, now: datetime) -> bool:
    """One conditional UPDATE: of N cards, one owns the request."""
    free = Q(claimed_by__isnull=True) | Q(claimed_by=card)
    own = LoginRequest.objects.filter(free, pk=login.pk, state=LoginState.PENDING, expires_at__gt=now)
    moved = own.update(claimed_by=card, practitioner=card.practitioner, claim_address=address or None)
    if moved and login.claimed_by_id is None:
        journal.record(
            action="oidc.login_claimed",
            practitioner_id=card.practitioner_id,
            subject=login,
            now=now,
            category=AuditCategory.SIGN_IN,
            way=login.way,
        )
    return bool(moved)
