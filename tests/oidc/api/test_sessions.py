"""What a phone reads of its holder's sign-ins, and how it signs out everywhere."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from activation.models import VirtualCard
from directory.models import AuditEvent
from oidc.models import Grant, LoginRequest, ProviderSession
from oidc.vocabulary import LoginState
from oidc.workflows import sign_in
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import (
    BROWSER,
    NOON,
    BackchannelRequestFactory,
    GrantFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
)
from tests.support.phone import Phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

SESSIONS = "/api/wallet/v1/sessions"
SIGN_INS = "/api/wallet/v1/sign-ins"
HOST = "wallet.testserver"


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.fixture
def card(phone: Phone) -> VirtualCard:
    made: VirtualCard = VirtualCardFactory.create(phone=phone, device_name="Firefox sur Android")
    return made


def call(phone: Phone, method: str, path: str) -> Any:
    proof = phone.call_proof(method, path.partition("?")[0], NOON)
    return Client().generic(method, path, headers={"Card-Proof": proof, "Host": HOST})


def signed_in(card: VirtualCard, **changes: Any) -> ProviderSession:
    made: ProviderSession = ProviderSessionFactory.create(card=card, browser_digest=None, **changes)
    return made


@pytest.mark.parametrize(("method", "path"), [("GET", SESSIONS), ("DELETE", SESSIONS), ("GET", SIGN_INS)])
def test_without_a_proof_nothing_is_told(method: str, path: str) -> None:
    assert Client().generic(method, path, headers={"Host": HOST}).status_code == 401


@pytest.mark.parametrize(("method", "path"), [("GET", SESSIONS), ("DELETE", SESSIONS), ("GET", SIGN_INS)])
def test_a_card_that_may_not_be_used_is_told_so(phone: Phone, method: str, path: str) -> None:
    VirtualCardFactory.create(phone=phone, suspended=True)

    assert call(phone, method, path).status_code == 403


def test_a_session_is_told_with_its_place_its_card_and_its_services(phone: Phone, card: VirtualCard) -> None:
    session = ProviderSessionFactory.create(card=card, origin_address="192.0.2.7", origin_user_agent="Firefox")
    grants = [GrantFactory.create(session=session, created_at=NOON - timedelta(minutes=5)) for _ in range(2)]
    GrantFactory.create(session=session, relying_party=grants[0].relying_party)
    GrantFactory.create(session=session, revoked=True)

    service = {"name": "Dossier Santé Horizon", "environment": "sandbox"}
    assert call(phone, "GET", SESSIONS).json() == {
        "sessions": [
            {
                "card": str(card.pk),
                "card_name": "Firefox sur Android",
                "is_this": True,
                "since": "2026-03-17T11:50:00Z",
                "last_used_at": "2026-03-17T11:50:00Z",
                "ends_at": "2026-03-17T12:50:00Z",
                "acr": "eidas1",
                "origin": {"address": "192.0.2.7", "user_agent": "Firefox"},
                "shared": False,
                "without_browser": False,
                "services": [service, service],
            }
        ],
        "server_time": "2026-03-17T12:00:00Z",
    }


def test_only_what_lives_of_this_person_is_told(phone: Phone, card: VirtualCard) -> None:
    ProviderSessionFactory.create()
    signed_in(card, ended=True)
    signed_in(card, idle=True)
    signed_in(card, old=True)

    assert call(phone, "GET", SESSIONS).json()["sessions"] == []


def test_sessions_of_the_other_cards_are_told_too(phone: Phone, card: VirtualCard) -> None:
    signed_in(VirtualCardFactory.create(practitioner=card.practitioner))

    [session] = call(phone, "GET", SESSIONS).json()["sessions"]
    assert (session["is_this"], session["shared"]) == (False, True)


def test_a_service_without_a_browser_is_told_as_such_and_as_no_shared_workstation(
    phone: Phone, card: VirtualCard
) -> None:
    asked = BackchannelRequestFactory.create(
        login_request__practitioner=card.practitioner,
        login_request__card=card,
        login_request__state=LoginState.REDEEMED,
        login_request__created_at=NOON - timedelta(minutes=12),
        login_request__decided_at=NOON - timedelta(minutes=10),
    )
    at_desk = signed_in(card)
    earlier = NOON - timedelta(minutes=9)
    GrantFactory.create(session=at_desk, relying_party=asked.relying_party, created_at=earlier)
    other = ProviderSessionFactory.create(card=card, shared=True, auth_time=NOON - timedelta(minutes=11))
    GrantFactory.create(session=other, created_at=earlier)

    sessions = call(phone, "GET", SESSIONS).json()["sessions"]
    history = call(phone, "GET", SIGN_INS).json()["sign_ins"]

    assert sorted((one["without_browser"], one["shared"]) for one in sessions) == [(False, True), (True, False)]
    assert sorted(one["without_browser"] for one in history) == [False, True]


def test_signing_out_ends_sessions_and_grants_of_this_person_alone(phone: Phone, card: VirtualCard) -> None:
    mine = [signed_in(card), signed_in(VirtualCardFactory.create(practitioner=card.practitioner))]
    grant = GrantFactory.create(session=mine[0])
    foreign = GrantFactory.create()

    answer = call(phone, "DELETE", SESSIONS)

    assert (answer.status_code, answer.json()) == (200, {"ended": 2})
    assert set(ProviderSession.objects.filter(ended_reason="signed_out", ended_at=NOON)) == set(mine)
    assert list(Grant.objects.filter(revoked_at=NOON, revoked_reason="signed_out")) == [grant]
    assert not Grant.objects.get(pk=foreign.pk).revoked_at
    assert AuditEvent.objects.get(action="oidc.signed_out_everywhere").practitioner_id == card.practitioner_id


def test_what_was_approved_and_not_fetched_signs_nobody_in_afterwards(phone: Phone, card: VirtualCard) -> None:
    login = LoginRequestFactory.create(practitioner=card.practitioner, card=card, state=LoginState.APPROVED)

    call(phone, "DELETE", SESSIONS)
    found = sign_in.redeem(
        interaction_id=login.interaction_id, browser_digest=login.browser_digest, session_cookie="", now=NOON
    )

    assert found is None
    assert not ProviderSession.objects.exists()


def test_signing_out_twice_changes_nothing(phone: Phone, card: VirtualCard) -> None:
    signed_in(card)
    call(phone, "DELETE", SESSIONS)

    assert call(phone, "DELETE", SESSIONS).json() == {"ended": 0}


def test_a_session_remembers_where_it_was_opened(card: VirtualCard) -> None:
    login = LoginRequestFactory.create(practitioner=card.practitioner, card=card, state=LoginState.APPROVED)

    sign_in.redeem(
        interaction_id=login.interaction_id, browser_digest=login.browser_digest, session_cookie="", now=NOON
    )

    session = ProviderSession.objects.get()
    assert BROWSER
    assert (session.origin_address, session.origin_user_agent) == ("192.0.2.7", "Firefox")


def test_the_history_tells_sign_ins_and_refusals_the_last_first(phone: Phone, card: VirtualCard) -> None:
    session = signed_in(card, origin_user_agent="Safari")
    for minutes in (9, 8):
        GrantFactory.create(session=session, created_at=NOON - timedelta(minutes=minutes))
    mine = {"practitioner": card.practitioner}
    LoginRequestFactory.create(denied=True, card=card, created_at=NOON - timedelta(minutes=7), **mine)
    LoginRequestFactory.create(reported=True, created_at=NOON - timedelta(minutes=6), **mine)
    LoginRequestFactory.create(state=LoginState.EXPIRED, created_at=NOON - timedelta(minutes=5), **mine)
    GrantFactory.create()
    LoginRequestFactory.create(denied=True)

    told = call(phone, "GET", SIGN_INS).json()

    assert [one["kind"] for one in told["sign_ins"]] == ["REPORTED", "REFUSED", "AGAIN", "SIGNED_IN"]
    assert told["sign_ins"][-1] == {
        "card": str(card.pk),
        "card_name": "Firefox sur Android",
        "is_this": True,
        "at": "2026-03-17T11:51:00Z",
        "kind": "SIGNED_IN",
        "client": {"name": "Dossier Santé Horizon", "environment": "sandbox"},
        "origin": {"address": "", "user_agent": "Safari"},
        "without_browser": False,
        "acr": "eidas1",
    }
    assert told["next"] is None


def test_older_lines_follow_from_the_mark_of_the_page(phone: Phone, card: VirtualCard) -> None:
    session = signed_in(card)
    for minutes in range(1, 36):
        GrantFactory.create(session=session, created_at=NOON - timedelta(minutes=minutes))

    first = call(phone, "GET", SIGN_INS).json()
    rest = call(phone, "GET", f"{SIGN_INS}?before={first['next']}").json()

    assert [len(first["sign_ins"]), len(rest["sign_ins"]), rest["next"]] == [30, 5, None]
    assert first["sign_ins"][-1]["at"] > rest["sign_ins"][0]["at"]


@pytest.mark.parametrize(
    "before", ["x", "2026-03-17", "2026-03-17T12:00:00", "2026-99-99T12:00:00Z", "%00", "9" * 100, "٢٠٢٦"]
)
def test_an_instant_that_is_none_is_refused(phone: Phone, card: VirtualCard, before: str) -> None:
    assert call(phone, "GET", f"{SIGN_INS}?before={before}").status_code == 400


def test_eleven_cost_what_one_costs(phone: Phone, card: VirtualCard, django_assert_max_num_queries: Any) -> None:
    for count in (1, 10):
        for _ in range(count):
            GrantFactory.create(session=signed_in(card))
            LoginRequestFactory.create(denied=True, practitioner=card.practitioner)
        for path in (SESSIONS, SIGN_INS):
            # the card, its rights, two of the list
            with django_assert_max_num_queries(4):
                call(phone, "GET", path)

    assert LoginRequest.objects.count() == 11
