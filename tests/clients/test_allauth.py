"""django-allauth as a client: its provider `openid_connect`."""

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
    back = [f"{place.origin}/accounts/oidc/ecps/login/callback/"]
    start("allauth_app", register(product, place.folder, redirect_uris=back))


def test_allauth_makes_an_account_finds_it_again_and_leaves_it(person: Person, place: Place) -> None:
    door = f"{place.origin}/accounts/oidc/ecps/login/"

    first = person.sign_in_at(door).raise_for_status()
    person.open("GET", f"{place.origin}/accounts/logout/").raise_for_status()
    nobody = person.open("GET", f"{place.origin}/").json()
    again, done = person.act(person.open("GET", door))

    shown = first.json()
    assert first.url == again.url == f"{place.origin}/"
    assert shown["claims"]["acr"] == "eidas1"
    assert shown["userinfo"]["SubjectNameID"] == HOLDER
    assert shown["uid"] == shown["claims"]["sub"] == shown["userinfo"]["sub"]
    assert shown["has_refresh_token"]
    assert nobody == {"username": ""}
    assert done == "continue"  # the session at the provider went on
    assert again.json()["username"] == shown["username"]
