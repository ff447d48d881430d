"""The e-CPS of staff: it opens their account and no other, is a strong means, and is linked with care."""

import json
import time
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from directory.channels.web import Answer
from directory.models import Account, AuditEvent, OutboundMessage
from directory.policy import STRONG_MEANS_AGE
from directory.staff_sign_in import wire
from directory.staff_sign_in.means import ECPS
from tests.factories.directory import AccountFactory, MandateFactory, PractitionerFactory
from tests.support.fake_provider import ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, make_key
from tests.support.staff import sign_in, sign_in_with_passkey, sign_in_with_password

pytestmark = pytest.mark.django_db

LINK, PROVE, STRONG = "/compte/e-cps/", "/compte/e-cps/preuve/", "/portail/rapprochements/nouveau/"


@pytest.fixture
def person():
    return PractitionerFactory(practising=True)


@pytest.fixture
def account(person):
    """A registrar who is this practitioner."""
    account = MandateFactory().account
    Account.objects.filter(pk=account.pk).update(practitioner=person)
    account.refresh_from_db()
    return account


@pytest.fixture
def browser():
    return Client()


@pytest.fixture
def provider(provider, person):
    provider.national_id = person.national_id
    return provider


def is_signed_in(browser):
    return "_auth_user_id" in browser.session


def reason_of(answer):
    assert "directory/ecps_refused.html" in [template.name for template in answer.templates]
    return answer.context["reason"]


def age_sign_in(browser, seconds):
    """As if everything that was shown lay some time back."""
    session = browser.session
    if ECPS in session:
        session[ECPS] = {**session[ECPS], "auth_time": session[ECPS]["auth_time"] - seconds}
    shown = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**one, "at": one["at"] - seconds} for one in shown]
    session.save()


# --- the sign-in ---


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


# --- refusals by identity ---


def test_an_identity_without_account_gets_none(browser, provider):
    accounts = Account.objects.count()

    answer = provider.pass_through(browser)

    assert (answer.status_code, reason_of(answer)) == (403, "no_account")
    assert Account.objects.count() == accounts
    assert not is_signed_in(browser)


def test_the_holders_own_account_does_not_open_the_portal(browser, provider, person):
    AccountFactory(outsider=True, username=person.national_id, email="", practitioner=person)

    assert reason_of(provider.pass_through(browser)) == "no_account"
    assert not is_signed_in(browser)


def test_a_number_that_nobody_has_opens_nothing(browser, provider, account):
    provider.national_id = "899700099999"

    assert reason_of(provider.pass_through(browser)) == "unknown_person"


def test_an_email_in_the_token_finds_no_account(browser, provider):
    account = MandateFactory().account
    provider.changes = {"email": account.email, "email_verified": True, "preferred_username": account.username}

    assert reason_of(provider.pass_through(browser)) == "no_account"
    assert not is_signed_in(browser)


def test_a_closed_account_stays_closed(browser, provider, account):
    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert reason_of(provider.pass_through(browser)) == "closed"
    assert not is_signed_in(browser)


def test_a_test_identity_never_opens_a_real_mandate(browser, provider, account):
    MandateFactory(account=account, authority__is_test=False)

    assert reason_of(provider.pass_through(browser)) == "world"
    assert not is_signed_in(browser)


def test_a_session_of_a_test_identity_does_not_grow_into_a_real_mandate(browser, provider, account):
    provider.pass_through(browser)
    assert browser.get("/portail/").status_code == 200

    MandateFactory(account=account, authority__is_test=False)

    assert browser.get("/portail/").status_code == 302
    assert browser.get(STRONG).status_code == 302


# --- refusals by what came back ---


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"aud": "another-service"},
        {"iss": "http://evil.test"},
        {"exp": 1},
        {"at_hash": "x"},
        {"auth_time": 1},
        {"SubjectNameID": None},
        {"SubjectNameID": "8" * 4000},
    ],
)
def test_a_token_with_a_wrong_claim_signs_nobody_in(changes, browser, provider, account):
    provider.changes = changes

    answer = provider.pass_through(browser)

    assert (answer.status_code, reason_of(answer)) == (400, "unproven")
    assert not is_signed_in(browser)


def test_a_token_signed_by_another_key_signs_nobody_in(browser, provider, account):
    provider.published = [make_key("present")]

    assert reason_of(provider.pass_through(browser)) == "unproven"
    assert not is_signed_in(browser)


