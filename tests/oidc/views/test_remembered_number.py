"""A browser remembers the number of who wants it, and tells it to nobody but us."""

from typing import Any

import pytest
from django.test import Client

from oidc.models import Interaction, LoginRequest
from oidc.views import cookies
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import InteractionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

NUMBER = "899700000001"
COOKIE = "op_number"
BOX = 'name="remember"'


def address(page: Interaction, step: str = "") -> str:
    return f"/oidc/connexion/{page.pk}/{step}"


def type_number(browser: Client, page: Interaction, number: str = NUMBER, **boxes: str) -> Any:
    return browser.post(address(page, "identifiant"), {"national_id": number, **boxes})


def shown(browser: Client, **changes: str) -> str:
    return browser.get(address(InteractionFactory.create(changes=changes))).content.decode()


def test_nothing_is_remembered_that_was_not_asked(browser: Client, page: Interaction) -> None:
    assert COOKIE not in type_number(browser, page).cookies
    assert NUMBER not in shown(browser)
    assert "forget-number" not in shown(browser)


def test_a_number_is_remembered_and_typed_for_its_person(browser: Client, page: Interaction) -> None:
    cookie = type_number(browser, page, remember="on").cookies[COOKIE]

    assert NUMBER not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 180 * 86_400)
    content = shown(browser)
    assert f'value="{NUMBER}"' in content
    assert 'id="forget-number"' in content
    assert "checked" in content.partition(BOX)[2].partition(">")[0]


def test_over_https_the_cookie_is_bound_to_its_host(browser: Client, page: Interaction, settings: Any) -> None:
    settings.ISSUER = "https://testserver"
    browser.cookies["__Host-op_browser"] = browser.cookies["op_browser"].value

    cookie = type_number(browser, page, remember="on").cookies[f"__Host-{COOKIE}"]

    assert cookie["secure"]


def test_a_number_of_nobody_is_remembered_like_any_other(browser: Client) -> None:
    known = PractitionerFactory.create(practising=True).national_id
    answers = [type_number(browser, InteractionFactory.create(), number, remember="on") for number in (known, NUMBER)]

    assert {(answer.status_code, len(answer.cookies[COOKIE].value)) for answer in answers} == {
        (303, len(answers[0].cookies[COOKIE].value))
    }


def test_a_shared_workstation_remembers_nothing_and_the_page_says_why(browser: Client, page: Interaction) -> None:
    answer = type_number(browser, page, remember="on", shared_workstation="on")

    assert answer.status_code == 422
    assert "untick one of the two" in answer.content.decode()
    assert COOKIE not in answer.cookies
    assert not LoginRequest.objects.exists()


def test_what_the_service_says_of_its_user_comes_first_and_replaces_nothing(browser: Client, page: Interaction) -> None:
    type_number(browser, page, remember="on")

    content = shown(browser, login_hint="899700000002")

    assert 'value="899700000002"' in content
    assert "checked" not in content.partition(BOX)[2].partition(">")[0]
    type_number(browser, InteractionFactory.create(), "899700000002")
    assert f'value="{NUMBER}"' in shown(browser)


def test_a_box_that_is_unticked_or_the_button_forgets_it(browser: Client) -> None:
    for forget in (
        lambda: type_number(browser, InteractionFactory.create()),
        lambda: browser.post(address(InteractionFactory.create(), "oubli")),
    ):
        type_number(browser, InteractionFactory.create(), remember="on")
        assert NUMBER in shown(browser)

        forget()

        assert NUMBER not in shown(browser)


def test_another_browser_forgets_nothing(page: Interaction) -> None:
    assert Client().post(address(page, "oubli")).status_code == 404


def test_a_test_of_the_card_neither_asks_nor_forgets(browser: Client, page: Interaction) -> None:
    type_number(browser, page, remember="on")
    test = InteractionFactory.create(card_test=True)

    assert BOX not in browser.get(address(test)).content.decode()
    assert COOKIE not in type_number(browser, test).cookies


@pytest.mark.parametrize("forged", ["x", "é", "gAAAAA==", "x" * 2000])
def test_a_forged_cookie_remembers_nothing(browser: Client, page: Interaction, forged: str) -> None:
    browser.cookies[cookies.NUMBER] = forged

    assert 'value="899' not in browser.get(address(page)).content.decode()
