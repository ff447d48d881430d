"""An unsigned poll written for the national service, at its addresses: what such programs send and count on."""

import time
from collections.abc import Iterator
from pathlib import Path
from sys import executable
from typing import Any

import httpx
import pytest

from activation.management.phone.keys import StoredCard
from tests.clients.conftest import HOLDER, register
from tests.clients.running import Place, running
from tests.conformance.phone import answer
from tests.conformance.suite import Registered
from tests.support.product import Product

pytestmark = pytest.mark.slow
GRANT = "urn:openid:params:grant-type:ciba"
REALM = "/auth/realms/esante-wallet"


@pytest.fixture(scope="module")
def national(product: Product, place: Place) -> Iterator[str]:
    """One more door of the running product, with NATIONAL_PATHS=1; yields its origin."""
    files = product.data_dir / "tls"
    shown = ["--ssl-certificate", str(files / "server.pem"), "--ssl-keyfile", str(files / "server.key")]
    listens = ["--interface", "wsgi", "--port", str(place.port), "--blocking-threads", "4", *shown]
    quiet = ["--log-level", "warning", "--no-ws"]
    command = [executable, "-m", "granian", *listens, *quiet, "config.wsgi:application"]
    with running(place, command, {**product.environment, "SITE_URL": place.origin, "NATIONAL_PATHS": "1"}):
        yield place.origin


@pytest.fixture(scope="module")
def registered(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """In the sandbox its interval may be shorter than the five seconds of the national service."""
    folder: Path = tmp_path_factory.mktemp("national")
    modes = {"backchannel_token_delivery_mode": "poll", "backchannel_poll_interval": 1}
    return register(product, folder, grant_types=[GRANT, "refresh_token"], **modes)


class Sector:
    """A program with a secret, which knows a host and the name of a realm."""

    def __init__(self, http: httpx.Client, host: str, registered: Registered) -> None:
        self.http, self.auth = http, (registered.client_id, registered.secret)
        told = http.get(f"{host}{REALM}/.well-known/wallet-openid-configuration")
        self.about: dict[str, Any] = told.raise_for_status().json()

    def start(self) -> dict[str, Any]:
        """Ask for the person, in a form that nobody signed."""
        form = {
            "scope": "openid scope_all",
            "acr_values": "eidas1",
            "login_hint": HOLDER,
            "binding_message": "42",
            "channel": "MOBILE",
        }
        response = self.http.post(self.about["backchannel_authentication_endpoint"], data=form, auth=self.auth)
        assert response.status_code == 200, response.text
        return dict(response.json())

    def poll(self, started: dict[str, Any]) -> dict[str, Any]:
        """Come once."""
        form = {"grant_type": GRANT, "auth_req_id": started["auth_req_id"]}
        return dict(self.http.post(self.about["token_endpoint"], data=form, auth=self.auth).json())

    def wait(self, started: dict[str, Any], *, most: int = 1000) -> tuple[dict[str, Any], list[str]]:
        """Come at every interval until the time is over, whatever the error is; the tokens, and the errors before.

        most: times that it comes, for a test that does not wait for the end.
        """
        interval, errors = started.get("interval", 5), []
        until = time.monotonic() + started["expires_in"]
        while time.monotonic() < until and len(errors) < most:
            time.sleep(interval)
            told = self.poll(started)
            if "access_token" in told:
                return told, errors
            errors.append(told["error"])
        return {}, errors

    def leave(self, tokens: dict[str, Any]) -> int:
        """End the session from server to server, by the hint alone; the status."""
        hint = {"id_token_hint": tokens["id_token"]}
        return self.http.get(self.about["end_session_endpoint"], params=hint, follow_redirects=False).status_code

    def userinfo(self, tokens: dict[str, Any]) -> httpx.Response:
        """Ask about the person."""
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        return self.http.get(self.about["userinfo_endpoint"], headers=headers)


@pytest.fixture
def sector(product: Product, national: str, registered: Registered) -> Iterator[Sector]:
    with product.client() as http:
        yield Sector(http, national, registered)


def test_an_unsigned_poll_written_for_the_national_service_signs_a_person_in_with_one_tap(
    sector: Sector, product: Product, card: StoredCard, national: str
) -> None:
    realm = f"{national}{REALM}"
    assert sector.about["backchannel_authentication_endpoint"] == f"{realm}/protocol/openid-connect/ext/ciba/auth"
    assert sector.about["token_endpoint"] == f"{realm}/protocol/openid-connect/token"

    started = sector.start()
    before = sector.poll(started)
    assert answer(product, card, "approve", number="42") == 1
    tokens, errors = sector.wait(started)
    person = sector.userinfo(tokens)
    left = sector.leave(tokens)
    after = sector.userinfo(tokens)

    assert before["error"] == "authorization_pending"
    assert errors == []
    assert person.json()["SubjectNameID"] == HOLDER
    assert tokens["refresh_token"]
    assert type(tokens["refresh_expires_in"]) is int
    assert isinstance(tokens["session_state"], str)
    assert 200 <= left < 300
    assert after.status_code == 401


def test_it_hears_of_a_refusal_as_often_as_it_comes(sector: Sector, product: Product, card: StoredCard) -> None:
    started = sector.start()
    assert answer(product, card, "deny") == 1

    assert sector.wait(started, most=3) == ({}, ["access_denied"] * 3)
