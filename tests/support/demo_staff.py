"""Staff of the demo signing in to the portal, as a program."""

import httpx

from config.demo.people import PASSWORD, STAFF
from tests.support import totp
from tests.support.pages import submit
from tests.support.product import Product

REGISTRAR, OTHER_REGISTRAR, AGENT = STAFF[0], STAFF[1], STAFF[2]


def sign_in(product: Product, email: str, secret: str) -> httpx.Client:
    """A client inside the portal: password, then the authenticator's code."""
    client = httpx.Client(timeout=30, follow_redirects=True)
    page = client.get(f"{product.site}/compte/login/?next=/portail/")
    page = submit(client, page, having="login", login=email, password=PASSWORD)
    page = submit(client, page, having="code", code=totp.code(secret))
    assert page.status_code == 200, page.text[:500]
    assert page.url.path == "/portail/", page.url
    return client
