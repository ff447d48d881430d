"""mozilla-django-oidc."""

from collections.abc import Callable

import pytest

from tests.clients.conftest import register
from tests.clients.person import Person
from tests.clients.running import Place
from tests.conformance.suite import Registered
from tests.support.product import Product

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _client(product: Product, place: Place, start: Callable[[str, Registered], None]) -> None:
    back, out = [f"{place.origin}/oidc/callback/"], [f"{place.origin}/out"]
    start("mozilla_app", register(product, place.folder, redirect_uris=back, post_logout_redirect_uris=out))


def test_mozilla_django_oidc_signs_in_asks_again_without_a_page_and_signs_out(person: Person, place: Place) -> None:
    signed_in = person.sign_in_at(f"{place.origin}/oidc/authenticate/").raise_for_status()
    person.open("GET", f"{place.origin}/age").raise_for_status()
    renewed = person.open("GET", f"{place.origin}/").raise_for_status()
    out = person.open("GET", f"{place.origin}/oidc/logout/").raise_for_status()

    assert signed_in.url == renewed.url == f"{place.origin}/"
    assert signed_in.json()["username"] == renewed.json()["username"] != ""
    assert signed_in.json()["family_name"]
    assert signed_in.json()["id_token"] != renewed.json()["id_token"]
    assert out.text == "signed out"
    assert person.open("GET", f"{place.origin}/").json()["username"] == ""
    assert 'id="identify-form"' in person.open("GET", f"{place.origin}/oidc/authenticate/").text
