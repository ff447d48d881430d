"""npm oidc-client-ts, in the page of a public client, in Chromium."""

import re
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from activation.management.phone import acts
from activation.management.phone.http import WalletHttp
from activation.management.phone.keys import StoredCard
from tests.clients.conftest import HOLDER, register
from tests.clients.running import Place, trust
from tests.conformance.suite import PIN
from tests.support import node
from tests.support.listening import listening
from tests.support.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FOLDER = Path(__file__).parent / "npm"
FILES = {
    "/oidc-client-ts.min.js": "node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js",
    "/page.js": "page.js",
    "/favicon.ico": "package.json",
}


class Pages(SimpleHTTPRequestHandler):
    """One page at every address, and its two scripts."""

    def translate_path(self, path: str) -> str:
        return str(Path(self.directory) / FILES.get(path.partition("?")[0], "page.html"))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def settings(product: Product, place: Place) -> Iterator[dict[str, str]]:
    """What the page must know; it is served until the tests are over."""
    server = ThreadingHTTPServer(("127.0.0.1", place.port), partial(Pages, directory=str(node.install(FOLDER))))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trust(product)["CERTIFICATE"], trust(product)["KEY"])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    client = register(
        product,
        place.folder,
        token_endpoint_auth_method="none",
        redirect_uris=[f"{place.origin}/back", f"{place.origin}/silent"],
        post_logout_redirect_uris=[f"{place.origin}/out"],
    )
    with listening(server):
        yield {"authority": product.site, "client_id": client.client_id}


@pytest.fixture
def page(chromium: Browser, settings: dict[str, str]) -> Iterator[Page]:
    """The page of the client; nothing is said on the console but what is information."""
    said: list[str] = []
    context = chromium.new_context(ignore_https_errors=True, locale="fr-FR", service_workers="block")
    context.add_init_script(f"window.SETTINGS = {settings!r};")
    opened = context.new_page()
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("console", lambda one: said.append(one.text) if one.type in {"warning", "error"} else None)
    yield opened
    context.close()
    assert said == []


def approve(product: Product, card: StoredCard, *, number: str) -> None:
    """The phone answers the request that waits."""
    with ExitStack() as opened:
        phone = WalletHttp(
            wallet_origin=product.wallet,
            site_url=product.site,
            open_client=lambda origin: opened.enter_context(product.client(base_url=origin)),
        )
        (request,) = acts.list_pending(phone, card)
        acts.decide(phone, card, request, issuer=product.site, decision="approve", number=number, pin=PIN)


def sign_in(page: Page, place: Place, product: Product, card: StoredCard) -> dict[str, Any]:
    """By the number that is typed; returns what the library knows."""
    page.goto(f"{place.origin}/")
    page.evaluate("void manager.signinRedirect()")
    page.locator("input[name=national_id]").fill(HOLDER)
    page.locator("#identify-submit").click()
    number = page.locator("#sign-in-number")
    number.wait_for()
    approve(product, card, number=number.inner_text().strip())
    page.wait_for_url(re.compile(rf"^{place.origin}/back\?"), timeout=20_000)
    page.evaluate("done")
    return user(page)


def user(page: Page) -> dict[str, Any]:
    return dict(page.evaluate("manager.getUser().then((user) => JSON.parse(user.toStorageString()))"))


def test_oidc_client_ts_signs_in_renews_in_both_ways_and_signs_out(
    page: Page, place: Place, product: Product, card: StoredCard
) -> None:
    signed_in = sign_in(page, place, product, card)
    page.evaluate("manager.signinSilent()")  # with the refresh token
    renewed = user(page)
    page.evaluate(
        "manager.getUser().then((user) => manager.storeUser(Object.assign(user, {refresh_token: undefined})))"
    )
    page.evaluate("manager.signinSilent()")  # in a frame, prompt=none
    framed = user(page)
    page.evaluate("void manager.signoutRedirect()")
    page.wait_for_url(re.compile(rf"^{place.origin}/out\b"))
    page.evaluate("done")

    assert signed_in["profile"]["acr"] == "eidas1"
    assert signed_in["profile"]["SubjectNameID"] == HOLDER
    assert len({one["access_token"] for one in (signed_in, renewed, framed)}) == 3
    assert signed_in["profile"]["sub"] == renewed["profile"]["sub"] == framed["profile"]["sub"]
    assert renewed["refresh_token"] != signed_in["refresh_token"]
    assert page.evaluate("manager.getUser()") is None


def test_oidc_client_ts_takes_its_tokens_back(page: Page, place: Place, product: Product, card: StoredCard) -> None:
    signed_in = sign_in(page, place, product, card)

    page.evaluate("manager.revokeTokens()")

    with product.client() as http:
        asked = {"Authorization": f"Bearer {signed_in['access_token']}"}
        assert http.get(f"{product.site}/oidc/userinfo", headers=asked).status_code == 401
    assert user(page)["refresh_token"] is None
