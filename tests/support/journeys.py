"""What journeys in real browsers share: pages that fail on a fault, screenshots, a wallet that is activated."""

import base64
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from config.demo.people import PASSWORD, PRACTITIONERS, StaffMember
from tests.support import totp
from tests.support.browser import SCREENSHOTS
from tests.support.browser_phone import Phone
from tests.support.product import Product

PIN = "593827"
DESKTOP = {"width": 1280, "height": 900}
MOBILE = {"width": 360, "height": 740}

# The product lives as long as the run, and a second card of one person waits before it serves: one person a journey.
ON_THE_PHONE, AT_THE_HOLDER_SPACE, HANDED_OVER, WITH_A_CARD, OF_STAFF, OF_EACH_WAY, OF_NO_ACCOUNT = PRACTITIONERS


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[list[BrowserContext]]:
    """The browsers that the test opened; they close with it."""
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def open_page(chromium: Browser, contexts: list[BrowserContext]) -> Iterator[Callable[[dict[str, int]], Page]]:
    """A page of a browser of its own; anything that the content policy refused or a script threw fails the test."""
    faults: list[str] = []

    def make(size: dict[str, int]) -> Page:
        context = chromium.new_context(viewport=size, locale="fr-FR", service_workers="block", reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
        )
        return page

    yield make
    assert faults == []


def shot(page: Page, name: str) -> None:
    """Keep a picture, to be looked at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def no_serious_barrier(page: Page) -> None:
    """Axe finds nothing serious."""
    found = Axe().run(page).response["violations"]
    serious = [
        (item["id"], [node["html"] for node in item["nodes"]])
        for item in found
        if item["impact"] in {"serious", "critical"}
    ]
    assert serious == [], page.url


def enter_the_portal(page: Page, product: Product, member: StaffMember) -> None:
    """With the password and the code of the moment, which serves once: one member of staff a journey."""
    page.goto(f"{product.site}/portail/")
    no_serious_barrier(page)
    shot(page, "01-staff-sign-in")
    page.locator("input[name=login]").fill(member.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=login]) button[type=submit]").first.click()
    page.locator("input[name=code]").wait_for()
    no_serious_barrier(page)
    shot(page, "02-second-factor")
    page.locator("input[name=code]").fill(totp.code(member.totp_secret))
    page.locator("form:has(input[name=code]) button[type=submit]").first.click()
    page.wait_for_url(f"{product.site}/portail/")


def link_in_qr(image: Locator) -> str:
    """What a phone reads in a QR code: the picture says it in clear, too."""
    drawn = base64.b64decode(str(image.get_attribute("src")).partition("base64,")[2]).decode()
    found = re.search(r"<desc>([^<]+)</desc>", drawn)
    assert found
    return found[1]


def code_in(text: str) -> str:
    """The six digits of a message."""
    found = re.search(r"\b\d{3} ?\d{3}\b", text)
    assert found, text
    return found.group().replace(" ", "")


def activate(phone: Phone, product: Product, *, national_id: str, email: str, mobile: str) -> None:
    """From an empty wallet to a card, with both messages."""
    phone.open(product.wallet + "/")
    phone.screen("welcome")
    no_serious_barrier(phone.page)
    shot(phone.page, "10-wallet-welcome")
    phone.ask_activation(national_id)
    mail = product.wait_for_message(to=email, containing=product.wallet)
    sms = next(message["body"] for message in product.inbox() if message["to"] == mobile)
    no_serious_barrier(phone.page)
    shot(phone.page, "11-wallet-codes")
    ticket = re.search(rf"{re.escape(product.wallet)}/#t=\S+", mail)
    assert ticket
    phone.type_codes(ticket=ticket.group(), code=code_in(sms))
    phone.screen("holder")
    shot(phone.page, "12-wallet-holder")
    phone.choose_pin(PIN)
    no_serious_barrier(phone.page)
    shot(phone.page, "13-wallet-home")
