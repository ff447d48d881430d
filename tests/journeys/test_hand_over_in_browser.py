"""A registrar with a security key hands an e-CPS over to somebody who stands there: both screens, in real Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

from config.demo.people import PASSWORD, STAFF, STAFF_PRACTITIONER
from tests.support.browser_phone import Phone
from tests.support.journeys import (
    DESKTOP,
    HANDED_OVER,
    MOBILE,
    PIN,
    code_in,
    contexts,
    enter_the_portal,
    link_in_qr,
    no_serious_barrier,
    open_page,
    shot,
)
from tests.support.product import Product

__all__ = ["contexts", "open_page"]

pytestmark = [pytest.mark.slow, pytest.mark.browser]

REGISTRAR = next(member for member in STAFF if member.practitioner == STAFF_PRACTITIONER)
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def look(page: Page, name: str) -> None:
    no_serious_barrier(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth"), name
    shot(page, name)


def add_security_key(page: Page, product: Product) -> None:
    """The browser plays the key; the site asks for the password once more."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(f"{product.site}/compte/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.locator("input[name=name]").fill("Clé du bureau")
    look(page, "50-security-key")
    page.locator("main form button").last.click()
    page.wait_for_url(lambda address: "/webauthn/add/" not in address)


def open_hand_over(page: Page, product: Product) -> None:
    """From the record, by its button; the key is shown on the way where the last time is too long ago."""
    page.goto(f"{product.site}/portail/directory/practitioner/?q={HANDED_OVER.national_id}")
    page.locator("main table a").first.click()
    look(page, "51-record")
    page.get_by_role("link", name=re.compile("Remettre")).first.click()
    passkey = page.locator('a[href*="/webauthn/reauthenticate/"]')
    passkey.or_(page.locator("select[name=document]")).wait_for()
    if passkey.count():
        look(page, "52-strong-means")
        passkey.click()
        page.wait_for_url(re.compile("/webauthn/reauthenticate/"))
        page.locator("main form button, main button").first.click()
    page.locator("select[name=document]").wait_for()


def test_a_registrar_hands_an_ecps_over(product, open_page):
    desk = open_page(DESKTOP)
    enter_the_portal(desk, product, REGISTRAR)
    add_security_key(desk, product)
    open_hand_over(desk, product)
    look(desk, "53-document")
    desk.locator("select[name=document]").select_option("PASSPORT")
    desk.locator("input[name=document_end]").fill("4F7K")
    desk.locator("input[name=seen]").check()
    desk.locator("main form:has(select[name=document]) button[type=submit]").click()

    picture = desk.locator('img[src^="data:image/svg"]')
    expect(picture).to_be_visible()
    look(desk, "54-ticket")
    phone = Phone(open_page(MOBILE))
    phone.open(link_in_qr(picture))
    phone.screen("codes")
    expect(desk.locator(".p-steps [aria-current=step]")).not_to_have_text(re.compile("QR"), timeout=20_000)
    sms = product.wait_for_message(to=HANDED_OVER.mobile, containing="")
    phone.type_codes(ticket=None, code=code_in(sms))
    phone.choose_pin(PIN)

    expect(desk.get_by_role("heading", name="L’e-CPS est active")).to_be_visible(timeout=20_000)
    look(desk, "55-active")
    phone.screen("home")
