"""A step of every workflow that ends cards: one conditional UPDATE, its line in the trail, its notice."""

from datetime import datetime

from activation.models import VirtualCard
from activation.vocabulary import CardEndReason, CardState
from activation.workflows.notices import tell_expired, tell_replaced, tell_revoked
from directory import journal, permissions
from directory.models import Account


def revoke_card(card: VirtualCard, *, reason: CardEndReason, now: datetime, actor: Account | None = None) -> bool:
    """Revoke one card, in the caller's transaction. False: it was over already, and nobody is told twice.

    The contacts of somebody who died are not told of it.
    """
    if VirtualCard.objects.filter(pk=card.pk).end(state=CardState.REVOKED, reason=reason, now=now) != 1:
        return False
    journal.record(
        action="activation.card_revoked",
        actor=actor,
        practitioner_id=card.practitioner_id,
        subject=card,
        now=now,
        mandate=permissions.acting_mandate(actor, card.practitioner.authority, now),
        reason=reason.value,
    )
    if reason is not CardEndReason.DECEASED:
        tell_revoked(card, reason, now=now)
    return True


def replace_card(card: VirtualCard, *, by: VirtualCard, now: datetime) -> bool:
    """A new card takes the place of one of the same person. False: it was over already."""
    ended = VirtualCard.objects.filter(pk=card.pk, practitioner_id=by.practitioner_id).end(
        state=CardState.REVOKED, reason=CardEndReason.SUPERSEDED, now=now, superseded_by=by
    )
    if ended != 1:
        return False
    journal.record(
        action="activation.card_replaced", practitioner_id=card.practitioner_id, subject=card, now=now, by=str(by.pk)
    )
    tell_replaced(card, by=by, now=now)
    return True


def expire_card(card: VirtualCard, *, now: datetime) -> bool:
    """The period of a card is over. False: it was over already."""
    ended = VirtualCard.objects.filter(pk=card.pk).end(
        state=CardState.EXPIRED, reason=CardEndReason.PERIOD_OVER, now=now
    )
    if ended != 1:
        return False
    journal.record(action="activation.card_expired", practitioner_id=card.practitioner_id, subject=card, now=now)
    tell_expired(card, now=now)
    return True
