"""npm openid-client, in Node, where there is no browser: with a secret, with its key, and with its certificate."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from activation.management.phone.keys import StoredCard
from tests.clients.conftest import HOLDER, register
from tests.clients.library import Library, library_of
from tests.clients.running import Place
from tests.conformance.phone import answer
from tests.conformance.suite import Registered
from tests.support.card_proxy import require_nginx
from tests.support.client_keys import key_for, public_set
from tests.support.product import Product

pytestmark = pytest.mark.slow
GRANTS = ["urn:openid:params:grant-type:ciba", "refresh_token"]


def make_client(product: Product, place: Place, **members: Any) -> Registered:
    return register(
        product,
        place.folder,
        grant_types=GRANTS,
        backchannel_token_delivery_mode="poll",
        backchannel_poll_interval=1,
        **members,
    )


@pytest.fixture(scope="module")
def library(product: Product, place: Place) -> Iterator[Library]:
    with library_of(product, place, make_client(product, place)) as made:
        yield made


@pytest.fixture(autouse=True)
def _silent(library: Library) -> Iterator[None]:
    yield
    assert library.log.read_text() == ""


def sign_in(library: Library, product: Product, card: StoredCard, **signing: str) -> dict[str, Any]:
    """Asked for by the service, approved by one tap while it polls, read by the service."""
    told = library.tell("ask", hint=HOLDER, number="42", **signing)
    assert told["interval"] == 1
    library.begin("poll")
    assert answer(product, card, "approve", number="42") == 1
    return library.hear()


def test_openid_client_signs_in_with_a_secret_where_there_is_no_browser(
    library: Library, product: Product, card: StoredCard
) -> None:
    library.tell("discover")

    signed_in = sign_in(library, product, card)
    renewed = library.tell("renew")

    assert signed_in["claims"]["acr"] == "eidas1"
    assert signed_in["userinfo"]["SubjectNameID"] == HOLDER
    assert renewed["isNew"]


@pytest.mark.parametrize("algorithm", ["ES256", "PS256"])
def test_openid_client_signs_what_it_asks_and_proves_itself_with_its_key(
    library: Library, product: Product, place: Place, card: StoredCard, algorithm: str
) -> None:
    own, asking = key_for("ES256", "own"), key_for(algorithm, "asking")
    client = make_client(
        product,
        place,
        token_endpoint_auth_method="private_key_jwt",
        backchannel_authentication_request_signing_alg=algorithm,
        jwks=public_set(own, asking),
    )
    library.tell("discoverWithKey", client=client.client_id, jwk=json.dumps(own.as_dict(private=True)))

    signed_in = sign_in(library, product, card, jwk=json.dumps(asking.as_dict(private=True)), algorithm=algorithm)

    assert client.secret == ""
    assert signed_in["userinfo"]["SubjectNameID"] == HOLDER


def test_a_signed_request_bound_to_a_certificate_signs_a_person_in_with_one_tap(
    library: Library, product: Product, place: Place, card: StoredCard
) -> None:
    require_nginx()
    asking = key_for("PS256", "asking")
    client = make_client(
        product,
        place,
        token_endpoint_auth_method="tls_client_auth",
        tls_client_auth_subject_dn="CN=service.test",
        tls_client_certificate_bound_access_tokens=True,
        backchannel_authentication_request_signing_alg="PS256",
        jwks=public_set(asking),
    )
    certificate, key = map(str, product.service_certificate)
    library.tell("discoverWithCertificate", client=client.client_id, certificate=certificate, key=key)

    signed_in = sign_in(library, product, card, jwk=json.dumps(asking.as_dict(private=True)), algorithm="PS256")
    refused = library.tell("withoutCertificate")
    renewed = library.tell("renew")

    assert signed_in["claims"]["acr"] == "eidas1"
    assert signed_in["userinfo"]["SubjectNameID"] == HOLDER
    assert refused == {"alias": 401, "usual": 401}
    assert renewed["isNew"]
