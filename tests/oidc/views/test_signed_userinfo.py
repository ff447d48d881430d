"""The answer of userinfo to services that registered a signature."""

from typing import Any

import pytest
from django.test import Client
from joserfc import jwt

from oidc.models import AccessToken, SigningKey
from oidc.protocol import jose
from oidc.queries import keyring
from oidc.queries.hints import read_hint
from tests.factories.oidc import NOON, AccessTokenFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

BEARER = {"Authorization": "Bearer at_the-token"}


def _token(algorithm: str) -> AccessToken:
    made: AccessToken = AccessTokenFactory.create(grant__relying_party__userinfo_signed_response_alg=algorithm)
    return made


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256"])
def test_the_claims_are_signed_as_the_client_registered(
    client: Client, signing_keys: dict[str, jose.LoadedKey], algorithm: str
) -> None:
    token = _token(algorithm)

    response = client.get("/oidc/userinfo", headers=BEARER)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/jwt"
    assert response["Cache-Control"] == "no-store"
    key = signing_keys[algorithm]
    told = jwt.decode(response.content.decode(), key.key, algorithms=[algorithm])
    assert told.header["kid"] == key.kid
    issued_at = int(NOON.timestamp())
    assert told.claims["iss"] == "http://testserver"
    assert told.claims["aud"] == token.grant.relying_party.public_id
    assert (told.claims["iat"], told.claims["exp"]) == (issued_at, issued_at + 300)
    assert "nonce" not in told.claims


def test_what_is_signed_is_what_others_read_in_json(client: Client, signing_keys: dict[str, jose.LoadedKey]) -> None:
    token = _token("ES256")
    signed = client.get("/oidc/userinfo", headers=BEARER).content.decode()
    service = token.grant.relying_party
    service.userinfo_signed_response_alg = ""
    service.save()

    plain = client.get("/oidc/userinfo", headers=BEARER).json()

    claims = jwt.decode(signed, signing_keys["ES256"].key, algorithms=["ES256"]).claims
    assert {name: claims[name] for name in claims if name not in ("iss", "aud", "iat", "exp")} == plain


@pytest.mark.usefixtures("signing_keys")
def test_a_refusal_stays_json(client: Client) -> None:
    _token("ES256")

    response = client.get("/oidc/userinfo", headers={"Authorization": "Bearer at_other"})

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_token"


def test_without_a_key_the_answer_waits(client: Client, signing_keys: dict[str, jose.LoadedKey]) -> None:
    SigningKey.objects.filter(algorithm="PS256").delete()
    keyring.forget()
    _token("PS256")

    response = client.get("/oidc/userinfo", headers=BEARER)

    assert response.status_code == 503
    assert response.json()["error"] == "temporarily_unavailable"


@pytest.mark.usefixtures("signing_keys")
def test_a_signed_answer_is_no_hint_of_a_session(client: Client) -> None:
    _token("ES256")

    signed = client.get("/oidc/userinfo", headers=BEARER).content.decode()

    assert read_hint(signed, now=NOON) is None


@pytest.mark.usefixtures("signing_keys")
def test_a_signature_costs_no_query(client: Client, django_assert_max_num_queries: Any) -> None:
    _token("ES256")
    keyring.current(NOON)

    with django_assert_max_num_queries(2):
        client.get("/oidc/userinfo", headers=BEARER)
