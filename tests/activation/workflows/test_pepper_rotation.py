"""A new pepper covers every card at once, and no PIN changes, whoever uses a card meanwhile."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction

from activation.models import VirtualCard
from activation.workflows.card_use import verify_pin
from activation.workflows.pepper_rotation import wrap_pins
from activation.workflows.pin import change_pin
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.support.phone import PIN_PROOF, WRONG_PIN_PROOF
from tests.support.races import at_once

CHANGED = bytes([7] * 32)


@pytest.mark.django_db
def test_every_card_is_wrapped_once_and_keeps_its_pin(settings, now):
    cards = VirtualCardFactory.create_batch(3)
    over = VirtualCardFactory(revoked=True)
    [first] = cards[0].pepper_ids
    settings.PIN_PEPPERS = {**settings.PIN_PEPPERS, "newest": b"n" * 32}

    assert wrap_pins(limit=2) == 2
    assert _run_command() == f"1 wrapped\n3 still need {first}\n"
    for card in cards:
        card.refresh_from_db()
        assert card.pepper_ids == [first, "newest"]
        assert verify_pin(card_id=card.pk, pin_proof=PIN_PROOF, now=now).is_right
    card.refresh_from_db()
    assert card.pepper_ids == ["newest"]
    over.refresh_from_db()
    assert over.pepper_ids == [first]
    assert _run_command() == f"0 wrapped\nno card needs {first}: it may go\n"


@pytest.mark.django_db(transaction=True)
def test_pins_are_judged_and_changed_while_every_card_is_wrapped(settings, now):
    """Twice the sweep, and on every card a right PIN, a wrong one or a change: no PIN is lost, no count either."""
    holder = PractitionerFactory(ready=True)
    cards = VirtualCardFactory.create_batch(12, practitioner=holder)
    settings.PIN_PEPPERS = {**settings.PIN_PEPPERS, "newest": b"n" * 32}

    def type_pins(proof, own):
        for card in own:
            with transaction.atomic():
                VirtualCard.objects.select_for_update().get(pk=card.pk)
                verify_pin(card_id=card.pk, pin_proof=proof, now=now)

    def change_pins(own):
        for card in own:
            change_pin(card_id=card.pk, pin_proof=PIN_PROOF, new_pin_proof=CHANGED, now=now)

    def wrap():
        while wrap_pins(limit=2):
            pass

    at_once(
        wrap,
        wrap,
        lambda: type_pins(PIN_PROOF, cards[:4]),
        lambda: type_pins(WRONG_PIN_PROOF, cards[4:8]),
        lambda: change_pins(cards[8:]),
    )

    assert not VirtualCard.objects.exclude(pepper_ids__contains=["newest"]).exists()
    kept = [(card, PIN_PROOF) for card in cards[:8]] + [(card, CHANGED) for card in cards[8:]]
    for card, proof in kept:
        card.refresh_from_db()
        assert card.wrong_pin_count == (1 if card in cards[4:8] else 0)
        assert verify_pin(card_id=card.pk, pin_proof=proof, now=now).is_right


def _run_command():
    out = io.StringIO()
    call_command("wrap_pins", stdout=out)
    return out.getvalue()
