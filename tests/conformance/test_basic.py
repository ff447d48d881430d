"""The basic plans, by query and by form: what works, module by module."""

import secrets
import time
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest

from tests.conformance import checks
from tests.conformance.conftest import Spent
from tests.conformance.suite import BACK, Browser, Provider, Registered

pytestmark = pytest.mark.slow


def test_oidcc_server(browser: Browser, client: Registered) -> None:
    done = browser.sign_in(client)

    assert done.asked == "sign-in"
    assert "name" not in done.claims


def test_oidcc_idtoken_signature(browser: Browser, client: Registered) -> None:
    done = browser.sign_in(client)

    assert done.claims["iss"] == browser.provider.issuer  # RS256 and kid were checked by `is_id_token`


def test_oidcc_userinfo_get(browser: Browser, provider: Provider, client: Registered) -> None:
    done = browser.sign_in(client)

    checks.is_userinfo(provider.userinfo(done.tokens["access_token"]), subject=done.claims["sub"])


def test_oidcc_userinfo_post_header(browser: Browser, provider: Provider, client: Registered) -> None:
    done = browser.sign_in(client)

    headers = {"Authorization": f"Bearer {done.tokens['access_token']}"}
    posted = provider.http.post(provider.about["userinfo_endpoint"], headers=headers)
    assert checks.is_userinfo(posted, subject=done.claims["sub"]) == done.info


def test_oidcc_userinfo_post_body(browser: Browser, provider: Provider, client: Registered) -> None:
    done = browser.sign_in(client)

    form = {"access_token": done.tokens["access_token"]}
    posted = provider.http.post(provider.about["userinfo_endpoint"], data=form)
    assert checks.is_userinfo(posted, subject=done.claims["sub"]) == done.info


def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(browser: Browser, client: Registered) -> None:
    assert "nonce" not in browser.sign_in(client, nonce="").claims


def _the_scope_is_served_or_refused(browser: Browser, client: Registered, scope: str) -> None:
    about = browser.provider.about
    if not set(scope.split()) <= set(about["scopes_supported"]):
        assert browser.refused(client, scope=scope) == "invalid_scope"  # the suite skips what is not offered
        return
    done = browser.sign_in(client, scope=scope)

    # Of `profile` the directory knows the names: discovery lists no other claim of it
    told = {*about["claims_supported"]} - {"sub"}
    wanted = {claim for one in scope.split() for claim in checks.OF_SCOPE[one] if claim in told}
    assert wanted
    assert wanted <= set(done.info)


def test_oidcc_scope_profile(browser: Browser, client: Registered) -> None:
    assert "profile" in browser.provider.about["scopes_supported"]
    _the_scope_is_served_or_refused(browser, client, "openid profile")


def test_oidcc_scope_email(browser: Browser, client: Registered) -> None:
    _the_scope_is_served_or_refused(browser, client, "openid email")


def test_oidcc_scope_address(browser: Browser, client: Registered) -> None:
    _the_scope_is_served_or_refused(browser, client, "openid address")


def test_oidcc_scope_phone(browser: Browser, client: Registered) -> None:
    _the_scope_is_served_or_refused(browser, client, "openid phone")


def test_oidcc_scope_all(browser: Browser, client: Registered) -> None:
    _the_scope_is_served_or_refused(browser, client, "openid profile email address phone")


def test_oidcc_alternate_happy_flow(browser: Browser, provider: Provider, client: Registered) -> None:
    nonce = secrets.token_urlsafe(8)
    code, _ = browser.code(client, nonce=nonce, scope="profile openid", redirect_uri=BACK, response_type="code")

    tokens = checks.are_tokens(provider.exchange(client, code))
    claims = provider.read_id_token(client, tokens, nonce=nonce)
    assert "name" in checks.is_userinfo(provider.userinfo(tokens["access_token"]), subject=claims["sub"])


def test_oidcc_display_page(browser: Browser, client: Registered) -> None:
    assert browser.sign_in(client, display="page").asked == "sign-in"


