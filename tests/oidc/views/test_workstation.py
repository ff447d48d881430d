"""A service whose screens are everybody's: a code to scan, and nothing of anybody in the browser."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from oidc.models import LoginRequest, ProviderSession
from oidc.vocabulary import LoginState, Way
from oidc.workflows import authorization
from oidc.workflows.authorization import Opened, Refused
from tests.factories.oidc import (
    BROWSER,
    NOON,
    SESSION_COOKIE,
    InteractionFactory,
    LoginRequestFactory,
    ProviderSessionFactory,
    RelyingPartyFactory,
)
from tests.oidc.views.test_sign_in import address, answer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_the_code_comes_first_and_a_number_may_still_be_typed(browser: Client) -> None:
    page = InteractionFactory.create(relying_party__of_workstations=True)

    first = browser.get(address(page)).content.decode()
    typing = browser.get(address(page) + "?identifiant").content.decode()

    assert "data-at-once" in first
    assert "national_id" not in first
    assert "national_id" in typing
    assert 'name="remember"' not in typing


def test_an_ordinary_service_shows_the_number_first(browser: Client, page: object) -> None:
    shown = browser.get(address(page)).content.decode()  # type: ignore[arg-type]  # of the fixture

    assert "national_id" in shown
    assert "data-at-once" not in shown


@pytest.mark.parametrize("traits", [{"by_qr": True, "claimed": True}, {}], ids=["scanned", "typed"])
def test_a_sign_in_leaves_no_cookie_whatever_was_ticked(browser: Client, traits: dict[str, bool]) -> None:
    page = InteractionFactory.create(relying_party__of_workstations=True)
    LoginRequestFactory.create(interaction=page, relying_party=page.relying_party, approved=True, **traits)

    response = browser.get(address(page))

    assert "code" in answer_of(response)
    assert "op_session" not in response.cookies or not response.cookies["op_session"].value
    assert ProviderSession.objects.get().browser_digest is None


def test_a_session_that_somebody_left_in_this_browser_is_nobodys(browser: Client) -> None:
    ProviderSessionFactory.create()
    service = RelyingPartyFactory.create(of_workstations=True)
    asks = InteractionFactory.build(relying_party=service).asked()

    silent, asked = (
        authorization.start(
            relying_party=service, asked=one, browser_digest="x", session_cookie=SESSION_COOKIE, now=NOON
        )
        for one in (replace(asks, prompt=("none",)), asks)
    )

    assert isinstance(silent, Refused)
    assert silent.error.code == "login_required"
    assert isinstance(asked, Opened)
    assert authorization.find_offered_session(asked.interaction, session_cookie=SESSION_COOKIE, now=NOON) is None


def test_a_code_is_drawn_and_its_number_shown_as_elsewhere(browser: Client) -> None:
    page = InteractionFactory.create(relying_party__of_workstations=True)

    assert browser.post(address(page, "qr")).status_code == 303
    assert browser.get(address(page, "qr.svg")).status_code == 200
    assert LoginRequest.objects.get().way == Way.QR
    LoginRequest.objects.update(expires_at=NOON - timedelta(seconds=1))
    assert LoginRequest.objects.get().state_at(NOON) is LoginState.EXPIRED
    assert "data-at-once" in browser.get(address(page)).content.decode()
    assert browser.cookies["op_browser"].value == BROWSER
