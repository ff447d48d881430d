"""The wallet in a real browser: what a holder does with a thumb."""

from playwright.sync_api import Page, expect


class Phone:
    """One wallet open in one browser context."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def screen(self, name: str, *, seconds: float = 20) -> None:
        """Wait until this screen shows."""
        expect(self.page.locator(f'#screen[data-screen="{name}"]')).to_be_visible(timeout=seconds * 1000)

    def open(self, address: str) -> None:
        """Open the wallet, or a link into it."""
        self.page.goto(address)

    def ask_activation(self, national_id: str) -> None:
        """From the welcome screen to the two codes."""
        self.screen("welcome")
        self.page.locator("#start-activation").click()
        self.screen("identify")
        self.page.locator("#national-id").fill(national_id)
        self.page.locator("#identify-submit").click()
        self.screen("codes")

    def type_codes(self, *, ticket: str | None, code: str) -> None:
        """The code of the e-mail (None when its link brought it) and the code of the SMS."""
        self.screen("codes")
        if ticket is not None:
            self.page.locator("#ticket").fill(ticket)
        self.page.locator("#sms-code").fill(code)
        self.page.locator("#codes-submit").click()

    def choose_pin(self, pin: str) -> None:
        """Confirm the holder, choose the PIN and repeat it."""
        self.screen("holder")
        self.page.locator("#holder-confirm").click()
        for _ in range(2):
            self.screen("new-pin")
            self.type_pin(pin)
        self.screen("done", seconds=30)
        self.page.locator("#done").click()
        self.screen("home")

    def type_pin(self, pin: str) -> None:
        """Press the keys of the pad, then enter."""
        for digit in pin:
            self.page.locator(f'[data-digit="{digit}"]').click()
        self.page.locator("#pin-enter").click()

    def choose_number(self, number: str) -> None:
        """Open the waiting request and choose the number that the browser shows."""
        self.page.locator(".request-line").first.click(timeout=15_000)
        self.screen("request")
        self.page.locator(f'[data-number="{number}"]').click()
        self.screen("request-pin")

    def answer(self, page: Page, *, national_id: str, pin: str) -> None:
        """A number typed on the page of a sign-in asks this phone, which approves."""
        page.locator("input[name=national_id]").fill(national_id)
        page.locator("#identify-submit").click()
        number = page.locator("#sign-in-number")
        number.wait_for()
        self.choose_number(number.inner_text().strip())
        self.type_pin(pin)
