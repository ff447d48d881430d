"""A phone-sized page on the wallet's origin, and the hands that use it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.wallet.server import ACTIVATION, CODE, HOLDER, ORIGIN, TICKET, FakeServer

PIN = "593827"


@dataclass
class Phone:
    """What a person does with the wallet."""

    page: Page
    server: FakeServer

    def see(self, screen: str) -> None:
        """Wait for a screen."""
        self.page.wait_for_selector(f'#screen[data-screen="{screen}"]')

    def type_pin(self, pin: str) -> None:
        """Press the pad's keys."""
        for digit in pin:
            self.page.click(f'[data-digit="{digit}"]')
        self.page.click("#pin-enter")

    def receive_codes(self) -> None:
        """Ask for the two codes and open the e-mail's link."""
        self.page.goto(f"{ORIGIN}/")
        self.page.click("#start-activation")
        self.page.fill("#national-id", HOLDER["national_id"])
        self.page.click("#identify-submit")
        self.see("codes")
        self.page.goto(f"{ORIGIN}/#t={ACTIVATION}.{TICKET}")
        self.page.wait_for_selector('[data-part="ticket-received"]:visible')

    def confirm(self) -> None:
        """Type the text message's code and recognise oneself."""
        self.page.fill("#sms-code", CODE)
        self.page.click("#codes-submit")
        self.page.click("#holder-confirm")
        self.see("new-pin")

    def activate(self) -> None:
        """Live the whole activation."""
        self.receive_codes()
        self.confirm()
        self.type_pin(PIN)
        self.type_pin(PIN)
        self.page.click("#done")
        self.see("home")

    def open_request(self) -> None:
        """Open the request that waits."""
        self.page.click(".request-line")
        self.see("request")

    def text(self, part: str) -> str:
        """Return the words of a part of the screen."""
        return re.sub(r"\s+", " ", self.page.inner_text(f'#screen [data-part="{part}"]'))


@pytest.fixture
def server() -> FakeServer:
    """The other side of the wallet's API."""
    return FakeServer()


@pytest.fixture
def phone(chromium: Browser, server: FakeServer) -> Iterator[Phone]:
    """A phone 360 px wide, without a card."""
    viewport = {"width": 360, "height": 740}
    context = chromium.new_context(viewport=viewport, service_workers="block", reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    context.route("**/*", server.answer)
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield Phone(page, server)
    context.close()
    assert failures == []


@pytest.fixture
def check_screen(phone: Phone) -> Callable[[], None]:
    """Check the screen shown: nothing wider than the phone, no violation that axe calls serious."""

    def check() -> None:
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        violations = Axe().run(phone.page).response["violations"]
        assert [found["id"] for found in violations if found["impact"] in {"serious", "critical"}] == []

    return check
