"""The other cards of a holder, on the screens of one of them."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.wallet.conftest import Phone
from tests.wallet.facts import PIN

Check = Callable[[], None]
OTHER_PIN = "603184"


def test_a_new_card_that_waits_is_shown_and_approved_with_the_pin(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.server.other()
    phone.page.reload()
    phone.page.click("#see-new-card")
    phone.see("other-card")
    check_screen()

    phone.page.click("#approve-card")
    phone.see("other-card-pin")
    check_screen()
    phone.type_pin(OTHER_PIN)
    phone.page.wait_for_selector('[data-part="pin-error"]:not(:empty)')
    phone.type_pin(PIN)
    phone.see("own-cards")
    check_screen()

    assert phone.server.ended == [("approval", "")]


@pytest.mark.parametrize(
    ("standing", "reason"), [("NOT_YET_USABLE", "disowned"), ("ACTIVE", "lost"), ("ACTIVE", "stolen")]
)
def test_a_card_elsewhere_is_revoked_and_says_why(phone: Phone, standing: str, reason: str) -> None:
    phone.hold_card()
    phone.server.other(standing)
    phone.page.click('[data-go="card"]')
    phone.page.click("#own-cards")
    phone.page.click(".request-line")

    phone.page.click(f'[data-reason="{reason}"]')
    phone.type_pin(PIN)
    phone.see("own-cards")

    assert phone.server.ended == [("revocation", reason)]


def test_a_phone_is_named(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.server.other("ACTIVE", is_this=True)
    phone.page.click('[data-go="card"]')
    phone.page.click("#own-cards")
    phone.page.click(".request-line")
    phone.see("rename-card")
    phone.page.click("#rename-submit")
    phone.page.wait_for_selector("#phone-name-error:visible")
    check_screen()

    phone.page.fill("#phone-name", "téléphone du cabinet")
    phone.page.click("#rename-submit")
    phone.see("own-cards")

    assert phone.server.names == ["téléphone du cabinet"]


def renew(phone: Phone) -> None:
    """Activate again on the phone that holds a working card."""
    server = phone.server
    phone.hold_card()
    held = phone.page.evaluate(
        """async () => (await import("/static/wallet/store.js")).allCards().then((cards) => cards[0].card)"""
    )
    server.former_pin_wanted = server.pin_proof
    server.replaceable = [{"card": held, "state": "ACTIVE"}]
    server.usable_after = timedelta(0)
    phone.page.click('[data-go="card"]')
    phone.page.click("#own-cards")
    phone.page.click("#activate-other")
    phone.page.fill("#national-id", "899700000123")
    phone.page.click("#identify-submit")
    phone.see("codes")
    phone.page.fill("#ticket", "00000000-0000-4000-8000-000000000007.tickeT_-x")


def test_a_renewal_asks_the_former_pin_and_says_a_wrong_one(phone: Phone, check_screen: Check) -> None:
    renew(phone)
    phone.confirm()
    phone.type_pin(OTHER_PIN)
    phone.type_pin(OTHER_PIN)
    phone.see("former-pin")
    check_screen()

    phone.type_pin("118273")
    phone.page.wait_for_selector('[data-part="pin-error"]:not(:empty)')
    phone.type_pin(PIN)
    phone.see("done")

    bound = json.loads(phone.server.bodies[-1])
    assert bound["former_pin_proof"] == phone.server.former_pin_wanted
    assert bound["replaces"] == phone.server.replaceable[0]["card"]


def test_a_forgotten_former_pin_goes_on_without_it(phone: Phone) -> None:
    renew(phone)
    phone.confirm()
    phone.type_pin(OTHER_PIN)
    phone.type_pin(OTHER_PIN)
    phone.page.click("#former-forgotten")
    phone.see("done")

    assert "former_pin_proof" not in json.loads(phone.server.bodies[-1])


@pytest.mark.parametrize("sms", ["waiting", "sent", "received", "failed"])
def test_who_holds_the_ticket_reads_where_the_text_message_is(phone: Phone, sms: str) -> None:
    phone.server.sms = sms
    phone.receive_codes()

    phone.page.wait_for_selector('[data-part="sms-state"]:not(:empty)')

    assert "18" in phone.text("sms-state")


def test_a_card_says_how_it_was_made_and_a_forgotten_pin_leads_to_a_new_one(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.page.click('[data-go="card"]')
    phone.see("card")
    phone.page.wait_for_selector('[data-fill="mode"]:not(:empty)')
    facts = {
        name: phone.page.inner_text(f'#screen [data-fill="{name}"]') for name in ("mode", "last_used_at", "platform")
    }
    check_screen()

    phone.page.click("#forgotten-pin")
    phone.see("identify")

    assert facts == {"mode": "deux codes", "last_used_at": "jamais", "platform": "Linux · 0"}


def test_a_card_that_waits_says_how_another_one_approves_it(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.server.state = "NOT_YET_USABLE"
    phone.page.reload()
    phone.see("NOT_YET_USABLE")
    check_screen()
