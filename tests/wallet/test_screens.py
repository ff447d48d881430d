"""The wallet in a real browser, against a server that verifies every signature."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.wallet.conftest import Phone
from tests.wallet.facts import ORIGIN, PIN

pytestmark = pytest.mark.browser

Check = Callable[[], None]


def test_a_request_is_approved_with_its_number_and_the_pin(phone: Phone, check_screen: Check) -> None:
    phone.activate()
    check_screen()
    asked = phone.server.ask()
    phone.open_request()
    check_screen()
    phone.page.click('[data-number="42"]')
    phone.see("request-pin")
    check_screen()
    phone.type_pin(PIN)
    phone.see("result")
    check_screen()

    decision = phone.server.decisions[0]
    assert (decision["decision"], decision["number"], decision["login_request"]) == ("approve", "42", asked["id"])


def test_a_wrong_number_is_told_as_a_refusal(phone: Phone) -> None:
    phone.hold_card()
    phone.server.ask()
    phone.open_request()

    phone.page.click('[data-number="17"]')
    phone.type_pin(PIN)

    phone.page.wait_for_selector('[data-outcome="DENIED"]')


@pytest.mark.parametrize(("buttons", "decision"), [(["#refuse"], "deny"), (["#report", "#report-confirm"], "report")])
def test_a_refusal_carries_no_number_and_no_pin(phone: Phone, buttons: list[str], decision: str) -> None:
    phone.hold_card()
    phone.server.ask()
    phone.open_request()

    for button in buttons:
        phone.page.click(button)
    phone.see("result")

    assert phone.server.decisions[0]["decision"] == decision
    assert "number" not in phone.server.decisions[0]
    assert "pin_proof" not in json.loads(next(body for body in phone.server.bodies if "decision_jws" in body))


def test_the_third_wrong_pin_shows_the_locked_card(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.server.ask()
    phone.open_request()
    phone.page.click('[data-number="42"]')

    for _attempt in range(3):
        phone.see("request-pin")
        phone.type_pin("111111")
        phone.page.wait_for_function(
            "document.querySelector('#screen').dataset.screen === 'LOCKED'"
            " || document.querySelector('[data-part=pin-error]')?.textContent"
        )

    phone.see("LOCKED")
    check_screen()


def test_the_words_of_a_service_are_approved_only_after_a_tick(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.server.ask(purpose="CIBA", binding_text="Ordonnance <b>4512</b>", first_use=False)
    phone.open_request()

    assert phone.page.inner_text(".binding-text") == "Ordonnance <b>4512</b>"
    assert phone.page.is_disabled('[data-number="42"]')
    check_screen()
    phone.page.check("#binding-read")
    assert phone.page.is_enabled('[data-number="42"]')


def test_a_program_never_used_before_has_a_warning_of_its_own(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.server.ask(purpose="CIBA")
    phone.page.click(".request-line")
    phone.see("new-service")
    check_screen()
    phone.page.click("#service-agree")
    phone.see("request")

    assert "Dossier de soins" in phone.page.inner_text("#numbers-heading")
    phone.page.click('[data-number="42"]')
    phone.see("request-pin")


def test_a_program_that_was_not_asked_is_reported_from_its_warning(phone: Phone) -> None:
    phone.hold_card()
    phone.server.ask(purpose="CIBA")
    phone.page.click(".request-line")
    phone.see("new-service")
    phone.page.click("#service-refuse")
    phone.see("report")


def test_words_without_a_number_are_approved_after_the_tick(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.server.ask(purpose="CIBA", binding_text="1234", numbers=[], first_use=False)
    phone.open_request()

    assert phone.page.is_disabled("#approve")
    check_screen()
    phone.page.check("#binding-read")
    phone.page.click("#approve")
    phone.see("request-pin")


def test_a_phone_whose_clock_is_wrong_takes_the_servers_and_tries_once_more(phone: Phone) -> None:
    phone.hold_card()
    phone.server.skew = timedelta(hours=1)
    phone.server.ask()
    phone.ask_at_once()

    phone.page.wait_for_selector(".request-line")

    assert phone.server.refused_proofs == 1


@pytest.mark.parametrize("state", ["LOCKED", "SUSPENDED", "REVOKED", "EXPIRED", "NOT_YET_USABLE", "NOT_ELIGIBLE"])
def test_a_card_that_is_not_active_says_what_to_do(phone: Phone, check_screen: Check, state: str) -> None:
    phone.hold_card()
    phone.server.state = state
    phone.ask_at_once()

    phone.see(state)

    check_screen()


def test_a_changed_pin_serves_at_once(phone: Phone) -> None:
    phone.hold_card()
    phone.page.click('#tab-bar [data-go="card"]')
    phone.page.click("#change-pin")
    phone.type_pin(PIN)
    phone.type_pin("482915")
    phone.type_pin("482915")
    phone.see("card")
    phone.page.click('#tab-bar [data-go="home"]')
    phone.server.ask()
    phone.open_request()
    phone.page.click('[data-number="42"]')
    phone.type_pin("482915")

    phone.page.wait_for_selector('[data-outcome="APPROVED"]')


def test_a_deleted_card_leaves_nothing_on_the_phone(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.page.click('#tab-bar [data-go="card"]')
    phone.see("card")
    check_screen()
    phone.page.click("#delete-card")
    check_screen()
    phone.page.click("#delete-confirm")
    phone.see("welcome")
    check_screen()

    phone.page.reload()
    phone.see("welcome")


def test_without_network_a_form_keeps_what_was_typed(phone: Phone) -> None:
    phone.page.goto(f"{ORIGIN}/")
    phone.page.click("#start-activation")
    phone.page.context.set_offline(True)
    phone.page.route("**/activations", lambda route: route.abort())

    phone.page.fill("#national-id", "99700000123")
    phone.page.click("#identify-submit")
    phone.page.wait_for_selector("#national-id-error:visible")

    assert phone.page.input_value("#national-id") == "99700000123"


def test_back_from_an_answered_request_shows_the_open_wallet(phone: Phone) -> None:
    phone.hold_card()
    phone.server.ask()
    phone.open_request()
    phone.page.click("#refuse")
    phone.see("result")

    phone.page.go_back()

    phone.see("home")


def test_the_wallet_is_used_with_the_keyboard_alone(phone: Phone) -> None:
    phone.hold_card()
    phone.server.ask()
    phone.ask_at_once()
    phone.page.wait_for_selector(".request-line")
    phone.page.focus(".request-line")
    phone.page.keyboard.press("Enter")
    phone.see("request")
    phone.page.focus('[data-number="42"]')
    phone.page.keyboard.press("Enter")
    phone.see("request-pin")
    phone.page.keyboard.type(PIN)
    phone.page.keyboard.press("Enter")

    phone.page.wait_for_selector('[data-outcome="APPROVED"]')