def test_a_token_that_is_missing_signs_nobody_in(browser, provider, account):
    provider.documents["/oidc/token"] = Answer(200, "application/json", json.dumps({"access_token": "x"}).encode())

    assert reason_of(provider.pass_through(browser)) == "unproven"


def test_a_code_that_the_provider_refuses_signs_nobody_in(browser, provider, account):
    provider.documents["/oidc/token"] = Answer(400, "application/json", b'{"error": "invalid_grant"}')

    assert reason_of(provider.pass_through(browser)) == "unproven"


def test_an_answer_serves_once(browser, provider, account):
    question = provider.ask(browser)
    provider.answer(browser, question)
    browser.post("/portail/logout/")

    answer = provider.answer(browser, question)

    assert (answer.status_code, reason_of(answer)) == (400, "stale")
    assert not is_signed_in(browser)


def test_an_answer_serves_the_browser_that_asked_alone(browser, provider, account):
    question = provider.ask(browser)
    other = Client()
    provider.ask(other)

    assert reason_of(provider.answer(other, question)) == "stale"
    assert not is_signed_in(other)


def test_an_answer_after_ten_minutes_is_too_late(browser, provider, account, monkeypatch):
    question = provider.ask(browser)
    later = time.time() + 601
    monkeypatch.setattr(time, "time", lambda: later)

    assert reason_of(provider.answer(browser, question)) == "stale"


@pytest.mark.parametrize("iss", ["", "http://evil.test", "http://testserver/"])
def test_an_answer_of_another_provider_is_none(iss, browser, provider, account):
    question = provider.ask(browser)

    assert reason_of(provider.answer(browser, question, iss=iss)) == "stale"
    assert provider.answer(browser, question).status_code == 302


@pytest.mark.parametrize(
    "query",
    ["", "?iss=http://testserver", "?iss=http://testserver&state=%00&code=%00", "?iss=http://testserver&state=x&code="],
)
def test_an_answer_to_no_question_is_refused(query, browser, provider):
    assert reason_of(browser.get(f"/compte/e-cps/retour/{query}")) == "stale"


def test_whoever_gives_up_is_back_at_the_sign_in_page(browser, provider):
    question = provider.ask(browser)

    answer = browser.get(
        "/compte/e-cps/retour/", {"error": "access_denied", "state": question["state"], "iss": "http://testserver"}
    )

    assert answer.headers["Location"] == "/compte/login/"


def test_another_error_of_the_provider_is_a_page(browser, provider):
    question = provider.ask(browser)

    answer = browser.get(
        "/compte/e-cps/retour/", {"error": "server_error", "state": question["state"], "iss": "http://testserver"}
    )

    assert reason_of(answer) == "unproven"


@pytest.mark.parametrize("path", ["connexion/", "preuve/", "dissocier/"])
def test_acts_are_forms_only(path, browser, provider):
    assert browser.get(f"/compte/e-cps/{path}").status_code == 405


def test_the_return_is_read_only(browser, provider):
    assert browser.post("/compte/e-cps/retour/").status_code == 405


def test_forms_carry_the_proof_of_their_origin(provider):
    browser = Client(enforce_csrf_checks=True)

    for path in ("connexion/", "preuve/", "dissocier/", ""):
        assert browser.post(f"/compte/e-cps/{path}").status_code == 403


# --- a provider that is away ---


def test_a_provider_that_is_away_is_said_and_nothing_is_done(browser, provider, account):
    provider.is_down = True

    answer = browser.post("/compte/e-cps/connexion/")

    assert (answer.status_code, reason_of(answer)) == (503, "unreachable")


def test_a_provider_that_goes_away_meanwhile_is_said_too(browser, provider, account):
    question = provider.ask(browser)
    provider.is_down = True

    answer = provider.answer(browser, question)

    assert (answer.status_code, reason_of(answer)) == (503, "unreachable")
    assert not is_signed_in(browser)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/oidc/jwks", "/oidc/token"])
@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "text/html", b"<html>"),
        Answer(500, "application/json", b"[]"),
        Answer(200, "application/json", b"\xff"),
    ],
)
def test_an_answer_that_is_no_document_is_a_page(path, answer, browser, provider, account):
    provider.documents[path] = answer
    begun = browser.post("/compte/e-cps/connexion/")
    if path != "/.well-known/openid-configuration":
        question = dict(part.split("=", 1) for part in begun.headers["Location"].split("?")[1].split("&"))
        begun = provider.answer(browser, question)

    assert begun.status_code in {400, 503}
    assert reason_of(begun) in {"unreachable", "unproven"}


