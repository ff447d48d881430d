"""A person signs in at the demo service: a program is their browser, a command their phone."""

import re
import time

import httpx

from tests.support.pages import submit
from tests.support.product import Product

SECONDS = 30  # until a service was told that a session ended: the worker looks every two seconds


def sign_in_at_service(product: Product, national_id: str, *, pin: str) -> str:
    """Start at the service, type the number, approve on the phone; returns the page that the service shows."""
    with product.client(follow_redirects=True) as browser:
        return _sign_in(browser, product, national_id, pin)


def leave_from_the_phone(product: Product, national_id: str, *, pin: str) -> str:
    """Sign in at the service, sign out of everything on the phone; returns the page that the service shows next, once
    it was told.
    """
    with product.client(follow_redirects=True) as browser:
        assert 'id="signed-in"' in _sign_in(browser, product, national_id, pin)
        left = product.command("wallet", "sign-out", "--card", national_id)
        assert left.returncode == 0, left.stdout + left.stderr
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            page = browser.get(f"{product.service}/", headers={"Accept-Language": "fr"}).text
            if 'id="signed-in"' not in page:
                return page
            time.sleep(0.5)
    raise AssertionError(f"the service was not told within {SECONDS} s")


def _sign_in(browser: httpx.Client, product: Product, national_id: str, pin: str) -> str:
    page = submit(browser, browser.get(f"{product.service}/"), having="csrfmiddlewaretoken")
    page = submit(browser, page, having="national_id", national_id=national_id)
    number = re.search(r'id="sign-in-number"[^>]*>\s*(\d\d)\s*<', page.text)
    assert number, page.text[:3000]

    pending = product.command("wallet", "pending", "--card", national_id)
    assert pending.returncode == 0, pending.stderr
    request_id = re.search(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", pending.stdout)
    assert request_id, pending.stdout
    approved = product.command("wallet", "approve", request_id.group(), "--number", number.group(1), "--pin", pin)
    assert approved.returncode == 0, approved.stdout + approved.stderr

    return browser.get(str(page.url)).text
