"""A provider that does not answer, or says what it should not, is told on a page."""

import json

import pytest

from directory.channels.web import Answer
from directory.staff_sign_in import wire
from tests.directory.staff_sign_in.ecps.seen import is_signed_in, reason_of

pytestmark = pytest.mark.django_db


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
