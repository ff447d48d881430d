"""The session of the holder space: how it begins, that it is nobody else's and no portal's, and how it ends."""

import json
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from activation.models import VirtualCard
from activation.vocabulary import CardState
from directory.channels import web
from directory.channels.web import Answer
from directory.models import AuditEvent, HolderSession
from directory.policy import HOLDER_SESSION_IDLE
from directory.staff_sign_in import wire
from directory.workflows import holder_sessions
from oidc.models import ProviderSession
from tests.factories.directory import AccountFactory, MandateFactory
from tests.support.fake_provider import ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, ISSUER, FakeProvider, make_key
from tests.support.holder import COOKIE, provider_session, sign_in_holder
from tests.support.staff import sign_in_with_passkey

pytestmark = pytest.mark.django_db

SPACE, SIGN_IN, RETURN = "/espace/", "/espace/connexion/", "/espace/retour/"


@pytest.fixture
def registration(settings, tmp_path):
    file = tmp_path / "holder.json"
    file.write_text(json.dumps({"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}))
    settings.HOLDER_OIDC_REGISTRATION_FILE = file
    return file


@pytest.fixture
def provider(registration, monkeypatch, person):
    played = FakeProvider(now=time.time(), national_id=person.national_id)
    played.changes = {"sid": provider_session(person, timezone.now()).sid}
    monkeypatch.setattr(web, "call_ourselves", played.call)
    return played


def leave(browser, provider, suite=""):
    answer = browser.post(SIGN_IN, {"suite": suite})
    question = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    provider.nonce = question["nonce"]
    return question


def come_back(browser, question, **other):
    members = {"code": "ac_of-the-tests", "state": question["state"], "iss": ISSUER, **other}
    return browser.get(f"{RETURN}?{urlencode(members)}")


def is_inside(browser):
    return b'action="/espace/deconnexion/"' in browser.get(SPACE).content


# --- the way in ---


def test_where_the_space_is_not_registered_it_says_so_and_leads_nowhere(settings):
    settings.HOLDER_OIDC_REGISTRATION_FILE = None

    assert b"holder-sign-in" not in Client().get(SPACE).content
    assert Client().post(SIGN_IN).status_code == 404


def test_the_question_has_all_that_protects_its_answer(provider):
    question = leave(Client(), provider)

    assert question["redirect_uri"] == "http://testserver/espace/retour/"
    assert (question["code_challenge_method"], len(question["code_challenge"])) == ("S256", 43)
    assert (question["prompt"], question["scope"]) == ("login", "openid")
    assert min(len(question["state"]), len(question["nonce"])) >= 43


def test_the_holder_is_where_they_wanted_to_be(provider, person):
    browser = Client()

    answer = come_back(browser, leave(browser, provider, "/espace/donnees/"))

    assert answer.headers["Location"] == "/espace/donnees/"
    assert person.family_name.encode() in browser.get("/espace/donnees/").content
    assert provider.sent_credentials() == f"{CLIENT_ID}:{CLIENT_SECRET}"
    assert AuditEvent.objects.filter(action="directory.holder_signed_in", practitioner=person).count() == 1


@pytest.mark.parametrize(
    "suite", ["https://ailleurs.test/", "//ailleurs.test/espace/", "/portail/", "/espace/\x00", "x"]
)
def test_a_sign_in_leads_nowhere_but_into_the_space(provider, suite):
    browser = Client()

    assert come_back(browser, leave(browser, provider, suite)).headers["Location"] == SPACE


@pytest.mark.parametrize("other", [{"state": "x"}, {"state": "é"}, {"iss": "https://ailleurs.test"}, {"code": ""}])
def test_an_answer_that_does_not_go_with_the_question_opens_nothing(provider, other):
    browser = Client()

    answer = come_back(browser, leave(browser, provider), **other)

    assert answer.status_code == 400
    assert not HolderSession.objects.exists()


def test_an_answer_counts_once_and_in_the_browser_that_asked(provider):
    browser, thief = Client(), Client()
    question = leave(browser, provider)

    assert come_back(thief, question).status_code == 400
    assert come_back(browser, question).status_code == 302
    assert come_back(browser, question).status_code == 400
    assert HolderSession.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"nonce": "x"}, {"aud": "portal-2"}, {"iss": "x"}, {"auth_time": 1}, {"exp": 1}, {"SubjectNameID": ""}]
)
def test_a_token_that_proves_nothing_opens_nothing(provider, changes):
    provider.changes |= changes
    browser = Client()

    assert come_back(browser, leave(browser, provider)).status_code == 400
    assert not HolderSession.objects.exists()


def test_a_token_signed_by_somebody_else_opens_nothing(provider):
    provider.published = [make_key("other")]
    browser = Client()

    assert come_back(browser, leave(browser, provider)).status_code == 400


def test_a_provider_that_is_away_is_told_and_a_token_endpoint_that_refuses_opens_nothing(provider):
    browser = Client()
    question = leave(browser, provider)
    provider.documents["/oidc/token"] = Answer(400, "application/json", b'{"error": "invalid_grant"}')

    assert come_back(browser, question).status_code == 400
    provider.is_down = True
    assert browser.post(SIGN_IN).status_code == 503


def test_too_many_sign_ins_at_once_are_told_to_wait(provider, monkeypatch):
    def full(*_args):
        raise wire.TooManyAtOnce

    monkeypatch.setattr("directory.views.holder.signing.a_turn", full)

    assert Client().post(SIGN_IN).status_code == 503