def test_oidcc_display_popup(browser: Browser, client: Registered) -> None:
    assert browser.sign_in(client, display="popup").asked == "sign-in"


def test_oidcc_ensure_request_with_unknown_parameter_succeeds(browser: Browser, client: Registered) -> None:
    assert browser.sign_in(client, extra="foobar").claims["sub"]


def test_oidcc_login_hint(browser: Browser, client: Registered) -> None:
    assert browser.sign_in(client, login_hint="buffy@rp.conformance.test").claims["sub"]


def test_oidcc_ui_locales(browser: Browser, client: Registered) -> None:
    assert browser.sign_in(client, ui_locales="se").claims["sub"]


def test_oidcc_claims_locales(browser: Browser, client: Registered) -> None:
    assert browser.sign_in(client, claims_locales="se").claims["sub"]


def test_oidcc_ensure_request_with_acr_values_succeeds(
    browser: Browser, provider: Provider, client: Registered
) -> None:
    levels = provider.about["acr_values_supported"]

    assert browser.sign_in(client, acr_values=" ".join(levels)).claims["acr"] in levels


def test_oidcc_codereuse(browser: Browser, provider: Provider, client: Registered) -> None:
    done = browser.sign_in(client)

    assert checks.is_token_error(provider.exchange(client, done.code)) == "invalid_grant"
    assert provider.userinfo(done.tokens["access_token"]).status_code == 401


def test_oidcc_codereuse_30seconds(
    provider: Provider, client: Registered, plan: str, spent_codes: dict[str, Spent]
) -> None:
    spent = spent_codes[plan]
    assert provider.userinfo(spent.access_token).status_code == 200
    time.sleep(max(0, spent.at + 30 - time.monotonic()))

    assert checks.is_token_error(provider.exchange(client, spent.code)) == "invalid_grant"
    assert provider.userinfo(spent.access_token).status_code == 401


def test_oidcc_ensure_post_request_succeeds(browser: Browser, client: Registered) -> None:
    assert browser.sign_in(client, method="POST").asked == "sign-in"


def test_oidcc_server_client_secret_post(browser: Browser, client2: Registered) -> None:
    assert client2.method == "client_secret_post"
    assert browser.sign_in(client2).claims["aud"] == client2.client_id


def test_oidcc_claims_essential(browser: Browser, client: Registered) -> None:
    done = browser.sign_in(client, claims='{"userinfo":{"name":{"essential":true}}}')

    assert done.info["name"]
    assert "name" not in done.claims


def test_oidcc_refresh_token(browser: Browser, provider: Provider, client: Registered, client2: Registered) -> None:
    assert "refresh_token" in provider.about["grant_types_supported"]
    offered = "offline_access" in provider.about["scopes_supported"]
    asked = {"scope": "openid offline_access", "prompt": "consent"} if offered else {}
    for one in (client, client2):
        first = browser.sign_in(one, **asked)
        again = checks.are_tokens(
            provider.token(one, grant_type="refresh_token", refresh_token=first.tokens["refresh_token"])
        )
        assert again["access_token"] != first.tokens["access_token"]
        claims = provider.read_id_token(one, again, nonce="")  # OpenID Connect Core §12.2: none is better
        kept = ("iss", "sub", "aud", "auth_time", "azp")
        assert [claims.get(name) for name in kept] == [first.claims.get(name) for name in kept]
        checks.is_userinfo(provider.userinfo(again["access_token"]), subject=first.claims["sub"])

    stolen = provider.token(client, grant_type="refresh_token", refresh_token=again["refresh_token"])
    assert checks.is_token_error(stolen) == "invalid_grant"


def test_oidcc_ensure_request_with_valid_pkce_succeeds(browser: Browser, client: Registered) -> None:
    verifier = secrets.token_urlsafe(40)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()

    done = browser.sign_in(client, verifier=verifier, code_challenge=challenge, code_challenge_method="S256")

    assert done.claims["sub"]
