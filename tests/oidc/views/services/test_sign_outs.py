"""A team tries its sign-outs: a real token to the address it registered, and nowhere else."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.utils import timezone
from joserfc import jwt

from oidc import policy
from oidc.models import LogoutDelivery, RelyingParty, Service
from oidc.protocol import jose
from oidc.workflows.telling_sign_outs import tell_sign_outs
from tests.factories.oidc import ProviderSessionFactory, RelyingPartyFactory, ServiceFactory
from tests.support.listening import listening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signing_keys")]


class Told:
    """A server of the team. status: what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.tokens: list[str] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                told.tokens += parse_qs(body)["logout_token"]
                self.send_response(told.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/left"


@pytest.fixture
def told(settings: Any) -> Iterator[Told]:
    settings.OUTGOING_ALLOW_PRIVATE = True
    made = Told()
    with listening(made.server):
        yield made


@pytest.fixture
def ours(service: Service, told: Told) -> RelyingParty:
    made: RelyingParty = RelyingPartyFactory.create(service=service, backchannel_logout_uri=told.address)
    return made


def address(relying_party: RelyingParty) -> str:
    return f"/services/{relying_party.service_id}/clients/{relying_party.pk}/deconnexion/"


def test_the_address_of_sign_outs_is_shown_with_its_parameters(browser: Client, ours: RelyingParty) -> None:
    page = browser.get(address(ours))

    assert "/oidc/logout?id_token_hint=ID_TOKEN&client_id=" in page.context["call"]["address"]
    assert page.context["tested"] is None


def test_a_real_token_leaves_and_is_shown_with_the_answer(
    browser: Client, ours: RelyingParty, told: Told, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    page = browser.post(address(ours))

    [token] = told.tokens
    read = jwt.decode(token, signing_keys["ES256"].key, algorithms=["ES256"])
    assert read.header["typ"] == "logout+jwt"
    assert read.claims["aud"] == ours.public_id
    shown = page.context["tested"]
    assert read.claims["jti"] in shown["claims"]
    assert shown["is_taken"]
    assert token not in page.content.decode()
    assert not LogoutDelivery.objects.exists()


def test_a_server_that_refuses_is_told_so(browser: Client, ours: RelyingParty, told: Told) -> None:
    told.status = 500

    shown = browser.post(address(ours)).context["tested"]

    assert not shown["is_taken"]
    assert "500" in shown["answer"]


def test_a_private_address_is_not_called_outside_development(
    browser: Client, ours: RelyingParty, told: Told, settings: Any
) -> None:
    settings.OUTGOING_ALLOW_PRIVATE = False

    shown = browser.post(address(ours)).context["tested"]

    assert not shown["is_taken"]
    assert told.tokens == []


def test_so_many_tests_a_minute_leave_and_no_more(browser: Client, ours: RelyingParty, told: Told) -> None:
    other = RelyingPartyFactory.create(service=ours.service, backchannel_logout_uri=told.address)

    statuses = [browser.post(address(one)).status_code for one in [ours, other] * 6]

    assert statuses == [200] * policy.TEST_CALLS_A_MINUTE + [429] * 2
    assert len(told.tokens) == policy.TEST_CALLS_A_MINUTE
    Service.objects.update(tests_since=timezone.now() - timedelta(minutes=1))
    assert browser.post(address(ours)).status_code == 200


@pytest.mark.parametrize("changes", [{"production": True}, {"closed": True}, {"backchannel_logout_uri": ""}])
def test_only_a_client_of_the_sandbox_with_an_address_is_tried(
    browser: Client, service: Service, told: Told, changes: dict[str, Any]
) -> None:
    relying_party = RelyingPartyFactory.create(service=service, **{"backchannel_logout_uri": told.address, **changes})

    assert browser.post(address(relying_party)).status_code == 409
    assert browser.get(address(relying_party)).status_code == 200
    assert told.tokens == []


def test_deliveries_are_shown_with_what_was_answered(browser: Client, ours: RelyingParty, told: Told) -> None:
    now = timezone.now()
    for minutes, status in ((1, 503), (2, 200)):
        told.status = status
        at = now + timedelta(minutes=minutes)
        LogoutDelivery.objects.create(
            relying_party=ours, session=ProviderSessionFactory.create(shared=True), due_at=at, created_at=at
        )
        tell_sign_outs(limit=10, now=at)

    lines = browser.get(address(ours)).context["deliveries"]

    assert [(one.state, one.last_error) for one, _words in lines] == [("DELIVERED", ""), ("DELIVERED", "")]
    first = LogoutDelivery.objects.order_by("pk").first()
    assert first is not None
    assert (first.attempts, first.last_error) == (2, "")


def test_a_delivery_that_failed_says_what_was_met_last(browser: Client, ours: RelyingParty, told: Told) -> None:
    told.status, now = 503, timezone.now()
    LogoutDelivery.objects.create(
        relying_party=ours, session=ProviderSessionFactory.create(), due_at=now, created_at=now
    )

    words = [browser.get(address(ours)).context["deliveries"][0][1]]
    tell_sign_outs(limit=10, now=now)
    words.append(browser.get(address(ours)).context["deliveries"][0][1])
    LogoutDelivery.objects.update(last_error="no_signing_key")
    words.append(browser.get(address(ours)).context["deliveries"][0][1])

    assert words[0] == ""
    assert "503" in words[1]
    assert words[2] not in {"", "no_signing_key"}


def test_another_team_tries_and_reads_nothing(browser: Client, service: Service, client: Client, told: Told) -> None:
    other = RelyingPartyFactory.create(service=ServiceFactory.create(), backchannel_logout_uri=told.address)
    through_own = f"/services/{service.pk}/clients/{other.pk}/deconnexion/"

    for where in (address(other), through_own):
        assert browser.get(where).status_code == 404
        assert browser.post(where).status_code == 404
        assert client.post(where).status_code == 302
    assert told.tokens == []
