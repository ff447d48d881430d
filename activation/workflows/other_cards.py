"""A card speaks of the other ones of its holder: approves one that waits, ends one that is elsewhere, names itself.

Both need the PIN: whoever stole a phone holds its key, and must neither hasten a card nor end those of the holder.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from activation.models import VirtualCard
from activation.vocabulary import CardEndReason, CardStanding, CardState
from activation.workflows.ending import revoke_card
from activation.workflows.notices import tell_approved
from activation.workflows.pin_judgement import PinVerdict, verify_pin
from activation.workflows.standing import standing
from directory import journal


class OtherOutcome(StrEnum):
    """What became of a wish about another card. NOT_WAITING: it can be used already, or is over."""

    DONE = "done"
    NOT_FOUND = "not_found"
    NOT_WAITING = "not_waiting"
    NOT_ACTIVE = "card_not_active"
    REFUSED = "refused"


@dataclass(frozen=True)
class OtherVerdict:
    """pin: the verdict about the PIN, when it was not right. standing: of the card that called, when not active."""

    outcome: OtherOutcome
    pin: PinVerdict | None = None
    standing: CardStanding | None = None


def approve_other(*, card_id: UUID, other_id: UUID, pin_proof: bytes, now: datetime) -> OtherVerdict:
    """The holder makes a new card usable before its time, from a card that works. The PIN is counted like any use."""
    with transaction.atomic():
        card, other = _lock_both(card_id, other_id)
        if other is None:
            return OtherVerdict(OtherOutcome.NOT_FOUND)
        if standing(other, now) is not CardStanding.NOT_YET_USABLE:
            return OtherVerdict(OtherOutcome.NOT_WAITING)
        refusal = _judge(card, pin_proof, now)
        if refusal is not None:
            return refusal
        moved = VirtualCard.objects.filter(pk=other.pk, state=CardState.ACTIVE, usable_from__gt=now).update(
            usable_from=now, approved_by=card
        )
        if moved != 1:
            return OtherVerdict(OtherOutcome.NOT_WAITING)
        journal.record(
            action="activation.card_approved",
            practitioner_id=other.practitioner_id,
            subject=other,
            now=now,
            by=str(card.pk),
        )
        tell_approved(other, by=card, now=now)
    return OtherVerdict(OtherOutcome.DONE)


def revoke_other(
    *, card_id: UUID, other_id: UUID, reason: CardEndReason, pin_proof: bytes, now: datetime
) -> OtherVerdict:
    """The holder ends a card that is on another phone: lost, stolen, not theirs, or not wanted any more."""
    with transaction.atomic():
        card, other = _lock_both(card_id, other_id)
        if other is None or other.ended_at is not None:
            return OtherVerdict(OtherOutcome.NOT_FOUND)
        refusal = _judge(card, pin_proof, now)
        if refusal is not None:
            return refusal
        revoke_card(other, reason=reason, now=now)
    return OtherVerdict(OtherOutcome.DONE)


def rename(*, card_id: UUID, name: str, now: datetime) -> None:
    """The holder names the phone of this card; the name decides nothing."""
    with transaction.atomic():
        card = VirtualCard.objects.select_for_update(of=("self",)).get(pk=card_id)
        VirtualCard.objects.filter(pk=card_id).update(device_name=name)
        journal.record(action="activation.card_renamed", practitioner_id=card.practitioner_id, subject=card, now=now)


def _lock_both(card_id: UUID, other_id: UUID) -> tuple[VirtualCard, VirtualCard | None]:
    """Both rows in the order of their keys, so that two cards that speak of each other never wait for ever.

    No other: there is none, it is the card itself, or another person's.
    """
    rows = VirtualCard.objects.select_for_update(of=("self",)).select_related("practitioner")
    found = {row.pk: row for row in rows.filter(pk__in=[card_id, other_id]).order_by("pk")}
    card, other = found[card_id], found.get(other_id)
    is_other = other is not None and other.pk != card.pk and other.practitioner_id == card.practitioner_id
    return card, other if is_other else None


def _judge(card: VirtualCard, pin_proof: bytes, now: datetime) -> OtherVerdict | None:
    """Why the card that calls may not speak; None when it may. Nothing may raise after it: a wrong PIN is counted."""
    state = standing(card, now)
    if state is not CardStanding.ACTIVE:
        return OtherVerdict(OtherOutcome.NOT_ACTIVE, standing=state)
    verdict = verify_pin(card_id=card.pk, pin_proof=pin_proof, now=now)
    return None if verdict.is_right else OtherVerdict(OtherOutcome.REFUSED, pin=verdict)
