"""A step of every use of a PIN: the try is counted, then judged, under the lock of the card."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db.models import F

from activation.models import VirtualCard
from activation.pins import PinVerifier, is_current, is_right, make_verifier
from activation.policy import PIN_TRIES
from activation.states import card_states_before
from activation.vocabulary import CardState
from activation.workflows.notices import tell_locked
from directory import journal
from directory.models import AuditOutcome


class PinOutcome(StrEnum):
    """RIGHT, WRONG with tries left, or LOCKED: by this try or before it."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True)
class PinVerdict:
    """attempts_left: wrong PINs before the card locks; 0 once it is locked."""

    outcome: PinOutcome
    attempts_left: int

    @property
    def is_right(self) -> bool:
        """Whether the PIN was the holder's."""
        return self.outcome is PinOutcome.RIGHT


def verify_pin(*, card_id: UUID, pin_proof: bytes, now: datetime) -> PinVerdict:
    """Count one try of the PIN, then judge it; a right one resets the count, the third wrong one in a row locks.

    Called inside the caller's transaction, which holds the lock of the card's row and must not raise afterwards: the
    count would be undone. pin_proof: 32 bytes made on the phone; never stored, never logged.
    """
    claimed = VirtualCard.objects.filter(
        pk=card_id, state=CardState.ACTIVE, wrong_pin_count__lt=PIN_TRIES, expires_at__gt=now
    ).update(wrong_pin_count=F("wrong_pin_count") + 1)
    if claimed != 1:
        return PinVerdict(PinOutcome.LOCKED, attempts_left=0)
    card = VirtualCard.objects.select_related("practitioner").get(pk=card_id)
    verifier = PinVerifier(digest=bytes(card.pin_verifier), pepper_ids=tuple(card.pepper_ids))
    if is_right(pin_proof, verifier, settings.PIN_PEPPERS):
        return _accept(card, pin_proof, verifier, now)
    return _refuse(card, now)


def _accept(card: VirtualCard, pin_proof: bytes, verifier: PinVerifier, now: datetime) -> PinVerdict:
    """The count starts again, and peppers that were piled up collapse to the newest."""
    if not is_current(verifier, settings.PIN_PEPPERS):
        verifier = make_verifier(pin_proof, settings.PIN_PEPPERS)
    VirtualCard.objects.filter(pk=card.pk).update(
        wrong_pin_count=0,
        pin_verifier=verifier.digest,
        pepper_ids=list(verifier.pepper_ids),
        last_used_at=now,
    )
    return PinVerdict(PinOutcome.RIGHT, attempts_left=PIN_TRIES)


def _refuse(card: VirtualCard, now: datetime) -> PinVerdict:
    attempts_left = PIN_TRIES - card.wrong_pin_count
    journal.record(
        action="activation.pin_refused",
        practitioner_id=card.practitioner_id,
        subject=card,
        now=now,
        outcome=AuditOutcome.REFUSED,
    )
    if attempts_left > 0:
        return PinVerdict(PinOutcome.WRONG, attempts_left=attempts_left)
    before = card_states_before(CardState.LOCKED)
    VirtualCard.objects.filter(pk=card.pk, state__in=before).update(state=CardState.LOCKED)
    journal.record(action="activation.card_locked", practitioner_id=card.practitioner_id, subject=card, now=now)
    tell_locked(card, now=now)
    return PinVerdict(PinOutcome.LOCKED, attempts_left=0)
