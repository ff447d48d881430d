"""A new pepper covers every card at once, and no PIN changes."""

import io

import pytest
from django.core.management import call_command

from activation.workflows.card_use import verify_pin
from activation.workflows.pepper_rotation import wrap_pins
from tests.factories.activation import VirtualCardFactory
from tests.support.phone import PIN_PROOF

pytestmark = pytest.mark.django_db


def test_every_card_is_wrapped_once_and_keeps_its_pin(settings, now):
    cards = VirtualCardFactory.create_batch(3)
    over = VirtualCardFactory(revoked=True)
    [first] = cards[0].pepper_ids
    settings.PIN_PEPPERS = {**settings.PIN_PEPPERS, "newest": b"n" * 32}

    assert wrap_pins(limit=2) == 2
    out = io.StringIO()
    call_command("wrap_pins", stdout=out)

    assert out.getvalue() == "1 wrapped\n"
    for card in cards:
        card.refresh_from_db()
        assert card.pepper_ids == [first, "newest"]
        assert verify_pin(card_id=card.pk, pin_proof=PIN_PROOF, now=now).is_right
    card.refresh_from_db()
    assert card.pepper_ids == ["newest"]
    over.refresh_from_db()
    assert over.pepper_ids == [first]
