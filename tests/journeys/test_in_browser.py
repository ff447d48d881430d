"""The three roles in real Chromium: enrol, prove contacts, activate, sign in; screenshots are kept to be looked at."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import demo_staff as staff
from tests.support.browser_phone import Phone
from tests.support.journeys import (
    DESKTOP,
    MOBILE,
    ON_THE_PHONE,
    PIN,
    activate,
    code_in,
    contexts,
    enter_the_portal,
    no_serious_barrier,
    open_page,
    shot,
)
from tests.support.product import Product

__all__ = ["contexts", "open_page"]

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def enrol(page: Page, product: Product, *, email: str, mobile: str) -> str:
    page.goto(f"{product.site}/portail/inscription/")
    values = {
        "birth_family_name": "d’Hérouville-Lemaître",
        "given_names": "Maëlys Anne",
        "birth_date": "1991-03-08",
        "email": email,
        "mobile": mobile,
    }
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=sex_code]").select_option("F")
    page.locator("[name=role_code]").select_option("313")
    shot(page, "04-enrolment-form")
    page.locator("form:has([name=birth_family_name]) button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/portail/inscription/\d+"))
    shot(page, "05-enrolled")
    found = re.search(r"8[ \u202f\u00a0]?997(?:[ \u202f\u00a0]?\d){8}", page.inner_text("body"))
    assert found
    return re.sub(r"\D", "", found.group())


def prove(page: Page, product: Product, *, email: str, mobile: str) -> None:
    mail = product.wait_for_message(to=email, containing="/contact/")
    sms = product.wait_for_message(to=mobile, containing="")
    link = re.search(rf"{re.escape(product.site)}/contact/\S+", mail)
    assert link
    page.goto(link.group())
    no_serious_barrier(page)
    shot(page, "06-contacts-to-prove")
    for kind, text in (("EMAIL", mail.replace(link.group(), "")), ("MOBILE", sms)):
        page.locator(f"#code-{kind}").fill(code_in(text))
        page.locator(f"form:has(#code-{kind}) button[type=submit]").click()
        page.wait_for_load_state()
    no_serious_barrier(page)
    shot(page, "07-contacts-proven")


def begin_sign_in(page: Page, product: Product, national_id: str) -> str:
    page.goto(product.service + "/")
    no_serious_barrier(page)
    shot(page, "20-service")
    page.get_by_role("link", name=re.compile("e-CPS")).or_(
        page.get_by_role("button", name=re.compile("e-CPS"))
    ).first.click()
    page.locator("input[name=national_id]").wait_for()
    no_serious_barrier(page)
    shot(page, "21-identify")
    page.locator("input[name=national_id]").fill(national_id)
    page.locator("#identify-submit").click()
    number = page.locator("#sign-in-number")
    number.wait_for()
    no_serious_barrier(page)
    shot(page, "22-number")
    return number.inner_text().strip()


def test_the_whole_journey_in_a_browser(product, open_page):
    email, mobile = "maelys.h@exemple.test", "+33639985678"
    registrar = open_page(DESKTOP)
    enter_the_portal(registrar, product, staff.OTHER_REGISTRAR)
    shot(registrar, "03-portal")
    national_id = enrol(registrar, product, email=email, mobile="06 39 98 56 78")

    person = open_page(MOBILE)
    prove(person, product, email=email, mobile=mobile)
    product.wait_for_message(to=email, containing="/ecps/")
    person.goto(f"{product.site}/ecps/")
    no_serious_barrier(person)
    shot(person, "08-ecps")
    phone = Phone(open_page(MOBILE))
    activate(phone, product, national_id=national_id, email=email, mobile=mobile)

    browser = open_page(DESKTOP)
    number = begin_sign_in(browser, product, national_id)
    phone.choose_number(number)
    shot(phone.page, "23-wallet-pin")
    phone.type_pin(PIN)
    expect(phone.page.locator('[data-outcome="APPROVED"]')).to_be_visible(timeout=20_000)
    shot(phone.page, "24-wallet-approved")
    browser.wait_for_url(re.compile(re.escape(product.service)), timeout=20_000)
    expect(browser.locator("body")).to_contain_text(national_id)
    expect(browser.locator("body")).to_contain_text("eidas1")
    no_serious_barrier(browser)
    shot(browser, "25-service-signed-in")


def test_a_sign_in_reported_on_the_phone_gives_the_service_nothing(product, open_page):
    person = ON_THE_PHONE
    phone = Phone(open_page(MOBILE))
    activate(phone, product, national_id=person.national_id, email=person.email, mobile=person.mobile)
    browser = open_page(MOBILE)
    begin_sign_in(browser, product, person.national_id)

    phone.page.locator(".request-line").first.click(timeout=15_000)
    phone.screen("request")
    no_serious_barrier(phone.page)
    shot(phone.page, "30-wallet-request")
    phone.page.locator("#report").click()
    phone.page.locator("#report-confirm").click()
    expect(phone.page.locator('[data-outcome="REPORTED"]')).to_be_visible(timeout=20_000)

    expect(browser.locator("#not-approved")).to_be_visible(timeout=20_000)
    shot(browser, "31-reported")


def test_the_public_pages_are_open_to_everybody(product, open_page):
    for size, suffix in ((DESKTOP, "desktop"), (MOBILE, "mobile")):
        page = open_page(size)
        for path, name in (("/", "home"), ("/ecps/", "ecps"), ("/demo/boite/", "inbox"), ("/nowhere", "missing")):
            page.goto(product.site + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            shot(page, f"00-{name}-{suffix}")
            if name != "inbox":  # it opens itself anew every few seconds; tests/house/test_every_page.py reads it
                no_serious_barrier(page)
