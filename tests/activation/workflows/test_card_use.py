"""A PIN is counted before it is judged; a card may do what its state, its period and its holder allow."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from activation.models import CardCallMarker, VirtualCard
from activation.pins import make_verifier, wrap_verifier
from activation.vocabulary import CardStanding, CardState
from activation.workflows import card_use, pin
from activation.workflows.card_use import PinOutcome, standing, verify_pin
from directory.models import OutboundMessage, PractitionerRole
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.support.phone import PIN_PROOF, WRONG_PIN_PROOF

PATH = "/api/wallet/v1/card/pin"


def try_pin(card, now, proof=WRONG_PIN_PROOF):
    with transaction.atomic():
        VirtualCard.objects.select_for_update().get(pk=card.pk)
        return verify_pin(card_id=card.pk, pin_proof=proof, now=now)


@pytest.fixture
def card(holder, phone):
    return VirtualCardFactory(practitioner=holder, phone=phone)


def test_three_wrong_pins_in_a_row_lock_the_card_and_tell_its_holder(card, now):
    verdicts = [try_pin(card, now) for _ in range(3)]

    assert [(one.outcome, one.attempts_left) for one in verdicts] == [
        (PinOutcome.WRONG, 2),
        (PinOutcome.WRONG, 1),
        (PinOutcome.LOCKED, 0),
    ]
    card.refresh_from_db()
    assert card.state == CardState.LOCKED
    assert OutboundMessage.objects.filter(event="activation_card_locked").count() == 2


def test_a_locked_card_refuses_even_the_right_pin(now, holder):
    locked = VirtualCardFactory(practitioner=holder, locked=True)

    assert try_pin(locked, now, PIN_PROOF).outcome is PinOutcome.LOCKED


@pytest.mark.parametrize("trait", ["suspended", "revoked", "past"])
def test_a_card_that_is_not_active_judges_no_pin(trait, now, holder):
    card = VirtualCardFactory(practitioner=holder, **{trait: True})

    assert not try_pin(card, now, PIN_PROOF).is_right
    card.refresh_from_db()
    assert card.wrong_pin_count == 0


def test_a_right_pin_resets_the_count(card, now):
    try_pin(card, now)
    try_pin(card, now)

    assert try_pin(card, now, PIN_PROOF).is_right
    card.refresh_from_db()
    assert (card.wrong_pin_count, card.last_used_at) == (0, now)


def test_piled_up_peppers_collapse_at_the_next_right_pin(card, now, settings):
    old = {"old": b"o" * 32}
    settings.PIN_PEPPERS = {**old, "new": b"n" * 32}
    wrapped = wrap_verifier(make_verifier(PIN_PROOF, old), settings.PIN_PEPPERS)
    VirtualCard.objects.update(pin_verifier=wrapped.digest, pepper_ids=list(wrapped.pepper_ids))

    assert try_pin(card, now).outcome is PinOutcome.WRONG
    assert try_pin(card, now, PIN_PROOF).is_right
    card.refresh_from_db()
    assert card.pepper_ids == ["new"]
    assert try_pin(card, now, PIN_PROOF).is_right


def test_changing_the_pin_uses_the_same_counter(card, now):
    wrong = pin.change_pin(card_id=card.pk, pin_proof=WRONG_PIN_PROOF, new_pin_proof=bytes([1] * 32), now=now)
    try_pin(card, now)

    assert (wrong.outcome, wrong.attempts_left) == (PinOutcome.WRONG, 2)
    assert try_pin(card, now).outcome is PinOutcome.LOCKED


def test_a_changed_pin_replaces_the_former(card, now):
    new = bytes([1] * 32)

    assert pin.change_pin(card_id=card.pk, pin_proof=PIN_PROOF, new_pin_proof=new, now=now).is_right
    assert not try_pin(card, now, PIN_PROOF).is_right
    assert try_pin(card, now, new).is_right


@pytest.mark.django_db(transaction=True)
def test_wrong_pins_at_once_are_judged_three_times_in_all(now, monkeypatch):
    card = VirtualCardFactory(practitioner=PractitionerFactory(ready=True))
    judged, outcomes = [], []
    real = card_use.verify_pin.__globals__["is_right"]

    def judge(*arguments):
        judged.append(1)
        return real(*arguments)

    monkeypatch.setitem(card_use.verify_pin.__globals__, "is_right", judge)

    def run():
        try:
            with transaction.atomic():  # without the caller's lock: the count alone must hold
                outcomes.append(verify_pin(card_id=card.pk, pin_proof=WRONG_PIN_PROOF, now=now).outcome)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(judged) == 3
    assert outcomes.count(PinOutcome.WRONG) == 2
    assert outcomes.count(PinOutcome.LOCKED) == 8
    card.refresh_from_db()
    assert (card.state, card.wrong_pin_count) == (CardState.LOCKED, 3)


@pytest.mark.parametrize(
    ("traits", "expected"),
    [
        ({}, CardStanding.ACTIVE),
        ({"locked": True}, CardStanding.LOCKED),
        ({"suspended": True}, CardStanding.SUSPENDED),
        ({"revoked": True}, CardStanding.REVOKED),
        ({"revoked": True, "past": True}, CardStanding.REVOKED),
        ({"past": True}, CardStanding.EXPIRED),
        ({"locked": True, "past": True}, CardStanding.EXPIRED),
        ({"usable_from_later": True}, CardStanding.NOT_YET_USABLE),
    ],
)
def test_a_standing_says_the_first_thing_that_stops_a_card(traits, expected, now, holder):
    if traits.pop("usable_from_later", False):
        traits["usable_from"] = now + timedelta(minutes=1)

    assert standing(VirtualCardFactory(practitioner=holder, **traits), now) is expected


def test_a_card_of_somebody_who_is_not_eligible_stops_at_once(card, now):
    PractitionerRole.objects.filter(exercise__practitioner=card.practitioner).update(valid_until=now.date())

    assert standing(card, now) is CardStanding.NOT_ELIGIBLE


def recognise(proof, now, *, method="POST", body=b"{}"):
    return card_use.recognise_call(proof=proof, method=method, path=PATH, body=body, now=now)


@pytest.mark.django_db
def test_a_call_of_an_unknown_key_is_nobodys(phone, now):
    assert recognise(phone.call_proof("POST", PATH, now, body=b"{}"), now) is None


def test_a_writing_call_is_taken_once(card, phone, now):
    proof = phone.call_proof("POST", PATH, now, body=b"{}")

    assert recognise(proof, now) == card
    assert recognise(proof, now) is None
    assert CardCallMarker.objects.get().expires_at == now + timedelta(minutes=2)


def test_a_reading_call_leaves_no_marker(card, phone, now):
    proof = phone.call_proof("GET", PATH, now)

    assert recognise(proof, now, method="GET", body=b"") == card
    assert recognise(proof, now, method="GET", body=b"") == card
    assert not CardCallMarker.objects.exists()


def test_the_same_identifier_of_two_cards_is_two_calls(card, phone, now):
    other = VirtualCardFactory()
    other_phone_proof = phone.call_proof("POST", PATH, now, body=b"{}", jti="same" * 8)
    recognise(other_phone_proof, now)
    CardCallMarker.objects.update(card=other)

    assert recognise(other_phone_proof, now) == card
