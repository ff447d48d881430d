"""A physical card in real Chromium, through a true handshake: it activates a wallet at once, and signs in by itself."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser_phone import Phone
from tests.support.card_proxy import require_nginx
from tests.support.journeys import (
    DESKTOP,
    MOBILE,
    PIN,
    WITH_A_CARD,
    contexts,
    link_in_qr,
    no_serious_barrier,
    open_page,
    shot,
)
from tests.support.product import Product

__all__ = ["contexts", "open_page"]

pytestmark = [pytest.mark.slow, pytest.mark.browser]
HOLDER = WITH_A_CARD


@pytest.fixture
def with_card(product: Product, chromium: Browser, contexts: list[BrowserContext]) -> Iterator[Callable[[str], Page]]:
    """A browser in whose reader the card of this person is; of nobody: no card."""
    require_nginx()
    faults: list[str] = []

    def insert(national_id: str) -> Page:
        pki = product.data_dir / "card-pki"
        files = {"certPath": pki / f"{national_id}.pem", "keyPath": pki / f"{national_id}.key"}
        certificates = [{"origin": product.card, **files}] if national_id else []
        context = chromium.new_context(
            viewport=DESKTOP,
            locale="fr-FR",
            client_certificates=certificates,  # type: ignore[arg-type]
            ignore_https_errors=True,  # the authority of the test site is in no browser
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        return page

    yield insert
    assert faults == []


def test_a_card_activates_a_wallet_that_works_at_once(product, with_card, open_page):
    browser = with_card(HOLDER.national_id)
    browser.goto(f"{product.site}/ecps/")
    browser.locator("#open-card").click()
    expect(browser.locator("#holder")).to_contain_text(HOLDER.name.split()[-1])
    no_serious_barrier(browser)
    shot(browser, "40-card-recognised")
    browser.locator("#show-ticket").click()
    no_serious_barrier(browser)
    shot(browser, "41-card-ticket")

    phone = Phone(open_page(MOBILE))
    phone.open(link_in_qr(browser.locator("#ticket")))
    phone.screen("holder")
    phone.choose_pin(PIN)

    expect(browser.locator('#card-state[data-step="active"]')).to_be_visible(timeout=20_000)
    shot(browser, "42-card-active")


def test_without_a_card_the_page_says_what_to_do(product, with_card):
    browser = with_card("")
    answer = browser.goto(f"{product.card}/ecps/carte/")

    assert answer is not None
    assert answer.status == 403
    expect(browser.locator('#card-refused[data-reason="missing"]')).to_be_visible()
    no_serious_barrier(browser)
    shot(browser, "43-card-missing")
    browser.get_by_role("link", name="e-CPS").last.click()
    browser.wait_for_url(f"{product.site}/ecps/")


def begin_sign_in(page: Page, product: Product) -> None:
    page.goto(product.service + "/")
    page.get_by_role("link", name=re.compile("e-CPS")).or_(
        page.get_by_role("button", name=re.compile("e-CPS"))
    ).first.click()
    page.locator("#sign-in-with-card").click()


def test_the_same_card_signs_in_at_a_service(product, with_card):
    browser = with_card(HOLDER.national_id)
    begin_sign_in(browser, product)
    expect(browser.locator("#card-person")).to_contain_text(HOLDER.name.split()[-1])
    no_serious_barrier(browser)
    shot(browser, "44-card-sign-in")
    browser.locator("#continue-with-card").click()

    browser.wait_for_url(re.compile(re.escape(product.service)), timeout=20_000)
    expect(browser.locator("body")).to_contain_text(HOLDER.national_id)
    expect(browser.locator("body")).to_contain_text("eidas2")
    shot(browser, "45-card-signed-in")


def test_a_sign_in_without_a_card_leads_back_to_the_other_ways(product, with_card):
    browser = with_card("")
    begin_sign_in(browser, product)
    expect(browser.locator('#card-refused[data-reason="missing"]')).to_be_visible()
    browser.get_by_role("link", name=re.compile("autre|another")).click()

    expect(browser.locator("input[name=national_id]")).to_be_visible()
