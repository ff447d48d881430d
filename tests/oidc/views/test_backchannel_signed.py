"""Requests without a browser that the client signed: read from what it signed, and from nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from activation.models import VirtualCard
from oidc.models import LoginRequest, RelyingParty
from tests.factories.activation import VirtualCardFactory
from tests.factories.oidc import NOON, ClientSecretFactory
from tests.oidc.views.test_backchannel import ask, error_of
from tests.support.client_keys import claims_of, key_for, public_set, sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

AT = int(NOON.timestamp())
Signer = Callable[..., str]
NOTHING_BESIDE = {"scope": "", "acr_values": "", "login_hint": "", "binding_message": "", "channel": ""}


@pytest.fixture
def card(db: None) -> VirtualCard:
    """Of a test person."""
    made: VirtualCard = VirtualCardFactory.create()
    return made


def signing(algorithm: str) -> RelyingParty:
    made: RelyingParty = ClientSecretFactory.create(
        relying_party__asking=True,
        relying_party__backchannel_authentication_request_signing_alg=algorithm,
        relying_party__jwks=public_set(key_for(algorithm)),
    ).relying_party
    return made


def written(service: RelyingParty, card: VirtualCard, algorithm: str, *, key: Any = None, **changes: Any) -> str:
    asked = {"scope": "openid scope_all", "login_hint": card.practitioner.national_id, "binding_message": "42"}
    said = claims_of(service.public_id, issuer=settings.ISSUER, now=NOON, sub=None, nbf=AT, exp=AT + 300, **asked)
    claims = {name: value for name, value in (said | changes).items() if value is not None}
    return sign(claims, key=key or key_for(algorithm), algorithm=algorithm)


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "EdDSA"])
def test_a_signed_request_asks_the_phone(client: Client, card: VirtualCard, algorithm: str) -> None:
    service = signing(algorithm)

    response = ask(client, service, request=written(service, card, algorithm), **NOTHING_BESIDE)

    assert response.status_code == 200, response.content
    assert (LoginRequest.objects.get().number, LoginRequest.objects.get().practitioner) == ("42", card.practitioner)


def test_what_stands_beside_the_signed_request_is_not_read(client: Client, card: VirtualCard) -> None:
    service, other = signing("ES256"), VirtualCardFactory.create()

    ask(client, service, other, request=written(service, card, "ES256"), binding_message="13")

    assert (LoginRequest.objects.get().number, LoginRequest.objects.get().practitioner) == ("42", card.practitioner)


def test_ensure_unsigned_backchannel_authorization_request_fails(client: Client, card: VirtualCard) -> None:
    assert error_of(ask(client, signing("ES256"), card)) == "invalid_request"
    assert not LoginRequest.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": None},
        {"iss": None},
        {"exp": None},
        {"nbf": None},
        {"iat": None},
        {"jti": None},
        {"aud": "https://elsewhere.test"},
        {"iss": "somebody"},
        {"exp": AT - 60},
        {"exp": AT + 70 * 60},
        {"nbf": AT + 10 * 60},
        {"nbf": AT - 70 * 60},
        {"id_token_hint": "x"},
        {"binding_message": ["42"]},
    ],
    ids=lambda changes: "-".join(f"{name} {value}" for name, value in changes.items()),
)
def test_a_request_that_is_not_as_it_must_be_asks_nobody(
    client: Client, card: VirtualCard, changes: dict[str, Any]
) -> None:
    service = signing("ES256")

    response = ask(client, service, request=written(service, card, "ES256", **changes), **NOTHING_BESIDE)

    assert response.status_code == 400
    assert error_of(response) in {"invalid_request", "invalid_binding_message"}
    assert not LoginRequest.objects.exists()


@pytest.mark.parametrize("algorithm", ["PS256", "EdDSA", "RS256"])
def test_another_algorithm_than_the_registered_one_is_refused(
    client: Client, card: VirtualCard, algorithm: str
) -> None:
    service = signing("ES256")
    key = key_for("PS256" if algorithm == "RS256" else algorithm)

    response = ask(client, service, request=written(service, card, algorithm, key=key), **NOTHING_BESIDE)

    assert error_of(response) == "invalid_request"
    assert not LoginRequest.objects.exists()


def test_ensure_request_object_signed_by_other_client_fails(client: Client, card: VirtualCard) -> None:
    service = signing("ES256")

    response = ask(
        client, service, request=written(service, card, "ES256", key=key_for("ES256", "theirs")), **NOTHING_BESIDE
    )

    assert error_of(response) == "invalid_request"
    assert not LoginRequest.objects.exists()


def test_a_client_that_registered_no_signature_may_not_sign(client: Client, card: VirtualCard) -> None:
    service = ClientSecretFactory.create(relying_party__asking=True).relying_party

    response = ask(client, service, request=written(service, card, "ES256"), **NOTHING_BESIDE)

    assert error_of(response) == "invalid_request"


def test_a_request_by_reference_is_not_supported(client: Client, card: VirtualCard) -> None:
    assert error_of(ask(client, signing("ES256"), card, request_uri="https://service.test/r")) == "invalid_request"
