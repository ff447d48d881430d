"""Calls of a card about the other ones of its holder."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activation.vocabulary import CardEndReason, CardState
from tests.factories.activation import VirtualCardFactory
from tests.support.phone import PIN_PROOF, Phone, base64url

pytestmark = pytest.mark.django_db
RIGHT, WRONG = base64url(PIN_PROOF), base64url(bytes(32))


@pytest.fixture
def card(holder, phone):
    return VirtualCardFactory(practitioner=holder, phone=phone)


@pytest.fixture
def waiting(holder):
    now = timezone.now()
    return VirtualCardFactory(practitioner=holder, created_at=now, usable_from=now + timedelta(hours=1))


def test_nobody_lists_cards_without_a_proof(wallet, card):
    assert wallet.get("/cards").status_code == 401
    assert wallet.get("/cards", phone=Phone()).status_code == 401


@pytest.mark.parametrize("act", ["approval", "revocation"])
def test_a_card_of_somebody_else_answers_like_none(wallet, card, phone, act):
    body = {"pin_proof": RIGHT, **({"reason": "lost"} if act == "revocation" else {})}
    stranger = VirtualCardFactory(usable_from=timezone.now() + timedelta(hours=1))

    answers = [wallet.post(f"/cards/{key}/{act}", body, phone=phone) for key in (stranger.pk, uuid4(), card.pk)]

    assert {(one.status_code, one.content) for one in answers} == {(404, b'{"error":"not_found"}')}


@pytest.mark.parametrize("body", [None, [], {"pin_proof": 5}, {"pin_proof": "x"}, {"pin_proof": "\x00" * 43}])
def test_what_is_no_wish_is_refused(wallet, card, waiting, phone, body):
    assert wallet.post(f"/cards/{waiting.pk}/approval", body, phone=phone).status_code == 400


@pytest.mark.parametrize("reason", ["superseded", "opposition", "LOST", "", 3])
def test_a_holder_says_only_what_a_holder_may_say(wallet, card, waiting, phone, reason):
    body = {"pin_proof": RIGHT, "reason": reason}

    assert wallet.post(f"/cards/{waiting.pk}/revocation", body, phone=phone).status_code == 400


def test_the_list_says_what_waits_and_which_one_asks(wallet, card, waiting, phone):
    listed = wallet.get("/cards", phone=phone).json()["cards"]

    assert [(one["card"], one["standing"], one["is_this"]) for one in listed] == [
        (str(waiting.pk), "NOT_YET_USABLE", False),
        (str(card.pk), "ACTIVE", True),
    ]
    assert "kid" not in listed[0]


def test_wrong_pins_are_told_then_lock(wallet, card, waiting, phone):
    path = f"/cards/{waiting.pk}/approval"
    answers = [wallet.post(path, {"pin_proof": WRONG}, phone=phone) for _ in range(4)]

    assert [one.status_code for one in answers] == [422, 422, 423, 403]
    assert answers[0].json() == {"error": "wrong_pin", "attempts_left": 2}
    assert answers[3].json() == {"error": "card_not_active", "state": "LOCKED"}


def test_a_new_card_is_approved_once_and_then_works(wallet, card, waiting, phone):
    path = f"/cards/{waiting.pk}/approval"

    assert wallet.post(path, {"pin_proof": RIGHT}, phone=phone).status_code == 204
    assert wallet.post(path, {"pin_proof": RIGHT}, phone=phone).json() == {"error": "not_waiting"}
    waiting.refresh_from_db()
    assert waiting.usable_from <= timezone.now()


def test_a_lost_phone_is_revoked(wallet, card, waiting, phone):
    body = {"pin_proof": RIGHT, "reason": "disowned"}

    assert wallet.post(f"/cards/{waiting.pk}/revocation", body, phone=phone).status_code == 204
    waiting.refresh_from_db()
    assert (waiting.state, waiting.end_reason) == (CardState.REVOKED, CardEndReason.DISOWNED)


@pytest.mark.parametrize("name", ["", "x" * 81, "a\nb", "\u202eenohp", 5, None])
def test_a_name_that_cannot_be_shown_is_refused(wallet, card, phone, name):
    assert wallet.patch("/card", {"name": name}, phone=phone).status_code == 400


def test_a_phone_is_named(wallet, card, phone):
    assert wallet.patch("/card", {"name": "Téléphone du cabinet"}, phone=phone).status_code == 204
    card.refresh_from_db()
    assert card.device_name == "Téléphone du cabinet"


def test_eleven_names_in_the_past_cost_what_none_costs(wallet, card, phone):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            wallet.get("/cards", phone=phone)
        return len(queries)

    one = cost()
    VirtualCardFactory.create_batch(11, practitioner=card.practitioner, revoked=True)

    assert cost() == one
