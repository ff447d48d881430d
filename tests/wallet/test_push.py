"""Notifications: offered once the card has served, turned on, and off again."""

from collections.abc import Callable

import pytest

from tests.wallet.conftest import Phone

pytestmark = pytest.mark.browser

Check = Callable[[], None]
KEY = "BP" + "A" * 85
# What a browser with a push service has; this one has none
PUSH = """
globalThis.permission = "default";
let held = sessionStorage.getItem("held");
const subscription = () => held && {
  endpoint: held,
  options: {},
  unsubscribe: async () => { held = null; sessionStorage.removeItem("held"); return true; },
};
const registration = { pushManager: {
  getSubscription: async () => subscription(),
  subscribe: async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || applicationServerKey.length !== 65) throw new TypeError();
    held = "https://push.test/phone";
    sessionStorage.setItem("held", held);
    return subscription();
  },
} };
Object.defineProperty(navigator, "serviceWorker", { value: {
  register: async () => registration, getRegistration: async () => registration, ready: Promise.resolve(registration),
} });
globalThis.PushManager = class {};
globalThis.Notification = class {
  static get permission() { return permission; }
  static async requestPermission() { permission = "%s"; return permission; }
};
"""


def activate(phone: Phone, answer: str) -> None:
    """Activate on a phone whose holder answers the browser so."""
    phone.server.push_key = KEY
    phone.page.add_init_script(PUSH % answer)
    phone.hold_card()


def test_notifications_are_offered_turned_on_and_off(phone: Phone, check_screen: Check) -> None:
    activate(phone, "granted")
    phone.page.wait_for_selector('[data-part="push-offer"]:visible')
    check_screen()
    phone.page.click("#push-on")
    phone.page.wait_for_selector('[data-part="push-offer"]', state="hidden")
    assert phone.server.endpoints == ["https://push.test/phone"]

    phone.page.click('#tab-bar [data-go="card"]')
    phone.page.click('#push-toggle[data-state="on"]')
    phone.page.wait_for_selector('#push-toggle[data-state="off"]')

    assert phone.server.endpoints == []


def test_who_refuses_is_not_asked_again(phone: Phone) -> None:
    activate(phone, "denied")
    phone.page.click("#push-on")
    phone.page.wait_for_selector('[data-part="push-offer"]', state="hidden")
    phone.page.reload()
    phone.see("home")
    phone.page.wait_for_timeout(500)

    assert phone.page.is_hidden('[data-part="push-offer"]')
    assert phone.server.endpoints == []


def test_not_now_is_kept(phone: Phone) -> None:
    activate(phone, "granted")
    phone.page.click("#push-later")
    phone.page.reload()
    phone.see("home")
    phone.page.wait_for_timeout(500)

    assert phone.page.is_hidden('[data-part="push-offer"]')


def test_where_nobody_is_woken_nothing_is_offered(phone: Phone) -> None:
    phone.page.add_init_script(PUSH % "granted")
    phone.hold_card()
    phone.page.wait_for_timeout(500)

    assert phone.page.is_hidden('[data-part="push-offer"]')
