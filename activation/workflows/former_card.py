"""A step of binding: the card that this phone held before speaks for the new one, when its PIN does too.

The codes may sit on a phone that was stolen, the PIN does not: with it there is nothing to wait for.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from activation.models import VirtualCard
from activation.vocabulary import CardStanding
from activation.workflows.pin_judgement import PinVerdict, verify_pin
from activation.workflows.standing import standing


@dataclass(frozen=True)
class Former:
    """The card that signed the call, if any did, and the proof of its PIN, if the holder knows it."""

    card_id: UUID | None = None
    pin_proof: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class FormerVerdict:
    """approves: the card, when its PIN was right. refused: a PIN that was not; the count is kept."""

    approves: VirtualCard | None = None
    refused: PinVerdict | None = None


NO_FORMER: Final = Former()


def judge_former(former: Former, *, practitioner_id: int, now: datetime) -> FormerVerdict:
    """Judge the PIN of the former card, in the caller's transaction, which must not raise afterwards.

    Another person's card, one that may not be used, or no PIN at all: it says nothing for the new card.
    """
    if former.card_id is None or former.pin_proof is None:
        return FormerVerdict()
    own = VirtualCard.objects.filter(pk=former.card_id, practitioner_id=practitioner_id)
    card = own.select_for_update(of=("self",)).first()
    if card is None or standing(card, now) is not CardStanding.ACTIVE:
        return FormerVerdict()
    verdict = verify_pin(card_id=card.pk, pin_proof=former.pin_proof, now=now)
    return FormerVerdict(approves=card) if verdict.is_right else FormerVerdict(refused=verdict)
