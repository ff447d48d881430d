"""What a phone is asked, and how it answers, over HTTP with proofs of every call."""

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from oidc.models import LoginRequest
from oidc.vocabulary import LoginState
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON, GrantFactory, LoginRequestFactory, ProviderSessionFactory
from tests.support.phone import PIN_PROOF, Phone, base64url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

LIST = "/api/wallet/v1/login-requests"
HOST = "wallet.testserver"


class Wallet:
    """A phone that calls: a key, and a card of one person."""

    def __init__(self, login: LoginRequest, **changes: Any) -> None:
        self.phone = Phone()
        self.card = VirtualCardFactory.create(practitioner=login.practitioner, phone=self.phone, **changes)

    def call(self, method: str, path: str, content: bytes = b"") -> Any:
        proof = self.phone.call_proof(method, path, NOON, body=content)
        return Client().generic(
            method, path, content, content_type="application/json", headers={"Card-Proof": proof, "Host": HOST}
        )

    def pending(self) -> list[dict[str, Any]]:
        requests: list[dict[str, Any]] = self.call("GET", LIST).json()["login_requests"]
        return requests

    def decide(self, asked: dict[str, Any], word: str, pin_proof: bytes | None = PIN_PROOF, **changes: Any) -> Any:
        shown = json.dumps(asked["display"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        claims = {
            "aud": settings.SITE_URL,
            "iat": int(NOON.timestamp()),
            "jti": uuid4().hex,
            "login_request": asked["id"],
            "challenge": asked["challenge"],
            "client_id": asked["client_id"],
            "decision": word,
            "display": base64url(hashlib.sha256(shown.encode()).digest()),
            **changes,
        }
        header = {"typ": "card-decision+jwt", "alg": "ES256", "kid": self.card.kid}
        body = {"decision_jws": self.phone.sign(header, claims)}
        if pin_proof is not None:
            body["pin_proof"] = base64url(pin_proof)
        return self.call("POST", f"{LIST}/{asked['id']}/decision", json.dumps(body).encode())


@pytest.fixture
def login() -> LoginRequest:
    made: LoginRequest = LoginRequestFactory.create()
    return made


@pytest.fixture
def wallet(login: LoginRequest) -> Wallet:
    return Wallet(login)


def test_a_call_without_a_proof_is_refused(login: LoginRequest) -> None:
    assert Client().get(LIST, headers={"Host": HOST}).status_code == 401
    assert Client().post(f"{LIST}/{login.pk}/decision", headers={"Host": HOST}).status_code == 401


def test_the_doors_are_on_the_wallets_origin_only(wallet: Wallet) -> None:
    assert Client().get(LIST).status_code == 404


def test_a_card_that_may_not_be_used_is_told_so(login: LoginRequest) -> None:
    response = Wallet(login, state="SUSPENDED").call("GET", LIST)

    assert response.status_code == 403
    assert response.json() == {"error": "card_not_active", "state": "SUSPENDED"}


def test_what_waits_is_listed_with_everything_the_phone_shows(login: LoginRequest, wallet: Wallet) -> None:
    response = wallet.call("GET", LIST)

    display = {
        "client": "Dossier Santé Horizon",
        "environment": "sandbox",
        "purpose": "BROWSER",
        "scopes": ["openid", "scope_all"],
        "binding_text": "",
        "origin": {"address": "192.0.2.7", "user_agent": "Firefox"},
    }
    assert response.json() == {
        "login_requests": [
            {
                "id": str(login.pk),
                "client_id": login.relying_party.public_id,
                "purpose": "BROWSER",
                "client": {"name": "Dossier Santé Horizon", "environment": "sandbox"},
                "scopes": ["openid", "scope_all"],
                "binding_text": "",
                "origin": {"address": "192.0.2.7", "user_agent": "Firefox"},
                "challenge": "c" * 43,
                "way": "NUMBER",
                "numbers": ["17", "42", "88"],
                "same_network": True,
                "claimed_from": None,
                "return_to": None,
                "created_at": "2026-03-17T12:00:00Z",
                "expires_at": "2026-03-17T12:02:00Z",
                "first_use": True,
                "display": display,
            }
        ],
        "server_time": "2026-03-17T12:00:00Z",
    }


def test_the_list_says_neither_which_number_is_right_nor_anything_of_others(wallet: Wallet) -> None:
    LoginRequestFactory.create()
    LoginRequestFactory.create(practitioner=None)

    [asked] = wallet.pending()

    assert "number" not in asked


@pytest.mark.parametrize("traits", [{"denied": True}, {"reported": True}, {"expired": True}])
def test_what_is_over_is_not_listed(traits: dict[str, bool]) -> None:
    assert Wallet(LoginRequestFactory.create(**traits)).pending() == []


def test_a_service_that_was_used_before_is_not_new(login: LoginRequest, wallet: Wallet) -> None:
    session = ProviderSessionFactory.create(card=wallet.card)
    GrantFactory.create(relying_party=login.relying_party, session=session)

    assert wallet.pending()[0]["first_use"] is False


def test_eleven_requests_cost_the_same_queries_as_one(
    login: LoginRequest, wallet: Wallet, django_assert_max_num_queries: Any
) -> None:
    # card, its standing, the list
    with django_assert_max_num_queries(3) as one:
        wallet.pending()
    LoginRequestFactory.create_batch(10, practitioner=login.practitioner)

    with django_assert_max_num_queries(len(one)):
        assert len(wallet.pending()) == 11


def test_strangers_bury_neither_a_known_browser_nor_the_last_question(login: LoginRequest, wallet: Wallet) -> None:
    LoginRequest.objects.update(known_browser=True)
    for second in range(1, 26):
        last = LoginRequestFactory.create(practitioner=login.practitioner, created_at=NOON + timedelta(seconds=second))

    listed = [asked["id"] for asked in wallet.pending()]

    assert len(listed) == 20
    assert listed[0] == str(login.pk)
    assert listed[-1] == str(last.pk)


def test_an_approval_with_the_right_number_and_pin_is_taken(login: LoginRequest, wallet: Wallet) -> None:
    response = wallet.decide(wallet.pending()[0], "approve", number="42")

    assert response.status_code == 200
    assert response.json() == {"state": "APPROVED"}
    assert LoginRequest.objects.get().state == LoginState.APPROVED


@pytest.mark.parametrize(("word", "state"), [("deny", "DENIED"), ("report", "REPORTED")])
def test_a_refusal_is_taken(wallet: Wallet, word: str, state: str) -> None:
    assert wallet.decide(wallet.pending()[0], word, None).json() == {"state": state}


def test_a_wrong_number_is_a_refusal(wallet: Wallet) -> None:
    response = wallet.decide(wallet.pending()[0], "approve", number="17")

    assert response.status_code == 200
    assert response.json() == {"state": "DENIED", "reason": "wrong_number"}


def test_wrong_pins_are_counted_down_then_the_card_locks(wallet: Wallet) -> None:
    [asked] = wallet.pending()

    answers = [wallet.decide(asked, "approve", b"w" * 32, number="42") for _ in range(3)]

    assert [(one.status_code, one.json()) for one in answers] == [
        (422, {"error": "wrong_pin", "attempts_left": 2}),
        (422, {"error": "wrong_pin", "attempts_left": 1}),
        (423, {"error": "card_locked"}),
    ]
    assert wallet.call("GET", LIST).json() == {"error": "card_not_active", "state": "LOCKED"}


def test_a_second_decision_is_refused(wallet: Wallet) -> None:
    [asked] = wallet.pending()
    wallet.decide(asked, "deny", None)

    response = wallet.decide(asked, "approve", number="42")

    assert response.status_code == 409
    assert response.json() == {"error": "already_decided"}


def test_a_late_decision_is_refused(login: LoginRequest, wallet: Wallet) -> None:
    [asked] = wallet.pending()
    LoginRequest.objects.update(expires_at=NOON)

    response = wallet.decide(asked, "approve", number="42")

    assert response.status_code == 410
    assert response.json() == {"error": "expired"}


def test_a_request_of_somebody_else_is_not_found(wallet: Wallet) -> None:
    other = LoginRequestFactory.create()
    [asked] = Wallet(other).pending()

    foreign = wallet.decide(asked, "approve", number="42")
    unknown = wallet.decide({**asked, "id": "00000000-0000-4000-8000-000000000000"}, "approve", number="42")

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json() == {"error": "not_found"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"not json",
        b"{}",
        b'{"decision_jws": 1}',
        b'{"decision_jws": "x.y.z"}',
        b'{"decision_jws": "x.y.z", "pin_proof": "short"}',
        b'{"decision_jws": "x\\u0000y", "pin_proof": "\xc3\xa9"}',
    ],
)
def test_garbage_is_refused_and_never_an_error_of_ours(login: LoginRequest, wallet: Wallet, body: bytes) -> None:
    assert wallet.call("POST", f"{LIST}/{login.pk}/decision", body).status_code == 400
