"""What a phone lives through: lost answers, other tabs, sleep, an iPhone's tab, a browser that erases."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from tests.wallet.conftest import Phone
from tests.wallet.facts import HOLDER, ORIGIN, PIN

pytestmark = pytest.mark.browser

Check = Callable[[], None]
SLEEP = """(asleep) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: asleep });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_decision_whose_answer_was_lost_is_sent_again_as_it_was(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.server.ask()

    def lose_answer(route: Route) -> None:
        """The server hears the call, the phone nothing."""
        asked = route.request
        phone.server.hear(asked.method, urlsplit(asked.url).path, asked.post_data or "", asked.headers)
        route.abort()

    phone.page.route("**/decision", lose_answer, times=1)
    phone.open_request()
    phone.page.click('[data-number="42"]')
    phone.type_pin(PIN)
    phone.see("offline")
    check_screen()

    phone.page.click("#retry")
    phone.page.wait_for_selector('[data-outcome="APPROVED"]')

    sent = [body for body in phone.server.bodies if "decision_jws" in body]
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert len(phone.server.decisions) == 1


def test_a_phone_that_sleeps_asks_nothing_and_asks_at_once_when_it_wakes(phone: Phone) -> None:
    clock = phone.page.clock
    clock.install()
    phone.hold_card()
    phone.page.wait_for_selector('[data-part="empty"]:visible')
    with phone.page.expect_response("**/login-requests"):
        clock.run_for(2500)

    phone.page.evaluate(SLEEP, True)
    asleep = len(phone.server.bodies)
    clock.run_for(6000)
    phone.page.wait_for_timeout(300)
    assert len(phone.server.bodies) == asleep

    phone.server.ask()
    phone.page.evaluate(SLEEP, False)

    phone.page.wait_for_selector(".request-line", timeout=1500)


def second_tab(phone: Phone) -> Page:
    """Open the wallet once more in the same browser, behind."""
    tab = phone.page.context.new_page()
    tab.goto(f"{ORIGIN}/")
    phone.page.bring_to_front()  # what is behind is drawn once a second, and hands wait for it
    return tab


def test_a_card_deleted_in_one_tab_is_gone_in_the_other(phone: Phone) -> None:
    phone.hold_card()
    tab = second_tab(phone)
    tab.wait_for_selector('#screen[data-screen="home"]')

    phone.page.click('#tab-bar [data-go="card"]')
    phone.page.click("#delete-card")
    phone.page.click("#delete-confirm")
    phone.see("welcome")

    tab.wait_for_selector('#screen[data-screen="welcome"]')
    tab.reload()
    tab.wait_for_selector('#screen[data-screen="welcome"]')


def test_a_card_made_in_one_tab_opens_in_the_other(phone: Phone) -> None:
    phone.page.goto(f"{ORIGIN}/")
    tab = second_tab(phone)
    tab.wait_for_selector('#screen[data-screen="welcome"]')

    phone.activate()

    tab.wait_for_selector('#screen[data-screen="home"]')


def test_a_tab_that_waits_for_codes_follows_the_one_that_made_the_card(phone: Phone) -> None:
    phone.receive_codes()
    tab = second_tab(phone)
    tab.wait_for_selector('#screen[data-screen="codes"]')

    phone.confirm()
    phone.type_pin(PIN)
    phone.type_pin(PIN)

    tab.wait_for_selector('#screen[data-screen="home"]')


def test_a_request_answered_in_one_tab_is_over_in_the_other(phone: Phone) -> None:
    phone.hold_card()
    phone.server.ask()
    tab = second_tab(phone)
    tab.bring_to_front()
    tab.click(".request-line")
    phone.page.bring_to_front()
    phone.open_request()
    phone.page.click("#refuse")
    phone.see("result")

    tab.bring_to_front()
    tab.click("#refuse")

    tab.wait_for_selector('#screen[data-screen="result"] [data-icon]:visible, #screen[data-outcome="OVER"]')


def test_a_browser_that_erased_the_key_says_so_and_leads_to_a_new_card(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.page.goto(f"{ORIGIN}/static/theme/logo.svg")
    phone.page.evaluate("new Promise((done) => { indexedDB.deleteDatabase('ecps-wallet').onsuccess = done; })")
    phone.page.goto(f"{ORIGIN}/")
    phone.see("lost")
    check_screen()

    phone.page.click("#lost-activate")
    phone.page.fill("#national-id", HOLDER["national_id"])
    phone.page.click("#identify-submit")

    phone.see("codes")


def test_who_needs_no_card_here_is_not_told_again(phone: Phone) -> None:
    phone.page.goto(f"{ORIGIN}/")
    phone.page.evaluate("localStorage.setItem('ecps-had-card', '1')")
    phone.page.reload()
    phone.page.click("#lost-known")
    phone.see("welcome")
    phone.page.reload()

    phone.see("welcome")


def test_the_browser_is_asked_to_keep_the_key(phone: Phone) -> None:
    phone.page.add_init_script("navigator.storage.persist = async () => { globalThis.asked = true; return true; };")
    phone.receive_codes()
    phone.confirm()
    phone.type_pin(PIN)
    phone.type_pin(PIN)
    phone.see("done")

    assert phone.page.evaluate("globalThis.asked") is True


def test_a_tab_of_an_iphone_says_that_the_installed_one_is_apart(phone: Phone, check_screen: Check) -> None:
    phone.page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: false });")
    phone.page.goto(f"{ORIGIN}/")
    phone.page.wait_for_selector('[data-part="ios-apart"]:visible')

    check_screen()


def test_nothing_secret_is_in_local_storage_nor_in_an_address(phone: Phone) -> None:
    addresses: list[str] = []
    phone.page.on("request", lambda request: addresses.append(request.url))
    phone.activate()
    phone.server.ask()
    phone.open_request()
    phone.page.click('[data-number="42"]')
    phone.type_pin(PIN)
    phone.see("result")

    kept = phone.page.evaluate("JSON.stringify(localStorage)")
    assert kept == '{"ecps-had-card":"1"}'
    assert phone.page.evaluate("sessionStorage.length") == 0
    secrets = [PIN, "204918", "tickeT_-x", phone.server.pin_proof]
    assert [address for address in addresses for secret in secrets if secret in address.partition("#")[0]] == []
