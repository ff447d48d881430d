"""The holder space in real Chromium: a person signs in with their e-CPS and opens every page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser_phone import Phone
from tests.support.journeys import (
    AT_THE_HOLDER_SPACE,
    MOBILE,
    PIN,
    activate,
    code_in,
    contexts,
    no_serious_barrier,
    open_page,
    shot,
)
from tests.support.product import Product

__all__ = ["contexts", "open_page"]

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PERSON = AT_THE_HOLDER_SPACE
NEW_EMAIL = "nouvelle.adresse@exemple.test"
PAGES = {
    "accueil": "",
    "donnees": "donnees/",
    "coordonnees": "coordonnees/",
    "corrections": "corrections/",
    "correction-nouvelle": "corrections/nouvelle/?partie=IDENTITY",
    "e-cps": "e-cps/",
    "connexions": "connexions/",
    "deconnexion": "connexions/fin/",
    "services": "services/",
    "journal": "journal/",
    "changements": "journal/changements/",
    "export": "export/",
}


def look(page: Page, name: str) -> None:
    """As this phone shows it; tests/house/test_every_page.py looks at the other screens, and at night."""
    no_serious_barrier(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= MOBILE["width"], name
    shot(page, f"50-espace-{name}")


def sign_in(page: Page, phone: Phone, product: Product) -> None:
    page.goto(f"{product.site}/espace/")
    page.locator("#holder-sign-in button").click()
    phone.answer(page, national_id=PERSON.national_id, pin=PIN)
    expect(phone.page.locator('[data-outcome="APPROVED"]')).to_be_visible(timeout=20_000)
    page.wait_for_url(f"{product.site}/espace/", timeout=20_000)


def test_a_person_reads_changes_and_takes_away_their_own(product, open_page):
    phone = Phone(open_page(MOBILE))
    activate(phone, product, national_id=PERSON.national_id, email=PERSON.email, mobile=PERSON.mobile)
    page = open_page(MOBILE)
    page.goto(f"{product.site}/espace/donnees/")
    look(page, "entree")
    sign_in(page, phone, product)
    expect(page.locator(".h-who")).to_contain_text(PERSON.national_id)

    page.goto(f"{product.site}/espace/corrections/nouvelle/?partie=IDENTITY")
    page.locator("#text").fill("court")
    page.locator("main form:has(#text) button[type=submit]").click()
    expect(page.locator("#text")).to_be_focused()
    look(page, "correction-refusee")
    page.locator("#text").fill("Mon prénom d’usage est Anne-Lise, avec un trait d’union.")
    page.locator("main form:has(#text) button[type=submit]").click()
    page.wait_for_url(f"{product.site}/espace/corrections/")

    page.goto(f"{product.site}/espace/coordonnees/")
    page.locator("section:has(#c-courriel) summary").click()
    page.locator("#courriel-value").fill(NEW_EMAIL)
    page.locator("form:has(#courriel-value) button[type=submit]").click()
    code = code_in(product.wait_for_message(to=NEW_EMAIL, containing="/espace/coordonnees/").split("/coordonnees/")[1])
    page.locator("#code-courriel").wait_for()
    look(page, "coordonnees-code")
    page.locator("#code-courriel").fill(code)
    page.locator("form:has(#code-courriel) button[type=submit]").click()
    expect(page.locator("section:has(#c-courriel) .h-value")).to_have_text(NEW_EMAIL)

    for name, path in PAGES.items():
        page.goto(f"{product.site}/espace/{path}")
        expect(page.locator(".h-who")).to_be_visible()
        look(page, name)

    page.goto(f"{product.site}/espace/export/")
    for address in ("/espace/export/donnees.pdf", "/espace/export/donnees.json"):
        with page.expect_download() as download:
            page.locator(f'form[action="{address}"] button').click()
        assert PERSON.national_id in download.value.suggested_filename

    page.goto(f"{product.site}/espace/e-cps/")
    page.get_by_role("link", name=re.compile("Révoquer")).first.click()
    look(page, "e-cps-revoquer")
    page.locator("#reason-STOLEN").check()
    page.locator("main form:has(#reason-STOLEN) button[type=submit]").click()
    page.wait_for_url(re.compile(r"/espace/(\?.*)?$"))
    expect(page.locator("#holder-sign-in")).to_be_visible()
