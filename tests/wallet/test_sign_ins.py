"""The history of sign-ins, the sessions, and the way out of everywhere, on the phone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.wallet.conftest import Phone
from tests.wallet.facts import SERVICE

pytestmark = pytest.mark.browser

Check = Callable[[], None]
FIREFOX = {"address": "192.0.2.17", "user_agent": "Firefox/140.0 Windows"}


def sign_in(phone: Phone, kind: str, **differences: Any) -> None:
    """Let the server remember one line of the history."""
    card = {"card": None, "card_name": None, "is_this": False}
    line = {"at": phone.server.instant(), "kind": kind, "client": SERVICE, "origin": FIREFOX, "acr": "eidas1", **card}
    phone.server.sign_ins.append({**line, **differences})


def test_an_empty_history_says_what_comes_there(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    phone.page.click('#tab-bar [data-go="sign-ins"]')
    phone.page.wait_for_selector('[data-part="empty"]:visible')

    check_screen()


def test_the_history_says_who_when_where_and_how(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    sign_in(phone, "SIGNED_IN", is_this=True, card_name="Chrome")
    sign_in(phone, "REPORTED", card_name="Téléphone du cabinet")
    sign_in(phone, "AGAIN")
    phone.page.click('#tab-bar [data-go="sign-ins"]')
    phone.page.wait_for_selector(".history__line")
    lines = [line.inner_text() for line in phone.page.query_selector_all(".history__line")]
    check_screen()

    assert len(lines) == 2
    assert all("Dossier de soins" in line and "Firefox" in line and "192.0.2.17" in line for line in lines)
    assert "Téléphone du cabinet" in lines[1]


def test_older_lines_are_added_below(phone: Phone) -> None:
    phone.hold_card()
    for _ in range(3):
        sign_in(phone, "REFUSED")
    phone.page.click('#tab-bar [data-go="sign-ins"]')
    phone.page.click("#older")
    phone.page.wait_for_selector(".history__line:nth-child(3)")

    assert phone.page.is_hidden("#older")


def test_signing_out_everywhere_is_confirmed_then_told(phone: Phone, check_screen: Check) -> None:
    phone.hold_card()
    instants = {name: phone.server.instant() for name in ("since", "last_used_at", "ends_at")}
    card = {"card": None, "card_name": "Chrome", "is_this": True}
    phone.server.sessions = [
        {**instants, **card, "acr": "eidas1", "origin": FIREFOX, **kind, "services": [SERVICE]}
        for kind in ({"shared": False}, {"shared": True}, {"shared": False, "without_browser": True})
    ]
    phone.page.click('#tab-bar [data-go="sign-ins"]')
    phone.page.click("#see-sessions")
    phone.see("sessions")
    lines = phone.page.locator(".history__line").all_inner_texts()
    check_screen()
    phone.page.click("#sign-out")
    phone.see("sign-out")
    check_screen()
    phone.page.click("#sign-out-confirm")
    phone.see("sessions")
    phone.page.wait_for_selector('[data-part="empty"]:visible')

    assert ["Firefox" in line for line in lines] == [True, True, False]
    assert "Demandée par un service, sans navigateur" in lines[2]
    assert phone.server.sessions == []
    assert phone.page.is_hidden("#sign-out")


def test_without_network_the_history_says_so(phone: Phone) -> None:
    phone.hold_card()
    phone.page.route("**/sign-ins", lambda route: route.abort())
    phone.page.click('#tab-bar [data-go="sign-ins"]')

    phone.page.wait_for_selector('[data-part="offline"]:visible')
