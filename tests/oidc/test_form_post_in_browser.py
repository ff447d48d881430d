"""An answer by form in real Chromium: it reaches the service as a POST, by itself or by a button, and no address holds
it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from playwright.sync_api import Browser, expect

from tests.factories.oidc import RelyingPartyFactory
from tests.support.journeys import no_serious_barrier
from tests.support.listening import listening

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATE = "a\"<b&é'"


class _Service(BaseHTTPRequestHandler):
    """Keeps what comes, and goes on by GET as services do."""

    received: list[tuple[str, str, dict[str, list[str]]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.received.append((self.path, self.headers["Content-Type"], parse_qs(body)))
        self.send_response(303)
        self.send_header("Location", "/in")
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p id='in'>in</p>")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    """The origin of a service that runs."""
    _Service.received.clear()
    server = HTTPServer(("127.0.0.1", 0), _Service)
    with listening(server):
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize("scripts", [True, False])
def test_an_answer_by_form_reaches_the_service(
    live_server: Any, settings: Any, chromium: Browser, service: str, scripts: bool
) -> None:
    settings.ISSUER = settings.SITE_URL = live_server.url
    registered = RelyingPartyFactory.create(proofless=True, client__redirect_uris=[f"{service}/callback"])
    asked = {
        "client_id": registered.public_id,
        "redirect_uri": f"{service}/callback",
        "response_type": "code",
        "response_mode": "form_post",
        "scope": "openid",
        "state": STATE,
        "prompt": "none",
    }
    context = chromium.new_context(java_script_enabled=scripts, locale="fr-FR")
    page = context.new_page()

    page.goto(f"{live_server.url}/oidc/authorize?{urlencode(asked)}", wait_until="commit")
    if not scripts:
        page.locator("#answer button").click()

    expect(page.locator("#in")).to_be_visible(timeout=20_000)
    [(path, content_type, told)] = _Service.received
    assert (path, content_type) == ("/callback", "application/x-www-form-urlencoded")
    assert (told["error"], told["state"], told["iss"]) == (["login_required"], [STATE], [live_server.url])
    context.close()


def test_the_page_that_waits_for_a_hand_has_no_barrier(
    live_server: Any, settings: Any, chromium: Browser, service: str
) -> None:
    settings.ISSUER = settings.SITE_URL = live_server.url
    registered = RelyingPartyFactory.create(client__redirect_uris=[f"{service}/callback"])
    asked = {"client_id": registered.public_id, "redirect_uri": f"{service}/callback", "response_mode": "form_post"}
    context = chromium.new_context(locale="fr-FR")
    page = context.new_page()
    page.route("**/form_post.js", lambda route: route.fulfill(body="", content_type="text/javascript"))

    page.goto(f"{live_server.url}/oidc/authorize?{urlencode(asked)}")

    no_serious_barrier(page)
    context.close()
