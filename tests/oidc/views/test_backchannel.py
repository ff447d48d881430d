"""The door where a service asks for somebody who is not in its browser, and the polls that follow."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import resolve

from activation.models import VirtualCard
from directory.models import AuditEvent
from oidc.models import BackchannelRequest, ClientTrouble, Grant, LoginRequest, RelyingParty
from oidc.protocol.metadata import NATIONAL_ADDRESSES
from oidc.queries import keyring
from oidc.queries.sign_ins import list_sessions
from oidc.vocabulary import LoginState
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON, GrantFactory, ServiceFactory
from tests.oidc.conftest import basic
from tests.oidc.views.without_browser import FORM, answer, ask, at, error_of, poll, service_that_asks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]


def test_a_request_is_asked_polled_approved_and_fetched_once(
    client: Client, asker: RelyingParty, card: VirtualCard
) -> None:
    started = ask(client, asker, card)
    told = started.json()
    login = LoginRequest.objects.get()
    waiting = poll(client, asker, told["auth_req_id"])
    answer(LoginState.APPROVED, card)
    tokens = poll(client, asker, told["auth_req_id"])
    again = poll(client, asker, told["auth_req_id"])

    assert started.status_code == 200, started.content
    assert (told["expires_in"], told["interval"]) == (120, 5)
    assert started["Cache-Control"] == "no-store"
    assert (login.number, login.practitioner_id, login.purpose) == ("07", card.practitioner_id, "CIBA")
    assert "07" in login.numbers
    assert len(set(login.numbers)) == 3
    assert (waiting.status_code, error_of(waiting)) == (400, "authorization_pending")
    assert tokens.status_code == 200, tokens.content
    members = tokens.json()
    assert members["refresh_token"]
    assert members["refresh_expires_in"] == 3600
    assert (again.status_code, error_of(again)) == (400, "invalid_grant")
    assert Grant.objects.get().session.sid == members["session_state"]
    assert vars(list_sessions(card.practitioner_id, now=NOON)[0])["without_browser"] is True
    assert AuditEvent.objects.filter(action="oidc.signed_in").count() == 1


def test_the_tokens_open_what_any_others_do_and_the_hint_ends_the_session(
    client: Client, asker: RelyingParty, card: VirtualCard
) -> None:
    told = ask(client, asker, card).json()
    answer(LoginState.APPROVED, card)
    tokens = poll(client, asker, told["auth_req_id"]).json()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}

    before = client.get("/oidc/userinfo", headers=bearer)
    left = Client().get("/oidc/logout", {"id_token_hint": tokens["id_token"]})
    after = client.get("/oidc/userinfo", headers=bearer)

    assert before.json()["SubjectNameID"] == card.practitioner.national_id
    assert left.status_code == 200
    assert after.status_code == 401


@pytest.mark.parametrize("state", [LoginState.DENIED, LoginState.REPORTED, LoginState.CANCELLED])
def test_a_refusal_is_told_alike_at_every_later_poll(
    client: Client, asker: RelyingParty, card: VirtualCard, state: LoginState, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ask(client, asker, card).json()
    answer(state, card)
    errors = set()
    for seconds in (1, 2, 60, 119, 121, 600):
        at(monkeypatch, seconds)
        errors.add(error_of(poll(client, asker, told["auth_req_id"])))

    assert errors == {"access_denied"}


def test_an_end_is_told_alike_at_every_later_poll(
    client: Client, asker: RelyingParty, card: VirtualCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ask(client, asker, card, requested_expiry="10").json()
    at(monkeypatch, 10)

    assert told["expires_in"] == 10
    assert {error_of(poll(client, asker, told["auth_req_id"])) for _ in range(3)} == {"expired_token"}


def test_polls_that_come_too_early_are_slowed_down_up_to_a_limit(
    client: Client, asker: RelyingParty, card: VirtualCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ask(client, asker, card).json()
    errors = []
    for second in range(30):
        at(monkeypatch, second)
        errors.append(error_of(poll(client, asker, told["auth_req_id"])))
    slowest = BackchannelRequest.objects.get().poll_interval
    answer(LoginState.APPROVED, card)

    assert errors[0] == "authorization_pending"
    assert set(errors[1:]) == {"slow_down"}
    assert slowest == 20
    assert poll(client, asker, told["auth_req_id"]).status_code == 200


def test_polls_in_their_time_are_never_slowed_down(
    client: Client, asker: RelyingParty, card: VirtualCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ask(client, asker, card).json()
    errors = set()
    for second in range(0, 115, 5):
        at(monkeypatch, second)
        errors.add(error_of(poll(client, asker, told["auth_req_id"])))

    assert errors == {"authorization_pending"}


def test_another_clients_request_is_unknown(client: Client, asker: RelyingParty, card: VirtualCard) -> None:
    told = ask(client, asker, card).json()
    answer(LoginState.APPROVED, card)
    other = service_that_asks()

    assert error_of(poll(client, other, told["auth_req_id"])) == "invalid_grant"
    assert poll(client, asker, told["auth_req_id"]).status_code == 200


@pytest.mark.parametrize("text", ["ba_unknown", "é", "x" * 200])
def test_an_unknown_request_is_an_invalid_grant(client: Client, asker: RelyingParty, text: str) -> None:
    assert error_of(poll(client, asker, text)) == "invalid_grant"


def test_a_client_that_did_not_register_for_it_is_told_so(
    client: Client, service: RelyingParty, card: VirtualCard
) -> None:
    refused = ask(client, service, card)

    assert (refused.status_code, error_of(refused)) == (400, "unauthorized_client")
    assert error_of(poll(client, service, "ba_any")) == "unauthorized_client"
    assert not LoginRequest.objects.exists()


@pytest.mark.parametrize("name", ["scope", "login_hint", "binding_message", "acr_values", "requested_expiry"])
def test_a_parameter_comes_once(client: Client, asker: RelyingParty, name: str) -> None:
    usual = {"scope": "openid", "login_hint": "899700000062", "binding_message": "07"}
    body = urlencode([*usual.items(), (name, "1"), (name, "1")])

    refused = client.post("/oidc/backchannel", body, content_type=FORM, headers={"Authorization": basic(asker)})

    assert (refused.status_code, error_of(refused)) == (400, "invalid_request")


def test_a_wrong_secret_starts_nothing(client: Client, asker: RelyingParty) -> None:
    body = urlencode({"scope": "openid", "login_hint": "899700000062", "binding_message": "07"})
    headers = {"Authorization": basic(asker, "wrong")}

    refused = client.post("/oidc/backchannel", body, content_type=FORM, headers=headers)

    assert (refused.status_code, error_of(refused)) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "scope_all"}, "invalid_scope"),
        ({"scope": "openid email"}, "invalid_scope"),
        ({"login_hint": ""}, "invalid_request"),
        ({"id_token_hint": "x"}, "invalid_request"),
        ({"login_hint": "", "id_token_hint": "x.y.z"}, "invalid_request"),
        ({"binding_message": ""}, "invalid_binding_message"),
        ({"binding_message": "1234"}, "invalid_binding_message"),
        ({"binding_message": "٠٧"}, "invalid_binding_message"),
        ({"binding_message": "\u202e07"}, "invalid_binding_message"),
        ({"binding_message": "x" * 5000}, "invalid_binding_message"),
        ({"requested_expiry": "-1"}, "invalid_request"),
        ({"requested_expiry": "0"}, "invalid_request"),
        ({"requested_expiry": "1.5"}, "invalid_request"),
        ({"channel": "CARD"}, "invalid_request"),
        ({"channel": "PIGEON"}, "invalid_request"),
        ({"acr_values": "eidas2"}, "invalid_request"),
        ({"request": "a.b.c"}, "invalid_request"),
        ({"resource": "https://elsewhere.test/"}, "invalid_target"),
        ({"login_hint": "somebody"}, "unknown_user_id"),
    ],
)
def test_a_bad_request_is_refused_by_its_name(
    client: Client, asker: RelyingParty, card: VirtualCard, changes: dict[str, str], error: str
) -> None:
    refused = ask(client, asker, card, **changes)

    assert (refused.status_code, error_of(refused)) == (400, error)
    assert not LoginRequest.objects.exists()


def test_who_is_unknown_or_of_the_other_environment_waits_and_expires_like_anybody(
    client: Client, asker: RelyingParty, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = ask(client, asker)
    at(monkeypatch, 1)
    waiting = poll(client, asker, nobody.json()["auth_req_id"])
    at(monkeypatch, 121)
    over = poll(client, asker, nobody.json()["auth_req_id"])

    assert nobody.json().keys() == {"auth_req_id", "expires_in", "interval"}
    assert LoginRequest.objects.get().practitioner_id is None
    assert (error_of(waiting), error_of(over)) == ("authorization_pending", "expired_token")


def test_a_sandbox_service_never_asks_a_real_person(client: Client, asker: RelyingParty) -> None:
    real = VirtualCardFactory.create(practitioner__real=True)

    assert ask(client, asker, real).status_code == 200
    assert LoginRequest.objects.get().practitioner_id is None


def test_a_client_that_may_learn_it_is_told_who_is_unknown(client: Client, asker: RelyingParty) -> None:
    RelyingParty.objects.update(backchannel_unknown_user_told=True)

    refused = ask(client, asker)

    assert (refused.status_code, error_of(refused)) == (400, "unknown_user_id")


def test_an_id_token_of_before_names_its_person(client: Client, asker: RelyingParty, card: VirtualCard) -> None:
    told = ask(client, asker, card).json()
    answer(LoginState.APPROVED, card)
    hint = poll(client, asker, told["auth_req_id"]).json()["id_token"]

    assert ask(client, asker, login_hint="", id_token_hint=hint).status_code == 200
    assert LoginRequest.objects.latest("pk").practitioner_id == card.practitioner_id
    other = service_that_asks()
    assert error_of(ask(client, other, login_hint="", id_token_hint=hint)) == "invalid_request"


def test_words_of_a_service_are_shown_where_its_registration_allows_them(
    client: Client, asker: RelyingParty, card: VirtualCard
) -> None:
    RelyingParty.objects.update(backchannel_free_binding_message=True)

    assert ask(client, asker, card, binding_message="1234").status_code == 200
    login = LoginRequest.objects.get()
    assert (login.binding_text, login.number, login.numbers) == ("1234", "", [])
    assert error_of(ask(client, asker, card, binding_message="see https://x.test")) == "invalid_binding_message"


def test_a_card_that_ended_meanwhile_gets_no_tokens_and_it_stays_so(
    client: Client, asker: RelyingParty, card: VirtualCard
) -> None:
    told = ask(client, asker, card).json()
    answer(LoginState.APPROVED, card)
    VirtualCard.objects.update(state="REVOKED", ended_at=NOON)

    assert {error_of(poll(client, asker, told["auth_req_id"])) for _ in range(2)} == {"access_denied"}
    assert not Grant.objects.exists()


def test_a_start_a_poll_and_a_finish_cost_few_queries(
    client: Client, asker: RelyingParty, card: VirtualCard, django_assert_max_num_queries: Any
) -> None:
    GrantFactory.create(relying_party=asker, session__card=card)
    with django_assert_max_num_queries(4):
        told = ask(client, asker, card).json()
    with django_assert_max_num_queries(1):  # the client is in memory since it asked
        poll(client, asker, told["auth_req_id"])
    answer(LoginState.APPROVED, card)
    keyring.current(NOON)
    with django_assert_max_num_queries(3):
        assert poll(client, asker, told["auth_req_id"]).status_code == 200


def test_polls_that_wait_leave_no_trouble_and_a_fault_does(
    client: Client, asker: RelyingParty, card: VirtualCard
) -> None:
    RelyingParty.objects.update(service=ServiceFactory.create())
    told = ask(client, asker, card).json()
    poll(client, asker, told["auth_req_id"])
    ask(client, asker, card, binding_message="123")

    kept = ClientTrouble.objects.get()
    assert (kept.door, kept.error) == ("backchannel", "invalid_binding_message")


def test_the_national_address_is_the_same_door() -> None:
    assert NATIONAL_ADDRESSES["backchannel_authentication_endpoint"].endswith("/ext/ciba/auth")
    assert resolve("/auth/realms/esante-wallet/protocol/openid-connect/ext/ciba/auth", "oidc.urls_national").url_name
