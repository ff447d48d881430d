"""The portal without a mouse: shortcuts, the way past the menu, the menu itself on a narrow screen."""

import pytest
from playwright.sync_api import Browser

from tests.factories.directory import MandateFactory
from tests.support.staff import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium: Browser, live_server, settings):
    client = sign_in(MandateFactory().account)
    templates = settings.TEMPLATES  # the toolkit's own pages ask for variables that nobody sets
    options = {**templates[0]["OPTIONS"], "string_if_invalid": ""}
    settings.TEMPLATES = [{**templates[0], "OPTIONS": options}, *templates[1:]]
    settings.SITE_URL = live_server.url
    context = chromium.new_context(locale="fr-FR", reduced_motion="reduce", base_url=live_server.url)
    context.add_cookies(
        [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
    )
    opened = context.new_page()
    opened.goto("/portail/")
    yield opened
    context.close()


def test_two_keys_lead_to_people_and_a_slash_to_the_search(page):
    with page.expect_navigation():
        page.keyboard.press("g")
        page.keyboard.press("p")
    assert page.url.endswith("/directory/practitioner/")

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("gn?")
    assert page.input_value("#q") == "gn?"


def test_a_key_that_leads_nowhere_for_this_account_does_nothing(page):
    page.keyboard.press("g")
    page.keyboard.press("x")

    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url.endswith("/inscription/")


def test_shortcuts_are_switched_off_in_a_browser(page):
    with page.expect_navigation():
        page.keyboard.press("?")
    assert page.url.endswith("/raccourcis/")
    page.locator("#keys-on").uncheck()
    page.goto("/portail/directory/practitioner/")

    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.id") == ""


def test_the_first_stop_leads_past_the_menu(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "p-skip"

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"


def test_the_menu_of_a_narrow_screen_opens_with_the_keyboard(page):
    page.set_viewport_size({"width": 360, "height": 740})
    link = page.locator("#nav-sidebar a[href$='/directory/practitioner/']")
    assert not link.is_visible()
    mark = page.locator("#header-inner [role=button]:visible")

    mark.focus()
    page.keyboard.press("Enter")

    link.wait_for(state="visible")
