"""The basic plans, by query and by form: whether the person is asked again, module by module."""

import time

import pytest

from tests.conformance.suite import NOT_SIGNED_IN, Browser, Registered

pytestmark = pytest.mark.slow

ONE_SECOND = 1.1  # auth_time is a whole number of them


def test_oidcc_prompt_login(browser: Browser, client: Registered) -> None:
    first = browser.sign_in(client)
    time.sleep(ONE_SECOND)
    again = browser.sign_in(client, prompt="login")

    assert again.asked == "sign-in"
    assert again.claims["auth_time"] > first.claims["auth_time"]
    assert again.claims["sub"] == first.claims["sub"]


def test_oidcc_prompt_none_not_logged_in(browser: Browser, client: Registered) -> None:
    assert browser.refused(client, prompt="none") in NOT_SIGNED_IN


def test_oidcc_prompt_none_logged_in(browser: Browser, client: Registered) -> None:
    first = browser.sign_in(client)
    again = browser.sign_in(client, prompt="none")

    assert again.asked == ""
    assert again.code != first.code
    for claim in ("sub", "auth_time"):
        assert again.claims[claim] == first.claims[claim]


def test_oidcc_max_age_1(browser: Browser, client: Registered) -> None:
    first = browser.sign_in(client)
    time.sleep(2 * ONE_SECOND)
    again = browser.sign_in(client, max_age="1")

    assert again.asked == "sign-in"
    assert again.claims["auth_time"] > first.claims["auth_time"]
    assert time.time() - again.claims["auth_time"] < 60


def test_oidcc_max_age_10000(browser: Browser, client: Registered) -> None:
    first = browser.sign_in(client, max_age="15000")
    time.sleep(ONE_SECOND)
    again = browser.sign_in(client, max_age="10000")

    assert again.asked == "continue"  # the person confirms who they are, and authenticates no second time
    assert again.claims["auth_time"] == first.claims["auth_time"]


def test_oidcc_id_token_hint(browser: Browser, client: Registered) -> None:
    first = browser.sign_in(client)
    again = browser.sign_in(client, prompt="none", id_token_hint=first.tokens["id_token"])

    assert again.asked == ""
    assert again.claims["sub"] == first.claims["sub"]