def test_an_unknown_number_opens_nothing(provider):
    provider.national_id = "899700009990"
    browser = Client()

    answer = come_back(browser, leave(browser, provider))

    assert (answer.status_code, answer.context["reason"]) == (400, "unknown")


def test_coming_back_with_empty_hands_opens_nothing(provider):
    browser = Client()

    answer = come_back(browser, leave(browser, provider), error="access_denied")

    assert answer.headers["Location"] == SPACE
    assert not HolderSession.objects.exists()


def test_no_secret_is_in_the_row_nor_in_the_address(provider):
    browser = Client()
    answer = come_back(browser, leave(browser, provider))

    token = browser.cookies[COOKIE].value
    assert token not in answer.headers["Location"]
    assert ACCESS_TOKEN not in str(browser.cookies)
    assert token.encode() not in bytes(HolderSession.objects.get().token_digest)


# --- it is no other session ---


def test_it_never_opens_the_portal_and_the_portal_never_opens_it(browser, person):
    account = MandateFactory().account
    account.practitioner = person
    account.save()

    assert browser.get("/portail/").status_code == 302
    assert "_auth_user_id" not in browser.session
    assert not is_inside(sign_in_with_passkey(account))


def test_staff_may_be_signed_in_to_both_and_leave_one(browser, person):
    staff = sign_in_with_passkey(MandateFactory().account)
    staff.cookies[COOKIE] = browser.cookies[COOKIE].value
    assert is_inside(staff)
    assert staff.get("/portail/").status_code == 200

    staff.post("/espace/deconnexion/")

    assert not is_inside(staff)
    assert staff.get("/portail/").status_code == 200


@pytest.mark.parametrize("value", ["", "x", "é", "\x00", "a" * 5000, "' OR 1=1 --"])
def test_a_cookie_of_nobody_is_nobody(db, value):
    browser = Client()
    browser.cookies[COOKIE] = value

    assert not is_inside(browser)
    assert browser.get("/espace/donnees/").headers["Location"] == "/espace/?suite=%2Fespace%2Fdonnees%2F"


# --- its end ---


def test_it_ends_after_silence_and_after_a_working_day(person):
    now = timezone.now()
    silent = sign_in_holder(person, last_seen_at=now - HOLDER_SESSION_IDLE)
    old = sign_in_holder(person, expires_at=now)

    assert not is_inside(silent)
    assert not is_inside(old)


def test_use_keeps_it_alive_and_is_written_once_a_minute(person):
    now = timezone.now()
    browser = sign_in_holder(person, last_seen_at=now - timedelta(minutes=20))

    assert is_inside(browser)
    seen = HolderSession.objects.get().last_seen_at
    assert seen >= now
    assert is_inside(browser)
    assert HolderSession.objects.get().last_seen_at == seen


def test_a_card_that_is_revoked_ends_it_at_the_next_use(browser, person):
    assert is_inside(browser)

    VirtualCard.objects.update(state=CardState.REVOKED, ended_at=timezone.now())

    assert not is_inside(browser)
    VirtualCard.objects.update(state=CardState.ACTIVE, ended_at=None)
    assert not is_inside(browser)


def test_lost_rights_end_it_at_the_next_use(browser, person):
    person.exercises.update(struck_off_date=timezone.localdate())

    assert not is_inside(browser)


def test_the_end_of_the_sign_in_at_the_provider_ends_it_but_its_age_does_not(person):
    browser = sign_in_holder(person)
    ProviderSession.objects.update(expires_at=timezone.now(), last_used_at=timezone.now() - timedelta(hours=3))
    assert is_inside(browser)

    ProviderSession.objects.update(
        expires_at=timezone.now() + timedelta(hours=1), ended_at=timezone.now(), ended_reason="test"
    )

    assert not is_inside(browser)


def test_a_session_of_no_known_sign_in_is_none(person):
    assert not is_inside(sign_in_holder(person, provider_sid=""))
    assert not is_inside(sign_in_holder(person, provider_sid="never-heard-of"))


def test_signing_out_ends_this_session_and_no_other(browser, person):
    other = sign_in_holder(person)

    browser.post("/espace/deconnexion/")

    assert not is_inside(browser)
    assert is_inside(other)


def test_signing_out_everywhere_ends_all_of_them_and_those_of_nobody_else(browser, person, stranger):
    account = AccountFactory(practitioner=person)
    MandateFactory(account=account)
    staff, other, elsewhere = sign_in_with_passkey(account), sign_in_holder(person), sign_in_holder(stranger)
    assert staff.get("/portail/").status_code == 200

    answer = browser.post("/espace/connexions/fin/")

    assert answer.headers["Location"] == SPACE
    assert [is_inside(one) for one in (browser, other, elsewhere)] == [False, False, True]
    assert staff.get("/portail/").status_code == 302
    assert ProviderSession.objects.filter(practitioner=person, ended_at=None).count() == 0
    assert ProviderSession.objects.filter(practitioner=stranger, ended_at=None).count() == 1
    assert AuditEvent.objects.filter(action="oidc.signed_out_everywhere", practitioner=person).count() == 1


def test_no_page_of_it_is_kept_by_a_browser(browser):
    for address in (SPACE, "/espace/donnees/", "/espace/journal/", "/espace/export/"):
        assert "no-store" in browser.get(address).headers["Cache-Control"]


def test_sessions_that_are_over_are_removed_and_no_others(browser, person):
    now = timezone.now()
    sign_in_holder(person, expires_at=now - timedelta(days=2))
    sign_in_holder(person, last_seen_at=now - timedelta(days=2))

    assert holder_sessions.purge(limit=10, now=now) == 2
    assert is_inside(browser)
