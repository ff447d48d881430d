"""A pepper was added to PIN_PEPPERS: every stored verifier is wrapped in it, so that the older one alone opens none."""

from django.conf import settings
from django.db import transaction

from activation.models import VirtualCard
from activation.pins import PinVerifier, wrap_verifier


def wrap_pins(*, limit: int) -> int:
    """Wrap at most `limit` cards that the newest pepper does not cover yet; how many. Safe to run twice and at once."""
    newest = list(settings.PIN_PEPPERS)[-1]
    with transaction.atomic():
        cards = (
            VirtualCard.objects.not_over()
            .exclude(pepper_ids__contains=[newest])
            .select_for_update(of=("self",))
            .order_by("pk")[:limit]
        )
        return sum(_wrap(card) for card in cards)


def count_older() -> dict[str, int]:
    """By each older pepper: the cards that are not over and still carry it. At 0 it may leave PIN_PEPPERS."""
    older = list(settings.PIN_PEPPERS)[:-1]
    cards = VirtualCard.objects.not_over()
    return {pepper_id: cards.filter(pepper_ids__contains=[pepper_id]).count() for pepper_id in older}


def _wrap(card: VirtualCard) -> int:
    verifier = PinVerifier(digest=bytes(card.pin_verifier), pepper_ids=tuple(card.pepper_ids))
    wrapped = wrap_verifier(verifier, settings.PIN_PEPPERS)
    return VirtualCard.objects.filter(pk=card.pk).update(
        pin_verifier=wrapped.digest, pepper_ids=list(wrapped.pepper_ids)
    )