def test_a_document_of_another_issuer_sends_nobody_anywhere(browser, provider):
    elsewhere = {"issuer": "http://evil.test", "authorization_endpoint": "http://evil.test/a"}
    path = "/.well-known/openid-configuration"
    provider.documents[path] = Answer(200, "application/json", json.dumps(elsewhere).encode())

    assert reason_of(browser.post("/compte/e-cps/connexion/")) == "unreachable"


def test_sign_ins_never_take_every_thread_of_the_process(browser, provider, account, settings):
    question = provider.ask(browser)
    held = [wire._turns.acquire(blocking=False) for _ in range(settings.PORTAL_OIDC_SIGN_INS_AT_ONCE)]
    try:
        full = provider.answer(browser, question)
        begun = browser.post("/compte/e-cps/connexion/")
    finally:
        for _ in held:
            wire._turns.release()

    assert all(held)
    assert settings.PORTAL_OIDC_SIGN_INS_AT_ONCE < settings.WEB_THREADS
    assert (full.status_code, reason_of(full), full.headers["Refresh"]) == (503, "busy", "2")
    assert (begun.status_code, "Refresh" in begun.headers) == (503, False)
    assert provider.answer(browser, question).status_code == 302


# --- a strong means ---


def test_the_ecps_just_shown_passes_a_strong_act_and_ages(browser, provider, account):
    provider.pass_through(browser)

    assert browser.get(STRONG).status_code != 403
    age_sign_in(browser, STRONG_MEANS_AGE.total_seconds() + 1)
    answer = browser.get(STRONG)
    assert answer.status_code == 403
    assert answer.context["has_ecps"] is True


@pytest.mark.parametrize(("acr", "passes"), [("eidas1", True), ("eidas2", True), ("eidas0", False), ("", False)])
def test_only_known_levels_are_strong(acr, passes, browser, provider, account):
    provider.pass_through(browser)
    session = browser.session
    session[ECPS] = {**session[ECPS], "acr": acr}
    session.save()

    assert (browser.get(STRONG).status_code != 403) is passes


def test_an_ecps_shown_tomorrow_is_not_believed(browser, provider, account):
    provider.pass_through(browser)
    age_sign_in(browser, -timedelta(days=1).total_seconds())

    assert browser.get(STRONG).status_code == 403


def test_showing_the_ecps_again_leads_back_to_the_act(provider, account):
    browser = sign_in(account)
    assert browser.get(STRONG).status_code == 403

    answer = provider.pass_through(browser, PROVE, next_url=f"{STRONG}?kept=8")

    assert answer.headers["Location"] == f"{STRONG}?kept=8"
    assert browser.get(STRONG).status_code != 403


def test_another_persons_ecps_proves_nothing_here(provider, account):
    other = MandateFactory().account
    browser = sign_in(other)
    Account.objects.filter(pk=other.pk).update(practitioner=PractitionerFactory())

    answer = provider.pass_through(browser, PROVE)

    assert reason_of(answer) == "another_person"
    assert browser.session["_auth_user_id"] == str(other.pk)
    assert browser.get(STRONG).status_code == 403


def test_a_proof_asked_by_one_account_does_not_serve_the_next_at_this_browser(provider, account):
    browser = sign_in(account)
    question = provider.ask(browser, PROVE)
    session = browser.session
    state = session["socialaccount_states"]
    browser.logout()
    browser.cookies = sign_in(MandateFactory().account).cookies
    session = browser.session
    session["socialaccount_states"] = state
    session.save()

    assert reason_of(provider.answer(browser, question)) == "stale"
    assert ECPS not in browser.session


def test_an_account_without_ecps_has_none_to_show(provider):
    assert sign_in(MandateFactory().account).post(PROVE).status_code == 404


def test_who_has_no_strong_means_is_told_how_to_get_one(provider):
    answer = sign_in(MandateFactory().account).get(STRONG)

    assert answer.status_code == 403
    assert "/compte/2fa/webauthn/add/" in answer.content.decode()
    assert 'href="/compte/e-cps/"' in answer.content.decode()


def test_who_has_both_means_chooses(provider, account):
    browser = sign_in_with_passkey(account)
    age_sign_in(browser, STRONG_MEANS_AGE.total_seconds() + 1)

    page = browser.get(STRONG).content.decode()

    assert "/compte/2fa/webauthn/reauthenticate/?next=%2Fportail%2Frapprochements%2Fnouveau%2F" in page
    assert 'action="/compte/e-cps/preuve/"' in page


