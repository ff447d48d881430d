"""Authlib, as Django sites use it."""

from collections.abc import Callable

import pytest

from tests.clients.conftest import HOLDER, register
from tests.clients.person import Person
from tests.clients.running import Place
from tests.conformance.suite import Registered
from tests.support.product import Product

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _client(product: Product, place: Place, start: Callable[[str, Registered], None]) -> None:
    back, out = [f"{place.origin}/back"], [f"{place.origin}/out"]
    start("authlib_app", register(product, place.folder, redirect_uris=back, post_logout_redirect_uris=out))


def test_authlib_signs_in_renews_its_tokens_and_signs_out(person: Person, place: Place) -> None:
    signed_in = person.sign_in_at(f"{place.origin}/sign-in").raise_for_status().json()
    renewed = person.open("GET", f"{place.origin}/renew").raise_for_status().json()
    out = person.open("GET", f"{place.origin}/sign-out").raise_for_status()

    assert signed_in["claims"]["acr"] == "eidas1"
    assert signed_in["userinfo"]["SubjectNameID"] == HOLDER
    assert signed_in["userinfo"]["sub"] == signed_in["claims"]["sub"]
    assert renewed["is_new"]
    assert renewed["claims"]["sub"] == signed_in["claims"]["sub"]
    assert renewed["userinfo"] == signed_in["userinfo"]
    assert out.json() == {"post_logout_redirect_uri": f"{place.origin}/out"}
    assert 'id="identify-form"' in person.open("GET", f"{place.origin}/sign-in").text
