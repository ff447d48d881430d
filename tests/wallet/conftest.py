"""A phone-sized page on the wallet's origin, and the hands that use it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from joserfc import jwk
from playwright.sync_api import Browser, Page

from tests.support.barriers import serious_barriers
from tests.wallet.facts import ACTIVATION, CODE, HOLDER, ORIGIN, PIN, PIN_PROOF, SALT, TICKET
from tests.wallet.origin import serve
from tests.wallet.server import FakeServer

BARE = f"{ORIGIN}/static/theme/logo.svg"  # a document of the origin that starts nothing
MAKE_KEY = """async () => {
  const { makeKey } = await import("/static/wallet/crypto.js");
  globalThis.made = await makeKey();
  return globalThis.made.jwk;
}"""
KEEP_CARD = """async ([bound, holder, salt]) => {
  const { saveCard } = await import("/static/wallet/store.js");
  const { card, kid, server_time: created_at, expires_at, usable_from } = bound;
  const { privateKey } = globalThis.made;
  const dates = { created_at, expires_at, usable_from, used_at: Date.now() };
  await saveCard({ card, kid, privateKey, salt: Uint8Array.from(salt), holder, ...dates });
}"""
PRESS_KEYS = "(digits) => { for (const digit of digits) document.querySelector(`[data-digit='${digit}']`).click(); }"


@dataclass
class Phone:
    """What a person does with the wallet."""

    page: Page
    server: FakeServer

    def see(self, screen: str) -> None:
        """Wait for a screen."""
        self.page.wait_for_selector(f'#screen[data-screen="{screen}"]')

    def type_pin(self, pin: str) -> None:
        """Press the pad's keys: the first as a thumb does, which waits for the pad; the others at once."""
        self.page.click(f'[data-digit="{pin[0]}"]')
        self.page.evaluate(PRESS_KEYS, pin[1:])
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

    def hold_card(self) -> None:
        """Hold the card that an activation would have made, without living it (test_activation: it is the same)."""
        self.page.goto(BARE)
        key = jwk.import_key(self.page.evaluate(MAKE_KEY))
        bound = self.server.give_card(key, PIN_PROOF)
        self.page.evaluate(KEEP_CARD, [bound, HOLDER, list(SALT)])
        self.page.goto(f"{ORIGIN}/")
        self.see("home")

    def ask_at_once(self) -> None:
        """Come back to the network: the wallet asks what is new without waiting for its next turn."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def open_request(self) -> None:
        """Open the request that waits."""
        self.ask_at_once()
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
    failures: list[str] = []
    with serve(server) as origin:
        context = chromium.new_context(
            viewport={"width": 360, "height": 740},
            service_workers="block",
            reduced_motion="reduce",
            proxy={"server": origin.address},
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        yield Phone(page, server)
        context.close()
    assert failures == []
    assert origin.faults == []


@pytest.fixture
def check_screen(phone: Phone) -> Callable[[], None]:
    """Check the screen shown: nothing wider than the phone, no violation that axe calls serious."""

    def check() -> None:
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert serious_barriers(phone.page) == []

    return check