# --- the link ---


@pytest.fixture
def unlinked():
    return MandateFactory().account


def test_nobody_and_strangers_find_no_link_page(browser, provider):
    assert browser.get(LINK).headers["Location"].startswith("/compte/login/")
    assert sign_in_with_password(AccountFactory(outsider=True)).get(LINK).status_code == 404


def test_a_registrar_links_the_ecps_and_is_told(provider, person, unlinked):
    browser = sign_in(unlinked)

    answer = provider.pass_through(browser, LINK)

    unlinked.refresh_from_db()
    assert answer.headers["Location"] == LINK
    assert unlinked.practitioner == person
    line = AuditEvent.objects.get(action="directory.ecps_linked")
    assert (line.actor, line.practitioner_id) == (unlinked, person.pk)
    assert OutboundMessage.objects.filter(event="staff_ecps_changed").count() == 1
    assert person.national_id in browser.get(LINK).content.decode()


@pytest.mark.parametrize(
    ("method", "page"), [("password", "/compte/reauthenticate/"), ("mfa", "/compte/2fa/reauthenticate/")]
)
def test_password_and_factor_are_asked_again_before_a_link(method, page, provider, unlinked):
    browser = sign_in(unlinked)
    session = browser.session
    shown = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**one, "at": one["at"] - 601} if one["method"] == method else one for one in shown
    ]
    session.save()

    answer = browser.post(LINK)

    assert answer.headers["Location"].startswith(page)
    assert provider.calls == []


def test_an_ecps_session_alone_neither_links_nor_unlinks(browser, provider, account):
    provider.pass_through(browser)

    answer = browser.post("/compte/e-cps/dissocier/")

    account.refresh_from_db()
    assert answer.headers["Location"].startswith("/compte/reauthenticate/")
    assert account.practitioner is not None


def test_a_recovery_code_is_no_proof_for_a_link(provider, unlinked):
    browser = sign_in(unlinked)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**one, "type": Authenticator.Type.RECOVERY_CODES} if one["method"] == "mfa" else one
        for one in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()

    assert "/compte/2fa/reauthenticate/" in browser.post(LINK).headers["Location"]


def test_an_ecps_linked_elsewhere_is_refused(provider, account, unlinked):
    browser = sign_in(unlinked)

    assert reason_of(provider.pass_through(browser, LINK)) == "linked_elsewhere"
    unlinked.refresh_from_db()
    assert unlinked.practitioner is None


def test_an_account_has_one_ecps(provider, account):
    browser = sign_in(account)

    assert reason_of(browser.post(LINK)) == "already_linked"


def test_unlinking_ends_what_the_ecps_opened(provider, account, person):
    opened = Client()
    provider.pass_through(opened)
    assert opened.get("/portail/").status_code == 200

    answer = sign_in(account).post("/compte/e-cps/dissocier/")

    account.refresh_from_db()
    assert answer.headers["Location"] == LINK
    assert account.practitioner is None
    assert AuditEvent.objects.filter(action="directory.ecps_unlinked", practitioner_id=person.pk).count() == 1
    assert opened.get("/portail/").status_code == 302
    assert opened.get(STRONG).status_code == 302


def test_unlinking_nothing_is_said(provider, unlinked):
    assert reason_of(sign_in(unlinked).post("/compte/e-cps/dissocier/")) == "not_linked"


# --- what is not served, what is not told ---


def test_the_librarys_own_pages_for_identities_are_not_served(browser, provider):
    for path in ("3rdparty/", "3rdparty/signup/", "3rdparty/login/error/", "oidc/e-cps/login/", "social/signup/"):
        assert browser.get(f"/compte/{path}").status_code == 404


def test_no_log_line_tells_a_token_or_a_number(browser, provider, account, person, caplog):
    caplog.set_level(0)
    provider.pass_through(browser)
    provider.changes = {"nonce": "another"}
    provider.pass_through(Client())

    for secret in (ACCESS_TOKEN, CLIENT_SECRET, person.national_id, "ac_of-the-tests"):
        assert secret not in caplog.text


def test_pages_are_complete(browser, provider, account, unlinked):
    """Every reason has words, and no page asks for a variable that it was not given."""
    for page in (browser.get("/compte/login/"), sign_in(unlinked).get(LINK), sign_in(account).get(LINK)):
        assert b"UNKNOWN TEMPLATE VARIABLE" not in page.content
    assert reverse("ecps_return") == "/compte/e-cps/retour/"
