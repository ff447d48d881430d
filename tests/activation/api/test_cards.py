"""Calls proved by a card."""

from datetime import timedelta

import pytest
from django.utils import timezone

from activation.models import CardCallMarker
from activation.vocabulary import CardEndReason, CardState
from directory.models import PractitionerRole
from tests.factories.activation import VirtualCardFactory
from tests.support.phone import PIN_PROOF, Phone, base64url

pytestmark = pytest.mark.django_db

RIGHT, NEW, WRONG = base64url(PIN_PROOF), base64url(bytes([1] * 32)), base64url(bytes(32))
REVOCATION = {"reason": "holder_request"}


@pytest.fixture
def card(holder, phone):
    return VirtualCardFactory(practitioner=holder, phone=phone)


def changed(**lies):
    return lambda phone: phone.call_proof("GET", "/api/wallet/v1/card", timezone.now(), **lies)


@pytest.mark.parametrize(
    "proof",
    [
        lambda phone: "",
        lambda phone: "a.b.c",
        lambda phone: "é",
        lambda phone: "x" * 5000,
        changed(htm="POST"),
        changed(htu="http://wallet.testserver/api/wallet/v1/sessions"),
        changed(bsh="A" * 43),
        changed(iat=(timezone.now() - timedelta(seconds=70)).timestamp()),
        lambda phone: Phone().call_proof("GET", "/api/wallet/v1/card", timezone.now()),
    ],
)
def test_every_bad_proof_gets_one_and_the_same_answer(wallet, card, phone, proof):
    response = wallet.get("/card", proof=proof(phone))

    assert (response.status_code, response.json()) == (401, {"error": "invalid_proof"})
    assert response.headers["Date"].endswith("GMT")
    assert response.headers["WWW-Authenticate"] == "Card-Proof"


def test_a_call_without_a_proof_is_refused_alike(wallet, card):
    assert wallet.get("/card").json() == {"error": "invalid_proof"}


def test_a_writing_call_that_is_replayed_is_refused(wallet, card, phone):
    body = b'{"pin_proof": "x"}'
    proof = phone.call_proof("POST", "/api/wallet/v1/card/pin", timezone.now(), body=body)

    assert wallet.post("/card/pin", body, proof=proof).status_code == 400
    assert wallet.post("/card/pin", body, proof=proof).status_code == 401
    assert CardCallMarker.objects.count() == 1


@pytest.mark.parametrize(
    ("traits", "state"),
    [({"locked": True}, "LOCKED"), ({"suspended": True}, "SUSPENDED"), ({"revoked": True}, "REVOKED")],
)
def test_a_true_signature_of_a_card_that_is_not_active_learns_its_state(wallet, holder, phone, traits, state):
    VirtualCardFactory(practitioner=holder, phone=phone, **traits)

    response = wallet.get("/card", phone=phone)

    assert (response.status_code, response.json()) == (403, {"error": "card_not_active", "state": state})


def test_a_card_that_is_not_usable_yet_learns_from_when(wallet, holder, phone):
    later = timezone.now() + timedelta(minutes=30)
    VirtualCardFactory(practitioner=holder, phone=phone, usable_from=later)

    assert wallet.get("/card", phone=phone).json() == {
        "error": "card_not_active",
        "state": "NOT_YET_USABLE",
        "usable_from": later.isoformat(),
    }


def test_a_holder_who_is_no_longer_eligible_is_stopped_at_once(wallet, card, phone):
    PractitionerRole.objects.filter(exercise__practitioner=card.practitioner).update(valid_until="2025-01-01")

    assert wallet.get("/card", phone=phone).json()["state"] == "NOT_ELIGIBLE"


def test_a_card_reads_itself(wallet, card, phone):
    response = wallet.get("/card", phone=phone)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    body = response.json()
    assert body["holder"]["display_name"] == card.practitioner.display_name
    assert body["device"] == {"name": "Firefox sur Android", "platform": "Android", "app_version": "1"}
    assert not {"pin_verifier", "public_jwk"} & set(body)


def change_pin(wallet, phone, old, new=NEW):
    return wallet.post("/card/pin", {"pin_proof": old, "new_pin_proof": new}, phone=phone)


def test_three_wrong_pins_lock_and_the_right_one_is_refused(wallet, card, phone):
    answers = [change_pin(wallet, phone, WRONG) for _ in range(3)]
    answers.append(change_pin(wallet, phone, RIGHT))

    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (422, {"error": "wrong_pin", "attempts_left": 2}),
        (422, {"error": "wrong_pin", "attempts_left": 1}),
        (423, {"error": "card_locked"}),
        (403, {"error": "card_not_active", "state": "LOCKED"}),
    ]


def test_a_changed_pin_replaces_the_former(wallet, card, phone):
    assert change_pin(wallet, phone, RIGHT).status_code == 204
    assert change_pin(wallet, phone, RIGHT).status_code == 422
    assert change_pin(wallet, phone, NEW).status_code == 204


@pytest.mark.parametrize("traits", [{}, {"locked": True}, {"suspended": True}])
def test_a_holder_deletes_a_card_in_any_state_once(wallet, holder, phone, traits):
    card = VirtualCardFactory(practitioner=holder, phone=phone, **traits)

    deleted = wallet.post("/card/revocation", REVOCATION, phone=phone)
    again = wallet.post("/card/revocation", REVOCATION, phone=phone)

    card.refresh_from_db()
    assert (deleted.status_code, again.status_code) == (204, 403)
    assert (card.state, card.end_reason) == (CardState.REVOKED, CardEndReason.HOLDER_REQUEST)


def test_a_deletion_for_another_reason_is_refused(wallet, card, phone):
    assert wallet.post("/card/revocation", {"reason": "authority"}, phone=phone).status_code == 400
