"""A QR code or a link on a phone, and what its holder decides of typed numbers, over HTTP with proofs of every call."""

import json
from typing import Any

import pytest
from django.test import Client

from oidc.models import LoginRequest, SignInPreference
from oidc.protocol import claim as claims
from oidc.protocol import digests
from oidc.vocabulary import LoginState, Way
from oidc.workflows.claim_key import claim_key
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON, LoginRequestFactory
from tests.oidc.api.test_login_requests import HOST, LIST, Wallet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

CLAIM = f"{LIST}/claim"
PREFERENCES = "/api/wallet/v1/preferences"


@pytest.fixture
def wallet() -> Wallet:
    return Wallet(LoginRequestFactory.create(denied=True))


def qr_of(login: LoginRequest) -> str:
    return claims.write_qr(login.pk, key=claim_key(), now=NOON)


def send(wallet: Wallet, claim: object) -> Any:
    return wallet.call("POST", CLAIM, json.dumps({"claim": claim}).encode())


@pytest.mark.parametrize(("method", "path"), [("POST", CLAIM), ("GET", PREFERENCES), ("PUT", PREFERENCES)])
def test_a_call_without_a_proof_is_refused(method: str, path: str) -> None:
    answer = Client().generic(method, path, b"{}", content_type="application/json", headers={"Host": HOST})

    assert answer.status_code == 401


@pytest.mark.parametrize(("method", "path"), [("POST", CLAIM), ("GET", PREFERENCES)])
def test_a_card_that_may_not_be_used_is_told_so(method: str, path: str) -> None:
    login = LoginRequestFactory.create(denied=True)

    answer = Wallet(login, state="SUSPENDED").call(method, path, b"{}" if method == "POST" else b"")

    assert (answer.status_code, answer.json()["state"]) == (403, "SUSPENDED")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"claim": null}',
        b'{"claim": 3}',
        b'{"claim": "\\u0000"}',
        b'{"claim": "%s"}' % (b"x" * 5000),
    ],
)
def test_garbage_is_answered_like_an_unknown_claim(wallet: Wallet, body: bytes) -> None:
    answer = wallet.call("POST", CLAIM, body)

    assert answer.status_code in {400, 404}
    assert answer.json()["error"] in {"not_found", "malformed"}


def test_a_claimed_code_is_answered_with_all_that_the_phone_shows(wallet: Wallet) -> None:
    login = LoginRequestFactory.create(by_qr=True, origin_address="192.0.2.17")

    answer = send(wallet, qr_of(login))

    said = answer.json()
    assert answer.status_code == 200
    assert said["id"] == str(login.pk)
    assert (said["way"], said["numbers"], said["same_network"]) == ("QR", [], False)
    assert (said["origin"]["address"], said["claimed_from"], said["return_to"]) == ("192.0.2.17", "127.0.0.1", None)
    assert login.number not in {said.get("number"), *said["numbers"]}
    assert [asked["id"] for asked in wallet.pending()] == [said["id"]]


def test_what_another_card_claimed_is_neither_listed_nor_answered(wallet: Wallet) -> None:
    """Not even on another phone of the same person."""
    login = LoginRequestFactory.create(by_qr=True)
    other = Wallet(LoginRequestFactory.build(practitioner=wallet.card.practitioner))
    asked = send(other, qr_of(login)).json()

    assert send(wallet, qr_of(login)).status_code == 409
    assert wallet.pending() == []
    assert wallet.decide(asked, "approve", number=login.number).status_code == 404
    login.refresh_from_db()
    assert login.state == LoginState.PENDING


def test_on_the_same_phone_the_approval_is_answered_with_a_code_for_its_page(wallet: Wallet) -> None:
    login = LoginRequestFactory.create(by_link=True)

    asked = send(wallet, claims.write_link(login.pk, key=claim_key())).json()
    said = wallet.decide(asked, "approve").json()

    login.refresh_from_db()
    assert asked["return_to"] == f"http://testserver/oidc/connexion/{login.interaction_id}/"
    assert said["state"] == "APPROVED"
    assert digests.digest(said["return_code"]) == login.return_digest


def test_a_test_of_the_card_is_nobodys_service_and_needs_no_warning(wallet: Wallet) -> None:
    login = LoginRequestFactory.create(card_test=True, way=Way.QR, practitioner=None, numbers=[])

    asked = send(wallet, qr_of(login)).json()
    said = wallet.decide(asked, "approve", number=login.number).json()

    assert (asked["purpose"], asked["client_id"], asked["first_use"]) == ("TEST", "ecps-essai", False)
    assert asked["client"] == {"name": "e-CPS", "environment": "sandbox"}
    assert said == {"state": "APPROVED"}


def test_a_real_identity_may_test_its_card() -> None:
    person = VirtualCardFactory.create(practitioner__real=True, practitioner__practising=True).practitioner
    wallet = Wallet(LoginRequestFactory.build(practitioner=person))
    login = LoginRequestFactory.create(card_test=True, way=Way.QR, practitioner=None, numbers=[])

    assert send(wallet, qr_of(login)).status_code == 200


def test_typed_numbers_are_on_until_their_holder_switches_them_off(wallet: Wallet) -> None:
    before = wallet.call("GET", PREFERENCES).json()
    answer = wallet.call("PUT", PREFERENCES, b'{"typed_numbers": false}')

    assert before == {"typed_numbers": True}
    assert answer.json() == {"typed_numbers": False}
    assert SignInPreference.objects.get().practitioner == wallet.card.practitioner


@pytest.mark.parametrize("body", [b"", b"{}", b'{"typed_numbers": "perhaps"}', b'{"typed_numbers": null}'])
def test_a_choice_that_is_none_changes_nothing(wallet: Wallet, body: bytes) -> None:
    assert wallet.call("PUT", PREFERENCES, body).status_code == 400
    assert not SignInPreference.objects.exists()
