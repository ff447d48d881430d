"""The QR code and the same phone in real Chromium: what signs in, and what a stranger who forwards them gets."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser_phone import Phone
from tests.support.journeys import (
    DESKTOP,
    MOBILE,
    OF_EACH_WAY,
    PIN,
    activate,
    contexts,
    no_serious_barrier,
    open_page,
    shot,
)
from tests.support.product import Product

__all__ = ["contexts", "open_page"]

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PERSON = OF_EACH_WAY


@pytest.fixture(scope="module")
def phone(product: Product, chromium: Browser) -> Iterator[Phone]:
    """One activated card for the tests of this file."""
    context = chromium.new_context(viewport=MOBILE, locale="fr-FR", service_workers="block", reduced_motion="reduce")
    phone = Phone(context.new_page())
    activate(phone, product, national_id=PERSON.national_id, email=PERSON.email, mobile=PERSON.mobile)
    yield phone
    context.close()


def go_to_sign_in(page: Page, product: Product) -> None:
    page.goto(product.service + "/")
    page.get_by_role("link", name=re.compile("e-CPS")).or_(
        page.get_by_role("button", name=re.compile("e-CPS"))
    ).first.click()
    page.locator("input[name=national_id]").wait_for()


def read_qr(page: Page) -> str:
    """What a camera would read: the picture says it in its description, too."""
    expect(page.locator("#qr-picture")).to_be_visible(timeout=10_000)
    picture = page.request.get(page.url.split("?")[0] + "qr.svg")
    found = re.search(r"<desc>([^<]+)</desc>", picture.text())
    assert found
    return found[1]


def type_number(phone: Phone, shown: Locator) -> None:
    """Type on the phone what the page shows, then the PIN."""
    phone.page.locator("#typed-number").fill(shown.inner_text().strip())
    phone.page.locator("#typed-number-submit").click()
    phone.screen("request-pin")
    phone.type_pin(PIN)


def signed_in(page: Page, product: Product, national_id: str) -> None:
    page.wait_for_url(re.compile(re.escape(product.service)), timeout=20_000)
    expect(page.locator("body")).to_contain_text(national_id)


def test_a_qr_code_is_scanned_and_its_number_typed(product, phone, open_page):
    browser = open_page(DESKTOP)
    go_to_sign_in(browser, product)
    link = read_qr(browser)
    no_serious_barrier(browser)
    shot(browser, "40-three-ways")

    phone.open(link)
    phone.screen("request")
    number = browser.locator("#sign-in-number")
    number.wait_for(timeout=10_000)
    no_serious_barrier(browser)
    shot(browser, "41-number-to-type")
    no_serious_barrier(phone.page)
    phone.page.locator("#typed-number").fill(number.inner_text().strip())
    shot(phone.page, "42-wallet-typed-number")
    phone.page.locator("#typed-number-submit").click()
    phone.screen("request-pin")
    phone.type_pin(PIN)

    expect(phone.page.locator('[data-outcome="APPROVED"]')).to_be_visible(timeout=20_000)
    signed_in(browser, product, PERSON.national_id)

    phone.open(link)
    expect(phone.page.locator('[data-outcome="OVER"]')).to_be_visible(timeout=10_000)
    shot(phone.page, "43-wallet-code-over")


def test_a_shared_workstation_is_unlocked_by_a_scan_and_locked_by_a_key(product, phone, open_page):
    browser = open_page(DESKTOP)
    browser.goto(product.service + "/poste")
    expect(browser.locator("#unlock")).to_be_focused()
    no_serious_barrier(browser)
    shot(browser, "55-workstation-locked")
    browser.keyboard.press("Enter")
    expect(browser.locator("#workstation-title")).to_be_visible()
    link = read_qr(browser)
    no_serious_barrier(browser)
    shot(browser, "56-workstation-code")

    phone.open(link)
    phone.screen("request")
    number = browser.locator("#sign-in-number")
    number.wait_for(timeout=10_000)
    type_number(phone, number)
    signed_in(browser, product, PERSON.national_id)
    shot(browser, "57-workstation-unlocked")
    kept = {cookie["name"] for cookie in browser.context.cookies(product.site)}
    assert not [name for name in kept if name.endswith("op_session")]

    expect(browser.locator("#sign-out")).to_be_focused()
    browser.keyboard.press("Enter")
    expect(browser.locator("#locked")).to_be_visible()
    assert browser.url == product.service + "/poste"


def test_a_page_without_scripts_shows_the_code_and_then_the_number(product, phone, chromium):
    context = chromium.new_context(viewport=DESKTOP, locale="fr-FR", java_script_enabled=False)
    browser = context.new_page()
    go_to_sign_in(browser, product)
    browser.locator("#show-qr").click()

    phone.open(read_qr(browser))
    phone.screen("request")
    number = browser.locator("#sign-in-number")
    number.wait_for(timeout=15_000)
    type_number(phone, number)

    signed_in(browser, product, PERSON.national_id)
    context.close()


def test_the_wallet_of_the_same_phone_brings_its_holder_back(product, phone):
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    go_to_sign_in(phone.page, product)
    no_serious_barrier(phone.page)
    shot(phone.page, "44-ways-on-a-phone")

    phone.page.locator("#open-on-this-phone").click()
    phone.screen("request")
    shot(phone.page, "45-wallet-same-phone")
    phone.page.locator("#approve").click()
    phone.screen("request-pin")
    phone.type_pin(PIN)

    signed_in(phone.page, product, PERSON.national_id)
    shot(phone.page, "46-same-phone-signed-in")
    assert not [address for address in asked if "#c=" in address or "#r=" in address]


def test_a_link_forwarded_to_a_victim_signs_nobody_in(product, phone, open_page):
    stranger = open_page(MOBILE)
    go_to_sign_in(stranger, product)
    stranger.locator("#open-on-this-phone").click()
    stranger.wait_for_url(re.compile(re.escape(product.wallet)))
    stranger.go_back()
    forwarded = stranger.locator("#open-wallet").get_attribute("href")
    assert forwarded

    phone.open(forwarded)
    phone.screen("request")
    phone.page.locator("#approve").click()
    phone.screen("request-pin")
    phone.type_pin(PIN)

    expect(phone.page.locator("#closed")).to_be_visible(timeout=20_000)
    no_serious_barrier(phone.page)
    shot(phone.page, "47-brought-to-another-browser")
    stranger.reload()
    expect(stranger.locator("#not-brought-back")).to_be_visible(timeout=10_000)
    shot(stranger, "48-not-brought-back")
    stranger.wait_for_timeout(3_000)
    assert product.service not in stranger.url


def test_a_holder_tests_the_e_cps_and_is_signed_in_nowhere(product, phone, open_page):
    browser = open_page(DESKTOP)
    browser.goto(f"{product.site}/ecps/")
    browser.locator("#test-my-card").click()
    no_serious_barrier(browser)
    shot(browser, "50-card-test")
    browser.locator("#start-test").click()
    browser.locator("input[name=national_id]").fill(PERSON.national_id)
    no_serious_barrier(browser)
    shot(browser, "51-card-test-ways")
    browser.locator("#identify-submit").click()
    number = browser.locator("#sign-in-number")
    number.wait_for()
    shot(browser, "52-card-test-number")

    phone.open(product.wallet + "/")
    phone.page.locator(".request-line").first.click(timeout=15_000)
    phone.screen("request")
    shot(phone.page, "53-wallet-card-test")
    phone.page.locator(f'[data-number="{number.inner_text().strip()}"]').click()
    phone.screen("request-pin")
    phone.type_pin(PIN)

    expect(browser.locator("#card-works")).to_be_visible(timeout=20_000)
    no_serious_barrier(browser)
    shot(browser, "54-card-works")
