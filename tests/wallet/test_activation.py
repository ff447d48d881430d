"""Activations on the phone, and what they leave there: tests of other things take a shorter way to the same card."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.wallet.conftest import Phone
from tests.wallet.facts import ACTIVATION, CODE, ORIGIN, PIN, TICKET

pytestmark = pytest.mark.browser

Check = Callable[[], None]
KEPT = """async () => {
  const { allCards, progress } = await import("/static/wallet/store.js");
  const [{ privateKey, salt, ...facts }, ...others] = await allCards();
  const { type, extractable, algorithm, usages } = privateKey;
  return {
    others: others.length,
    key: { type, extractable, algorithm, usages },
    salt: [salt.constructor.name, salt.length],
    facts,
    progress: (await progress()) ?? null,
    local: { ...localStorage },
    session: { ...sessionStorage },
    place: history.state,
  };
}"""
FORGET = """async () => {
  const { allCards, forgetCard } = await import("/static/wallet/store.js");
  for (const { card } of await allCards()) await forgetCard(card);
}"""
OF_ITS_OWN = ("card", "kid", "created_at", "expires_at", "usable_from", "used_at")


def kept(phone: Phone) -> dict[str, Any]:
    """What the phone keeps, with the shape alone of what each card has for itself."""
    found: dict[str, Any] = phone.page.evaluate(KEPT)
    facts = found["facts"]
    assert facts["kid"] == phone.server.key.thumbprint()
    found["facts"] = {**facts, **{name: (type(facts[name]), len(str(facts[name]))) for name in OF_ITS_OWN}}
    return found


def test_a_card_held_at_once_is_the_card_of_an_activation(phone: Phone) -> None:
    phone.activate()
    lived = kept(phone)
    phone.page.evaluate(FORGET)

    phone.hold_card()

    assert kept(phone) == lived
    assert lived["key"]["extractable"] is False


def test_a_wrong_code_says_how_many_tries_are_left(phone: Phone, check_screen: Check) -> None:
    phone.receive_codes()

    phone.page.fill("#sms-code", "111111")
    phone.page.click("#codes-submit")
    phone.page.wait_for_selector("#sms-code-error:visible")

    assert "2" in phone.text("code-error")
    check_screen()


def test_a_third_wrong_code_ends_the_activation(phone: Phone) -> None:
    phone.server.code_tries = 1
    phone.receive_codes()

    phone.page.fill("#sms-code", "111111")
    phone.page.click("#codes-submit")

    phone.see("over")


def test_an_activation_under_way_survives_a_reload(phone: Phone) -> None:
    phone.receive_codes()

    phone.page.reload()

    phone.see("codes")


def test_the_birth_date_is_asked_when_the_server_wants_it(phone: Phone, check_screen: Check) -> None:
    phone.server.birth_date_wanted = True
    phone.page.goto(f"{ORIGIN}/")
    phone.page.click("#start-activation")
    phone.page.fill("#national-id", "99700000123")
    phone.page.click("#identify-submit")
    phone.page.wait_for_selector("#birth-date:visible")
    check_screen()
    phone.page.fill("#birth-date", "1984-03-12")
    phone.page.click("#identify-submit")
    phone.see("codes")

    assert json.loads(phone.server.bodies[-1])["birth_date"] == "1984-03-12"


def test_the_pin_and_the_salt_never_leave_the_phone(phone: Phone) -> None:
    phone.activate()

    bound = next(json.loads(body) for body in phone.server.bodies if "pin_proof" in body)
    assert set(bound) == {"binding", "pin_proof", "device", "proof"}
    assert not any(PIN in body for body in phone.server.bodies)


def test_the_sms_code_is_refused_as_a_pin(phone: Phone) -> None:
    phone.receive_codes()
    phone.confirm()

    phone.type_pin(CODE)

    assert phone.text("pin-error") != ""


def test_one_card_too_many_asks_which_to_replace(phone: Phone, check_screen: Check) -> None:
    phone.server.too_many_cards = True
    phone.receive_codes()
    phone.confirm()
    phone.type_pin(PIN)
    phone.type_pin(PIN)
    phone.see("replace")
    check_screen()

    phone.page.click("input[type=radio]")
    phone.page.click("#replace-submit")
    phone.see("done")

    assert "replaces" in json.loads(phone.server.bodies[-1])


def test_a_phone_whose_clock_is_wrong_makes_its_card(phone: Phone) -> None:
    phone.server.skew = timedelta(minutes=7)

    phone.activate()

    assert phone.server.refused_proofs == 1


def test_choosing_a_pin_survives_a_reload(phone: Phone) -> None:
    phone.receive_codes()
    phone.confirm()

    phone.page.reload()
    phone.see("holder")
    phone.page.click("#holder-confirm")
    phone.type_pin(PIN)
    phone.type_pin(PIN)

    phone.see("done")


def test_the_ticket_of_a_physical_card_asks_for_no_code(phone: Phone) -> None:
    phone.server.mode = "SMART_CARD"

    phone.page.goto(f"{ORIGIN}/#t={ACTIVATION}.{TICKET}")
    phone.page.wait_for_selector("#holder-confirm:visible")

    assert not phone.page.is_visible("[name=code]")
    assert TICKET not in phone.page.url
