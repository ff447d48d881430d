"""What time ends: activations, cards, and the memory of calls."""

from datetime import datetime

from django.db.models import Q

from activation.models import ActivationRequest, CardCallMarker, VirtualCard
from activation.policy import DAY
from activation.vocabulary import ActivationState, CardEndReason, CardState


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
    """End the cards whose period is over. Their use stopped at that instant without this."""
    late = VirtualCard.objects.not_over().filter(expires_at__lte=now)
    return VirtualCard.objects.filter(pk__in=late.values("pk")[:limit]).end(
        state=CardState.EXPIRED, reason=CardEndReason.PERIOD_OVER, now=now
    )


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
