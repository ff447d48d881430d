"""Phones are woken when something is asked of their holder: a phone says where, and may take it back."""

import logging
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from activation.models import PushSubscription
from activation.vocabulary import CardState
from directory.channels import push

logger = logging.getLogger(__name__)


def subscribe(*, card_id: UUID, endpoint: str, now: datetime) -> bool:
    """Remember where the phone of a card is woken; False: not an address of a push service that we call.

    Who may: the card, by its proof.
    """
    if not push.is_configured() or not push.is_allowed(endpoint):
        return False
    with transaction.atomic():
        PushSubscription.objects.update_or_create(card_id=card_id, defaults={"endpoint": endpoint, "created_at": now})
    return True


def unsubscribe(*, card_id: UUID) -> None:
    """Forget it."""
    with transaction.atomic():
        PushSubscription.objects.filter(card_id=card_id).delete()


def wake(practitioner_ids: Collection[int], *, now: datetime) -> int:
    """Wake the phones of these people; how many push services accepted. Nothing is tried twice: what is asked lives two
    minutes, and the open wallet hears of it anyway. Addresses that are gone, and those of cards that are over, go.
    """
    rows = PushSubscription.objects.filter(card__practitioner_id__in=practitioner_ids)
    rows.exclude(card__state__in=[CardState.ACTIVE, CardState.SUSPENDED]).delete()
    accepted = 0
    for subscription in rows.filter(card__state=CardState.ACTIVE, card__usable_from__lte=now):
        woken = push.wake(subscription.endpoint, now=now)
        accepted += woken is push.Woken.ACCEPTED
        if woken is push.Woken.GONE:
            PushSubscription.objects.filter(pk=subscription.pk, endpoint=subscription.endpoint).delete()
        if woken is push.Woken.FAILED:
            logger.info("phone not woken", extra={"card": str(subscription.pk)})
    return accepted
