"""What time ends: activations, cards, and the memory of calls."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from activation.models import ActivationRequest, CardCallMarker, RevocationLink, VirtualCard
from activation.policy import DAY
from activation.vocabulary import ActivationState
from activation.workflows.ending import expire_card


def expire_requests(*, limit: int, now: datetime) -> int:
    """End the activations whose time has passed, decoys alike, and empty the secrets of all that ended."""
    late = Q(state=ActivationState.OPEN, expires_at__lte=now) | Q(
        state=ActivationState.CONFIRMED, binding_expires_at__lte=now
    )
    expired = ActivationRequest.objects.filter(late).values("pk")[:limit]
    ended = ActivationRequest.objects.filter(late, pk__in=expired).update(state=ActivationState.EXPIRED)
    _empty_secrets(limit, now)
    return ended


def forget_decoys(*, limit: int, now: datetime) -> int:
    """Remove the decoys that no count of a day reads any more: whoever types numbers makes them at no cost."""
    old = ActivationRequest.objects.filter(practitioner__isnull=True, expires_at__lte=now - DAY).values("pk")
    return ActivationRequest.objects.filter(pk__in=old[:limit]).delete()[0]


def expire_cards(*, limit: int, now: datetime) -> int:
    """End the cards whose period is over, and tell their holders. Their use stopped at that instant without this.

    Safe to run at once: a sweep passes over the rows that another one holds.
    """
    late = VirtualCard.objects.not_over().filter(expires_at__lte=now).order_by("expires_at")
    with transaction.atomic():
        cards = late.select_for_update(of=("self",), skip_locked=True).select_related("practitioner")[:limit]
        return sum(expire_card(card, now=now) for card in cards)


def forget_links(*, limit: int, now: datetime) -> int:
    """Forget the links to revoke that no count of a day reads any more."""
    old = RevocationLink.objects.filter(expires_at__lte=now - DAY).values("pk")
    return RevocationLink.objects.filter(pk__in=old[:limit]).delete()[0]


def forget_calls(*, limit: int, now: datetime) -> int:
    """Forget the calls whose proofs are too old to be accepted again."""
    old = CardCallMarker.objects.filter(expires_at__lte=now).values("pk")
    return CardCallMarker.objects.filter(pk__in=old[:limit]).delete()[0]


def _empty_secrets(limit: int, now: datetime) -> None:
    """An activation that ended keeps no digest; one that was completed keeps them while its call may come again."""
    over = ActivationRequest.objects.filter(
        ~Q(state__in=[ActivationState.OPEN, ActivationState.CONFIRMED]), ~Q(ticket_digest=b""), expires_at__lte=now
    )
    ActivationRequest.objects.filter(pk__in=over.values("pk")[:limit]).update(
        ticket_digest=b"", code_digest=b"", binding_digest=b"", bind_digest=b"", binding_nonce=""
    )
