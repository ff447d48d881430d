"""The plan of RP-initiated logout, module by module."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.conformance.suite import SIGNED_OUT, Browser, Provider, Registered
from tests.support.pages import submit

pytestmark = pytest.mark.slow


@pytest.fixture(params=["basic"])
def plan(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def leave(browser: Browser, **asked: str) -> httpx.Response:
    return browser.open("GET", browser.provider.about["end_session_endpoint"], params=asked)


def shows(page: httpx.Response, element: str) -> bool:
    """Whether the browser stayed here, on the page that has this element."""
    return page.status_code == 200 and "location" not in page.headers and f'id="{element}"' in page.text


def confirm(browser: Browser, page: httpx.Response) -> httpx.Response:
    """Press the button of the page that asks."""
    return submit(browser.http, page, having="then")


def claims_of(token: str) -> dict[str, object]:
    return dict(json.loads(urlsafe_b64decode(token.split(".")[1] + "==")))


def test_oidcc_rp_initiated_logout_discovery_endpoint_verification(provider: Provider) -> None:
    assert provider.about["end_session_endpoint"].startswith("https://")
    assert all(value.startswith("https://") for name, value in provider.about.items() if name.endswith("_endpoint"))


def test_oidcc_rp_initiated_logout(browser: Browser, client: Registered) -> None:
    done = browser.sign_in(client)

    back = leave(browser, id_token_hint=done.tokens["id_token"], post_logout_redirect_uri=SIGNED_OUT, state="st ate&é")

    address = httpx.URL(back.headers["location"])
    assert str(address.copy_with(query=None)) == SIGNED_OUT
    assert dict(address.params) == {"state": "st ate&é"}
    assert browser.is_signed_out(client)


def test_oidcc_rp_initiated_logout_no_state(browser: Browser, client: Registered) -> None:
    done = browser.sign_in(client)

    back = leave(browser, id_token_hint=done.tokens["id_token"], post_logout_redirect_uri=SIGNED_OUT)

    assert back.headers["location"] == SIGNED_OUT
    assert browser.is_signed_out(client)


def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(browser: Browser, client: Registered) -> None:
    hint = browser.sign_in(client).tokens["id_token"]

    page = leave(browser, id_token_hint=hint, post_logout_redirect_uri=f"{SIGNED_OUT}/bad", state="s")

    assert shows(page, "signed-out")


def test_oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri(
    browser: Browser, client: Registered
) -> None:
    hint = browser.sign_in(client).tokens["id_token"]

    page = leave(browser, id_token_hint=hint, post_logout_redirect_uri=f"{SIGNED_OUT}?foo=bar", state="s")

    assert shows(page, "signed-out")


def test_oidcc_rp_initiated_logout_modified_id_token_hint(browser: Browser, client: Registered) -> None:
    hint = browser.sign_in(client).tokens["id_token"]
    head = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()

    page = leave(browser, id_token_hint=f"{head}.{hint.split('.')[1]}.", post_logout_redirect_uri=SIGNED_OUT, state="s")

    assert shows(page, "sign-out")
    assert browser.sign_in(client, prompt="none").asked == ""  # the session goes on


def test_oidcc_rp_initiated_logout_bad_id_token_hint(browser: Browser, client: Registered) -> None:
    claims = claims_of(browser.sign_in(client).tokens["id_token"])
    hint = jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048), algorithms=["RS256"])

    page = leave(browser, id_token_hint=hint, post_logout_redirect_uri=SIGNED_OUT, state="s")

    assert shows(page, "sign-out")
    assert browser.sign_in(client, prompt="none").asked == ""  # the session goes on


def test_oidcc_rp_initiated_logout_no_id_token_hint(browser: Browser, client: Registered) -> None:
    browser.sign_in(client)

    page = leave(browser, post_logout_redirect_uri=SIGNED_OUT, state="s")

    assert shows(page, "sign-out")
    assert shows(confirm(browser, page), "signed-out")  # nor after it


def test_oidcc_rp_initiated_logout_no_params(browser: Browser, client: Registered) -> None:
    browser.sign_in(client)

    assert shows(confirm(browser, leave(browser)), "signed-out")

    assert browser.is_signed_out(client)


def test_oidcc_rp_initiated_logout_only_state(browser: Browser, client: Registered) -> None:
    browser.sign_in(client)

    assert shows(confirm(browser, leave(browser, state="s")), "signed-out")

    assert browser.is_signed_out(client)


def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(browser: Browser, client: Registered) -> None:
    done = browser.sign_in(client)

    assert shows(leave(browser, id_token_hint=done.tokens["id_token"], state="s"), "signed-out")

    assert browser.is_signed_out(client)
