"""What comes back from the provider signs somebody in only whole, once, in time and to who asked."""

import json
import time

import pytest
from django.test import Client

from directory.channels.web import Answer
from tests.directory.staff_sign_in.ecps.seen import is_signed_in, reason_of
from tests.support.fake_provider import make_key

pytestmark = pytest.mark.django_db


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
