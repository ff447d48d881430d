"""Sign-ins by QR code and on the same phone, in the wallet: what a link brings, what is typed, what is carried back."""

from collections.abc import Callable

import pytest

from tests.wallet.conftest import Phone
from tests.wallet.facts import ISSUER, ORIGIN, PIN, RETURN_CODE

pytestmark = pytest.mark.browser

Check = Callable[[], None]
SIGN_IN_PAGE = f"{ISSUER}/oidc/connexion/00000000-0000-4000-8000-000000000009/"
NOTE_SCREENS = """() => {
  const place = document.getElementById("screen");
  globalThis.screens = [];
  new MutationObserver(() => globalThis.screens.push(place.dataset.screen)).observe(place, { childList: true });
}"""


def follow(phone: Phone, claim: str) -> None:
    """Open a link in the wallet that is open already."""
    phone.page.goto(f"{ORIGIN}/#c={claim}")


def test_a_scanned_code_asks_for_the_number_that_its_page_shows(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()

    follow(phone, phone.server.offer("QR"))

    phone.see("request")
    assert phone.page.url == f"{ORIGIN}/"  # the claim stays in no history
    assert not phone.page.is_visible('[data-part="numbers-card"]')
    assert not phone.page.is_visible("#approve")
    check_screen()

    phone.page.fill("#typed-number", "4")
    phone.page.click("#typed-number-submit")
    phone.page.wait_for_selector("#typed-number-error:visible")
    check_screen()

    phone.page.fill("#typed-number", "42")
    phone.page.press("#typed-number", "Enter")
    phone.see("request-pin")
    phone.type_pin(PIN)
    phone.page.wait_for_selector('[data-outcome="APPROVED"]')
    assert phone.server.decisions[0]["number"] == "42"
    assert phone.page.is_hidden("#carry-back")
    check_screen()


def test_a_link_to_an_open_wallet_is_followed_once_and_straight(phone: Phone) -> None:
    """The browser tells of the link twice, as a step of the history and as another fragment."""
    phone.hold_card()
    phone.page.evaluate(NOTE_SCREENS)

    follow(phone, phone.server.offer("QR"))

    phone.see("request")
    assert phone.page.evaluate("globalThis.screens") == ["busy", "request"]


def test_a_wrong_number_typed_refuses(phone: Phone) -> None:
    phone.hold_card()
    follow(phone, phone.server.offer("QR"))
    phone.see("request")

    phone.page.fill("#typed-number", "24")
    phone.page.click("#typed-number-submit")
    phone.type_pin(PIN)

    phone.page.wait_for_selector('[data-outcome="DENIED"]')


def test_a_link_opens_a_closed_wallet_on_its_request(phone: Phone) -> None:
    phone.hold_card()
    claim = phone.server.offer("QR")
    phone.page.goto("about:blank")

    phone.page.goto(f"{ORIGIN}/#c={claim}")

    phone.see("request")
    phone.page.go_back()
    phone.see("home")


def test_different_places_are_a_step_of_its_own(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()

    follow(phone, phone.server.offer("QR", same_network=False, claimed_from="198.51.100.7"))

    phone.see("other-place")
    words = phone.page.inner_text("#screen")
    assert "198.51.100.7" in words
    assert "192.0.2.17" in words
    check_screen()
    phone.page.click("#place-agree")
    phone.see("request")
    assert phone.page.is_visible("#typed-number")
    phone.page.go_back()
    phone.see("home")
    phone.page.click(".request-line")
    phone.see("request")  # said once, it is not asked again


def test_who_was_handed_a_code_reports_it(phone: Phone) -> None:
    phone.hold_card()
    follow(phone, phone.server.offer("LINK", same_network=False, claimed_from="198.51.100.7"))
    phone.see("other-place")

    phone.page.click("#place-refuse")
    phone.page.click("#report-confirm")

    phone.page.wait_for_selector('[data-outcome="REPORTED"]')
    assert phone.server.decisions[0]["decision"] == "report"


def test_on_the_same_phone_the_code_is_carried_back_in_the_fragment(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()

    follow(phone, phone.server.offer("LINK", return_to=SIGN_IN_PAGE))

    phone.see("request")
    assert not phone.page.is_visible("#typed-number")
    check_screen()
    phone.page.click("#approve")
    phone.type_pin(PIN)
    phone.page.wait_for_url(f"{SIGN_IN_PAGE}#r={RETURN_CODE}")
    assert SIGN_IN_PAGE in phone.server.addresses
    assert not [address for address in phone.server.addresses if RETURN_CODE in address]


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.test/", "javascript:alert(1)"])
def test_a_code_is_carried_to_the_provider_only(phone: Phone, elsewhere: str) -> None:
    phone.hold_card()
    follow(phone, phone.server.offer("LINK", return_to=elsewhere))
    phone.see("request")

    phone.page.click("#approve")
    phone.type_pin(PIN)

    phone.page.wait_for_selector('[data-outcome="APPROVED"]')
    assert phone.page.is_hidden("#carry-back")
    assert phone.page.url == f"{ORIGIN}/"


@pytest.mark.parametrize("status", [404, 409, 410, 422])
def test_a_claim_that_is_refused_says_what_to_do(phone: Phone, check_screen: Check, status: int) -> None:
    phone.hold_card()
    claim = phone.server.offer("QR")
    phone.server.claims[claim] = status

    follow(phone, claim)

    phone.page.wait_for_selector('[data-outcome="OVER"]')
    assert phone.page.inner_text("#screen h1")
    check_screen()
    phone.page.click("#result-close")
    phone.see("home")


def test_what_is_no_claim_opens_the_wallet(phone: Phone) -> None:
    phone.hold_card()

    follow(phone, "../../../etc/passwd")

    phone.page.wait_for_url(f"{ORIGIN}/")
    phone.see("home")


def test_a_browser_without_a_card_says_where_the_card_may_be(phone: Phone, check_screen: Check) -> None:
    claim = phone.server.offer("LINK")

    follow(phone, claim)

    phone.see("no-card")
    assert phone.page.is_visible('[data-part="elsewhere"]')
    check_screen()
    phone.page.click("#activate-here")
    phone.see("identify")
    assert not any(claim in body for body in phone.server.bodies)


def test_a_tab_of_an_iphone_leads_to_the_home_screen(phone: Phone, check_screen: Check) -> None:
    phone.page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false })")

    follow(phone, phone.server.offer("LINK"))

    phone.see("no-card")
    assert phone.page.is_visible('[data-part="home-screen"]')
    assert phone.page.is_hidden('[data-part="elsewhere"]')
    check_screen()


def test_a_card_that_may_not_be_used_takes_nothing(phone: Phone) -> None:
    phone.hold_card()
    phone.server.state = "SUSPENDED"

    follow(phone, phone.server.offer("QR"))

    phone.see("SUSPENDED")


def test_with_several_cards_the_holder_chooses_which_one_takes_it(phone: Phone) -> None:
    phone.hold_card()
    phone.page.evaluate(
        """async () => {
          const { allCards, saveCard } = await import("/static/wallet/store.js");
          const [card] = await allCards();
          await saveCard({ ...card, card: "another" });
        }"""
    )
    claim = phone.server.offer("QR")
    phone.page.goto("about:blank")

    phone.page.goto(f"{ORIGIN}/#c={claim}")

    phone.see("choose-card")
    phone.page.click(".request-line >> nth=0")
    phone.see("request")
