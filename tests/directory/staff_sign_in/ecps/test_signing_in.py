"""The e-CPS of staff opens their account, as a new session with what follows from it."""

import pytest

from tests.directory.staff_sign_in.ecps.seen import is_signed_in
from tests.factories.directory import MandateFactory
from tests.support.fake_provider import CLIENT_ID, CLIENT_SECRET
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


def test_where_the_portal_is_not_registered_nothing_of_it_is_offered(browser, settings):
    settings.PORTAL_OIDC_REGISTRATION_FILE = None

    page = browser.get("/compte/login/")

    assert b"ecps-sign-in" not in page.content
    assert browser.post("/compte/e-cps/connexion/").status_code == 404
    assert browser.get("/compte/e-cps/retour/", {"iss": "http://testserver", "state": "x"}).status_code == 404


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"client_id": "x"}', "\x00"])
def test_a_registration_that_cannot_be_read_offers_nothing(content, browser, registered):
    registered.write_text(content)

    assert browser.get("/compte/login/").status_code == 200
    assert browser.post("/compte/e-cps/connexion/").status_code == 404


def test_the_question_has_all_that_protects_its_answer(browser, provider):
    question = provider.ask(browser)

    assert question["client_id"] == CLIENT_ID
    assert question["redirect_uri"] == "http://testserver/compte/e-cps/retour/"
    assert question["code_challenge_method"] == "S256"
    assert len(question["state"]) >= 43
    assert len(question["nonce"]) >= 43
    assert len(question["code_challenge"]) == 43
    assert (question["prompt"], question["acr_values"], question["scope"]) == ("login", "eidas1 eidas2", "openid")


def test_what_a_visitor_adds_to_the_address_does_not_reach_the_provider(browser, provider):
    answer = browser.post(
        "/compte/e-cps/connexion/?auth_params=prompt%3Dnone%26nonce%3Dx&scope=scope_all&process=connect"
    )

    assert "prompt=login" in answer.headers["Location"]
    assert "scope_all" not in answer.headers["Location"]
    assert "nonce=x&" not in answer.headers["Location"] + "&"


def test_a_registrar_enters_the_portal_with_the_ecps_alone(browser, provider, account):
    answer = provider.pass_through(browser, next_url="/portail/directory/practitioner/")

    assert answer.headers["Location"] == "/portail/directory/practitioner/"
    assert browser.session["_auth_user_id"] == str(account.pk)
    assert browser.get("/portail/").status_code == 200
    assert provider.sent_credentials() == f"{CLIENT_ID}:{CLIENT_SECRET}"
    exchange = next(form for _, path, _, form in provider.calls if path == "/oidc/token")
    assert (exchange["grant_type"], exchange["code"]) == ("authorization_code", "ac_of-the-tests")
    assert len(exchange["code_verifier"]) == 128


def test_the_session_is_a_new_one_and_ends_like_any_other(browser, provider, account, settings):
    provider.ask(browser)
    before = browser.session.session_key
    provider.pass_through(browser)

    assert browser.session.session_key != before
    browser.get("/portail/")
    settings.SESSION_IDLE_SECONDS = -1
    assert browser.get("/portail/").status_code == 302


def test_an_authenticator_of_the_account_is_not_asked_after_the_ecps(browser, provider, account):
    sign_in(account)  # which sets one up

    answer = provider.pass_through(browser)

    assert answer.headers["Location"] == "/portail/"
    assert is_signed_in(browser)


def test_an_authentication_of_one_factor_still_asks_the_second(browser, provider, account):
    sign_in(account)
    provider.changes = {"amr": ["pin"]}

    answer = provider.pass_through(browser)

    assert answer.headers["Location"] == "/compte/2fa/authenticate/"
    assert not is_signed_in(browser)


def test_one_factor_and_no_authenticator_leads_to_setting_one_up(browser, provider, account):
    provider.changes = {"amr": ["pin"]}

    provider.pass_through(browser)

    page = browser.get("/portail/", follow=True)
    assert "directory/second_factor.html" in [template.name for template in page.templates]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test/", "//evil.test", "javascript:alert(1)", "\x00", "/\\evil.test"]
)
def test_the_way_back_never_leaves_the_site(elsewhere, browser, provider, account):
    assert provider.pass_through(browser, next_url=elsewhere).headers["Location"] == "/portail/"


def test_whoever_was_signed_in_at_this_browser_gives_place(provider, account):
    browser = sign_in(MandateFactory().account)

    provider.pass_through(browser)

    assert browser.session["_auth_user_id"] == str(account.pk)
