"""The holder changes the PIN of a card: the present one is judged and counted like any use."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from activation.models import VirtualCard
from activation.pins import make_verifier
from activation.workflows.notices import tell_pin_changed
from activation.workflows.pin_judgement import PinVerdict, verify_pin
from directory import journal


def change_pin(*, card_id: UUID, pin_proof: bytes, new_pin_proof: bytes, now: datetime) -> PinVerdict:
    """Replace the PIN when the present one is right. Both proofs: 32 bytes made on the phone with the same salt."""
    with transaction.atomic():
        card = VirtualCard.objects.select_for_update(of=("self",)).get(pk=card_id)
        verdict = verify_pin(card_id=card_id, pin_proof=pin_proof, now=now)
        if verdict.is_right:
            verifier = make_verifier(new_pin_proof, settings.PIN_PEPPERS)
            VirtualCard.objects.filter(pk=card_id).update(
                pin_verifier=verifier.digest, pepper_ids=list(verifier.pepper_ids)
            )
            journal.record(action="activation.pin_changed", practitioner_id=card.practitioner_id, subject=card, now=now)
            tell_pin_changed(card, now=now)
    return verdict
