"""npm openid-client, in Node."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.clients.conftest import BOTH, HOLDER, register
from tests.clients.library import Library, library_of
from tests.clients.person import Person
from tests.clients.running import Place
from tests.support.client_keys import key_for, public_set
from tests.support.product import Product

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def library(product: Product, place: Place) -> Iterator[Library]:
    client = register(
        product,
        place.folder,
        redirect_uris=[f"{place.origin}/back"],
        post_logout_redirect_uris=[f"{place.origin}/out"],
        grant_types=[*BOTH, "client_credentials"],
    )
    with library_of(product, place, client) as made:
        assert made.tell("discover") == {"issuer": product.site, "pkce": True}
        yield made


@pytest.fixture(autouse=True)
def _silent(library: Library) -> Iterator[None]:
    yield
    assert library.log.read_text() == ""


@pytest.fixture
def person(provider: Any) -> Iterator[Person]:
    """Nothing listens at the addresses of this client: what is sent there is handed to the library."""
    with Person(provider) as opened:
        yield opened


def sign_in(library: Library, person: Person) -> dict[str, Any]:
    reached = person.sign_in_at(library.tell("begin")["address"])
    return library.tell("finish", address=reached.headers["location"])


def test_openid_client_signs_in_renews_its_tokens_and_signs_out(library: Library, person: Person, place: Place) -> None:
    signed_in = sign_in(library, person)
    renewed = library.tell("renew")
    out = person.open("GET", library.tell("leave")["address"])

    assert signed_in["claims"]["acr"] == "eidas1"
    assert signed_in["userinfo"]["SubjectNameID"] == HOLDER
    assert renewed["isNew"]
    assert renewed["claims"]["sub"] == signed_in["claims"]["sub"]
    assert renewed["userinfo"] == signed_in["userinfo"]
    assert out.headers["location"] == f"{place.origin}/out?state=the+end"
    assert library.tell("refused")["error"] == "invalid_grant"


def test_openid_client_asks_about_its_tokens_and_takes_them_back(library: Library, person: Person) -> None:
    signed_in = sign_in(library, person)

    told = library.tell("introspect")
    after = library.tell("revoke")

    assert told["access"]["active"]
    assert told["access"]["sub"] == told["refresh"]["sub"] == signed_in["claims"]["sub"]
    assert after == {"access": {"active": False}, "refresh": {"active": False}}
    assert library.tell("refused") == {"code": "OAUTH_RESPONSE_BODY_ERROR", "error": "invalid_grant", "status": 400}


def test_openid_client_has_tokens_of_the_service_itself(library: Library) -> None:
    own = library.tell("own")

    assert own["granted"]["token_type"] == "bearer"  # the library writes it so
    assert own["granted"]["scope"] == "scope_all"
    assert "refresh_token" not in own["granted"]
    assert own["introspected"]["active"]


def test_openid_client_proves_itself_with_its_key(
    library: Library, product: Product, person: Person, place: Place
) -> None:
    key = key_for("ES256")
    client = register(
        product,
        place.folder,
        redirect_uris=[f"{place.origin}/back"],
        grant_types=[*BOTH, "client_credentials"],
        token_endpoint_auth_method="private_key_jwt",
        jwks=public_set(key),
    )
    jwk = json.dumps(key.as_dict(private=True))

    known = library.tell("discoverWithKey", client=client.client_id, jwk=jwk)
    signed_in = sign_in(library, person)
    renewed = library.tell("renew")
    own = library.tell("own")
    library.tell("discover")

    assert known == {"issuer": product.site}
    assert client.secret == ""
    assert signed_in["userinfo"]["SubjectNameID"] == HOLDER
    assert renewed["isNew"]
    assert own["introspected"]["active"]
