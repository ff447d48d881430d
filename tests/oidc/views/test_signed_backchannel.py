"""What a service asks without a browser, and signs: it is read from what was signed, and from nothing else."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from activation.models import VirtualCard
from oidc.models import LoginRequest, RelyingParty
from tests.factories.oidc import NOON, RelyingPartyFactory
from tests.oidc.views.without_browser import ask as ask_with_secret
from tests.oidc.views.without_browser import error_of, service_that_asks
from tests.support.client_keys import as_form, claims_of, key_for, public_set, sign

FORM = "application/x-www-form-urlencoded"
AT = int(NOON.timestamp())
NOTHING_BESIDE = {"scope": "", "acr_values": "", "login_hint": "", "binding_message": "", "channel": ""}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]


@pytest.fixture
def signer(db: None) -> RelyingParty:
    """A sandbox service that signs whatever it asks."""
    made: RelyingParty = RelyingPartyFactory.create(
        asking=True,
        token_endpoint_auth_method="private_key_jwt",
        jwks=public_set(key_for("ES256"), key_for("PS256")),
        backchannel_authentication_request_signing_alg="ES256",
    )
    return made


def request_of(
    service: RelyingParty, card: VirtualCard, *, key: Any = None, algorithm: str = "ES256", **changes: Any
) -> str:
    asked = {"scope": "openid", "login_hint": card.practitioner.national_id, "binding_message": "07"}
    said = {"nbf": AT, "exp": AT + 300, "sub": None, **asked, **changes}
    claims = claims_of(service.public_id, issuer=settings.ISSUER, now=NOON, **said)
    return sign(claims, key=key or key_for(algorithm), algorithm=algorithm)


def ask(client: Client, service: RelyingParty, **form: str) -> Any:
    assertion = sign(claims_of(service.public_id, issuer=settings.ISSUER, now=NOON), key=key_for("ES256"))
    return client.post("/oidc/backchannel", urlencode({**as_form(assertion), **form}), content_type=FORM)


def test_a_signed_request_is_asked_on_the_phone(client: Client, signer: RelyingParty, card: VirtualCard) -> None:
    response = ask(client, signer, request=request_of(signer, card), of_a_later_version="1")

    login = LoginRequest.objects.get()
    assert response.status_code == 200
    assert (login.practitioner, login.number) == (card.practitioner, "07")


@pytest.mark.parametrize(
    "name",
    [
        *("scope", "login_hint", "login_hint_token", "id_token_hint", "binding_message", "acr_values"),
        *("requested_expiry", "user_code", "client_notification_token", "resource", "channel"),
    ],
)
def test_nothing_is_asked_beside_the_signature(
    client: Client, signer: RelyingParty, card: VirtualCard, name: str
) -> None:
    response = ask(client, signer, request=request_of(signer, card), **{name: "1"})

    why = f"beside a signed request there must be no {name}"
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request", "error_description": why})
    assert not LoginRequest.objects.exists()


def test_ensure_unsigned_backchannel_authentication_request_fails(
    client: Client, signer: RelyingParty, card: VirtualCard
) -> None:
    response = ask(client, signer, scope="openid", login_hint=card.practitioner.national_id, binding_message="07")

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("claim", ["aud", "iss", "exp", "iat", "nbf", "jti"])
def test_ensure_request_object_missing_claim_fails(
    client: Client, signer: RelyingParty, card: VirtualCard, claim: str
) -> None:
    response = ask(client, signer, request=request_of(signer, card, **{claim: None}))

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert not LoginRequest.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"key": key_for("ES256", "of-the-other")}, "request: no registered key verifies the signature"),
        ({"algorithm": "PS256"}, "request: alg must be ES256, as it is registered"),
        ({"key": key_for("PS256"), "algorithm": "RS256"}, "request: alg must be one of PS256, ES256, Ed25519, EdDSA"),
        ({"aud": "https://other.test"}, "request: aud must hold the issuer"),
        ({"exp": AT + 70 * 60}, "request: exp is more than 60 minutes ahead"),
        ({"acr_values": ["eidas1"]}, "acr_values: not UTF-8"),
    ],
)
def test_a_request_that_is_not_rightly_signed_is_refused_with_the_reason(
    client: Client, signer: RelyingParty, card: VirtualCard, changes: dict[str, Any], why: str
) -> None:
    response = ask(client, signer, request=request_of(signer, card, **changes))

    assert (response.status_code, response.json()) == (400, {"error": "invalid_request", "error_description": why})


def test_ensure_requested_expiry_as_string_succeeds(client: Client, signer: RelyingParty, card: VirtualCard) -> None:
    answers = [ask(client, signer, request=request_of(signer, card, requested_expiry=asked)) for asked in ("60", 60)]

    assert [one.json()["expires_in"] for one in answers] == [60, 60]


def test_a_request_by_address_is_refused(client: Client, signer: RelyingParty) -> None:
    assert ask(client, signer, request_uri="https://service.test/r").json()["error"] == "invalid_request"


def test_ensure_without_client_assertion_in_backchannel_authorization_request_fails(
    client: Client, signer: RelyingParty, card: VirtualCard
) -> None:
    body = urlencode({"client_id": signer.public_id, "request": request_of(signer, card)})

    response = client.post("/oidc/backchannel", body, content_type=FORM)

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


# a client that proves itself with a secret, and signs what it asks


def signing(algorithm: str) -> RelyingParty:
    return service_that_asks(
        backchannel_authentication_request_signing_alg=algorithm, jwks=public_set(key_for(algorithm))
    )


def written(service: RelyingParty, card: VirtualCard, algorithm: str, *, key: Any = None, **changes: Any) -> str:
    asked = {"scope": "openid scope_all", "login_hint": card.practitioner.national_id, "binding_message": "42"}
    said = claims_of(service.public_id, issuer=settings.ISSUER, now=NOON, sub=None, nbf=AT, exp=AT + 300, **asked)
    claims = {name: value for name, value in (said | changes).items() if value is not None}
    return sign(claims, key=key or key_for(algorithm), algorithm=algorithm)


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "EdDSA"])
def test_a_signed_request_asks_the_phone(client: Client, card: VirtualCard, algorithm: str) -> None:
    service = signing(algorithm)

    response = ask_with_secret(client, service, request=written(service, card, algorithm), **NOTHING_BESIDE)

    assert response.status_code == 200, response.content
    assert (LoginRequest.objects.get().number, LoginRequest.objects.get().practitioner) == ("42", card.practitioner)


def test_ensure_unsigned_backchannel_authorization_request_fails(client: Client, card: VirtualCard) -> None:
    assert error_of(ask_with_secret(client, signing("ES256"), card)) == "invalid_request"
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

    response = ask_with_secret(client, service, request=written(service, card, "ES256", **changes), **NOTHING_BESIDE)

    assert response.status_code == 400
    assert error_of(response) in {"invalid_request", "invalid_binding_message"}
    assert not LoginRequest.objects.exists()


@pytest.mark.parametrize("algorithm", ["PS256", "EdDSA", "RS256"])
def test_another_algorithm_than_the_registered_one_is_refused(
    client: Client, card: VirtualCard, algorithm: str
) -> None:
    service = signing("ES256")
    key = key_for("PS256" if algorithm == "RS256" else algorithm)

    response = ask_with_secret(client, service, request=written(service, card, algorithm, key=key), **NOTHING_BESIDE)

    assert error_of(response) == "invalid_request"
    assert not LoginRequest.objects.exists()


def test_ensure_request_object_signed_by_other_client_fails(client: Client, card: VirtualCard) -> None:
    service = signing("ES256")

    response = ask_with_secret(
        client, service, request=written(service, card, "ES256", key=key_for("ES256", "theirs")), **NOTHING_BESIDE
    )

    assert error_of(response) == "invalid_request"
    assert not LoginRequest.objects.exists()


def test_a_client_that_registered_no_signature_may_not_sign(client: Client, card: VirtualCard) -> None:
    service = service_that_asks()

    response = ask_with_secret(client, service, request=written(service, card, "ES256"), **NOTHING_BESIDE)

    assert error_of(response) == "invalid_request"


def test_a_request_by_reference_is_not_supported(client: Client, card: VirtualCard) -> None:
    assert (
        error_of(ask_with_secret(client, signing("ES256"), card, request_uri="https://service.test/r"))
        == "invalid_request"
    )
