"""The ways that need no number: what their pages show, to whom, and what they never say."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from oidc.models import Interaction, LoginRequest
from oidc.protocol import claim as claims
from oidc.vocabulary import LoginState, Way
from oidc.workflows.claim_key import claim_key
from tests.factories.oidc import BROWSER, CALLBACK, NOON, RETURN_CODE, LoginRequestFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

STEPS = ("qr", "telephone", "approuve")


def address(page: Interaction | None, step: str = "") -> str:
    assert page is not None
    return f"/oidc/connexion/{page.pk}/{step}"


def claim_in(link: str) -> str:
    before, mark, claim = link.partition("/#c=")
    assert (before, mark) == (settings.WALLET_ORIGIN, "/#c=")
    return claim


# who is at the door


@pytest.mark.parametrize("step", STEPS)
def test_another_browser_may_do_nothing(client: Client, page: Interaction, step: str) -> None:
    client.cookies["op_browser"] = "another"

    assert client.post(address(page, step)).status_code == 404
    assert not LoginRequest.objects.exists()


def test_another_browser_sees_no_picture(client: Client) -> None:
    login = LoginRequestFactory.create(by_qr=True)
    client.cookies["op_browser"] = "another"

    assert client.get(address(login.interaction, "qr.svg")).status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_every_act_needs_the_token_against_forgery(page: Interaction, step: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["op_browser"] = BROWSER

    assert client.post(address(page, step)).status_code == 403


@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_opened_by_following_a_link(browser: Client, page: Interaction, step: str) -> None:
    assert browser.get(address(page, step)).status_code == 405
    assert not LoginRequest.objects.exists()


# the QR code


def test_the_three_ways_stand_on_the_page(browser: Client, page: Interaction) -> None:
    shown = browser.get(address(page)).content.decode()

    assert all(mark in shown for mark in ('id="identify-form"', 'id="qr"', 'id="open-on-this-phone"'))
    assert not LoginRequest.objects.exists()


def test_the_picture_holds_the_claim_of_this_step_and_nothing_else(browser: Client, page: Interaction) -> None:
    browser.post(address(page, "qr"), {"shared_workstation": "on"})
    login = LoginRequest.objects.get()

    picture = browser.get(address(page, "qr.svg"))

    found = re.search(r"<desc>([^<]+)</desc>", picture.content.decode())
    assert found
    assert claim_in(found[1]) == claims.write_qr(login.pk, key=claim_key(), now=NOON)
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert (login.way, login.practitioner, login.shared_workstation) == (Way.QR, None, True)


def test_without_scripts_the_page_shows_the_code_then_the_number(browser: Client) -> None:
    login = LoginRequestFactory.create(by_qr=True)
    where = address(login.interaction)

    before = browser.get(where + "?qr").content.decode()
    claimed = LoginRequestFactory.create(by_qr=True, claimed=True)
    after = browser.get(address(claimed.interaction) + "?qr").content.decode()

    assert 'http-equiv="refresh"' in before
    assert "qr.svg" in before
    assert f">{login.number}<" not in before
    assert f">{claimed.number}<" in after
    assert "qr.svg" not in after


@pytest.mark.parametrize("traits", [{"claimed": True}, {"expired": True}, {"state": LoginState.CANCELLED}])
def test_there_is_no_picture_once_a_phone_has_read_it_or_it_is_over(browser: Client, traits: dict[str, Any]) -> None:
    login = LoginRequestFactory.create(by_qr=True, **traits)

    assert browser.get(address(login.interaction, "qr.svg")).status_code == 404


def test_a_code_that_nobody_read_is_offered_again(browser: Client) -> None:
    login = LoginRequestFactory.create(by_qr=True, expired=True)

    assert 'id="show-qr"' in browser.get(address(login.interaction) + "?qr").content.decode()
    assert 'id="identify-form"' in browser.get(address(login.interaction)).content.decode()


def test_the_page_learns_that_a_phone_has_read_it(browser: Client) -> None:
    waiting, claimed = (LoginRequestFactory.create(by_qr=True, **traits) for traits in ({}, {"claimed": True}))

    said = [browser.get(address(login.interaction, "etat")).json()["claimed"] for login in (waiting, claimed)]

    assert said == [False, True]


def test_a_wrong_number_is_told_apart_from_a_refusal(browser: Client) -> None:
    wrong = LoginRequestFactory.create(by_qr=True, claimed=True, denied=True, wrong_number=True)
    refused = LoginRequestFactory.create(by_qr=True, claimed=True, denied=True)

    shown = [browser.get(address(login.interaction)).content.decode() for login in (wrong, refused)]

    assert ["WRONG_NUMBER" in page for page in shown] == [True, False]


# the same phone


def test_the_link_to_the_wallet_carries_its_claim_in_the_fragment(browser: Client, page: Interaction) -> None:
    sent = browser.post(address(page, "telephone"))

    login = LoginRequest.objects.get()
    assert sent.status_code == 303
    assert claim_in(sent["Location"]) == claims.write_link(login.pk, key=claim_key())
    assert sent["Referrer-Policy"] == "no-referrer"
    assert (login.way, login.practitioner, login.numbers) == (Way.LINK, None, [])


def test_the_page_offers_the_same_link_again_and_no_number(browser: Client) -> None:
    login = LoginRequestFactory.create(by_link=True)

    shown = browser.get(address(login.interaction)).content.decode()

    assert claims.write_link(login.pk, key=claim_key()) in shown
    assert 'id="sign-in-number"' not in shown


def test_the_browser_that_comes_back_with_the_code_is_signed_in(browser: Client) -> None:
    login = LoginRequestFactory.create(returning=True)

    answer = browser.post(address(login.interaction, "approuve"), {"return_code": RETURN_CODE})

    location = urlsplit(answer["Location"])
    assert answer.status_code == 303
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    assert dict(parse_qsl(location.query))["code"]
    assert RETURN_CODE not in answer["Location"]


@pytest.mark.parametrize("code", ["", "another", "\x00", "é" * 5000, RETURN_CODE + "x"])
def test_another_code_signs_nobody_in_and_the_page_says_what_to_do(browser: Client, code: str) -> None:
    login = LoginRequestFactory.create(returning=True)

    answer = browser.post(address(login.interaction, "approuve"), {"return_code": code}, follow=True)

    login.refresh_from_db()
    assert login.state == LoginState.APPROVED
    assert 'id="not-brought-back"' in answer.content.decode()


def test_waiting_never_takes_what_a_link_approved(browser: Client) -> None:
    login = LoginRequestFactory.create(returning=True)

    answer = browser.get(address(login.interaction))

    login.refresh_from_db()
    assert answer.status_code == 200
    assert login.state == LoginState.APPROVED


def test_a_code_comes_too_late_after_a_minute(browser: Client) -> None:
    login = LoginRequestFactory.create(returning=True, decided_at=NOON - timedelta(seconds=60))

    browser.post(address(login.interaction, "approuve"), {"return_code": RETURN_CODE})

    login.refresh_from_db()
    assert login.state == LoginState.APPROVED


# what a page never says


def test_a_number_that_reaches_nobody_looks_like_one_that_does(browser: Client) -> None:
    """Typed numbers switched off, a report, an unknown number: the row has no practitioner, the page is the same."""
    known, nobody = (LoginRequestFactory.create(**traits) for traits in ({}, {"practitioner": None}))
    shown = [browser.get(address(login.interaction)).content.decode() for login in (known, nobody)]
    alike = [
        re.sub(r'(name="csrfmiddlewaretoken" value="|nonce=")[^"]+', "", page).replace(str(login.interaction_id), "")
        for page, login in zip(shown, (known, nobody), strict=True)
    ]

    names = {str(login.interaction.relying_party) for login in (known, nobody)}
    assert len({re.sub("|".join(map(re.escape, names)), "", page) for page in alike}) == 1


@pytest.mark.parametrize(("step", "most"), [("qr", 20), ("telephone", 10)])
def test_a_way_that_was_tried_too_often_says_so(browser: Client, page: Interaction, step: str, most: int) -> None:
    Interaction.objects.update(qr_openings=most, link_openings=most)

    assert browser.post(address(page, step)).status_code == 429
