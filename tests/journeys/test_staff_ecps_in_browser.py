"""Staff and their e-CPS in real Chromium: linked once, it opens the portal and passes a strong act."""

import re

import pytest
from playwright.sync_api import Page, expect

from config.demo.people import STAFF
from tests.support.browser_phone import Phone
from tests.support.journeys import (
    DESKTOP,
    MOBILE,
    OF_NO_ACCOUNT,
    OF_STAFF,
    PIN,
    activate,
    contexts,
    enter_the_portal,
    no_serious_barrier,
    open_page,
    shot,
)

__all__ = ["contexts", "open_page"]

pytestmark = [pytest.mark.slow, pytest.mark.browser]

OPERATOR = next(member for member in STAFF if member.role == "OPERATOR")
PERSON = OF_STAFF
STRONG = "/portail/rapprochements/nouveau/"


def look(page: Page, name: str) -> None:
    no_serious_barrier(page)
    width = page.viewport_size
    assert width
    assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], name
    shot(page, name)


def show_ecps(page: Page, phone: Phone) -> None:
    """The provider's page, then the phone."""
    phone.answer(page, national_id=PERSON.national_id, pin=PIN)
    expect(phone.page.locator('[data-outcome="APPROVED"]')).to_be_visible(timeout=20_000)


def test_an_operator_links_an_ecps_then_signs_in_and_passes_a_strong_act_with_it(product, open_page):
    phone = Phone(open_page(MOBILE))
    activate(phone, product, national_id=PERSON.national_id, email=PERSON.email, mobile=PERSON.mobile)
    page = open_page(DESKTOP)
    enter_the_portal(page, product, OPERATOR)

    page.goto(product.site + STRONG)
    look(page, "41-strong-means-none")
    page.goto(f"{product.site}/compte/e-cps/")
    look(page, "42-ecps-not-linked")
    page.locator("#link").click()
    show_ecps(page, phone)
    page.wait_for_url(f"{product.site}/compte/e-cps/", timeout=20_000)
    expect(page.locator("#ecps-link")).to_have_attribute("data-linked", "yes")
    expect(page.locator("#ecps-link")).to_contain_text(PERSON.national_id)
    look(page, "43-ecps-linked")
    product.wait_for_message(to=OPERATOR.email, containing="/compte/e-cps/")

    page.goto(f"{product.site}/compte/logout/")
    page.locator("main form button[type=submit]").click()
    page.goto(f"{product.site}/portail/directory/practitioner/")
    page.locator("#ecps-sign-in").click()
    phone.page.reload()
    phone.screen("home")
    show_ecps(page, phone)
    page.wait_for_url(f"{product.site}/portail/directory/practitioner/", timeout=20_000)

    page.goto(product.site + STRONG)
    expect(page).to_have_url(product.site + STRONG)
    expect(page.locator("#show-ecps")).to_have_count(0)
    page.goto(f"{product.site}/compte/sessions/")
    expect(page.locator("#sessions")).to_contain_text("e-CPS")
    look(page, "44-sessions")


def test_an_ecps_that_no_account_is_linked_to_opens_nothing(product, open_page):
    person = OF_NO_ACCOUNT
    phone = Phone(open_page(MOBILE))
    activate(phone, product, national_id=person.national_id, email=person.email, mobile=person.mobile)
    page = open_page(MOBILE)
    page.goto(f"{product.site}/portail/")
    look(page, "45-staff-sign-in-phone")
    page.locator("#ecps-sign-in").click()
    phone.answer(page, national_id=person.national_id, pin=PIN)

    expect(page.locator("#ecps-refused")).to_have_attribute("data-reason", "no_account", timeout=20_000)
    look(page, "46-no-account")
    page.goto(f"{product.site}/portail/")
    expect(page).to_have_url(re.compile("/compte/login/"))
