"""What the provider says of itself."""

from typing import Any

import pytest
from django.test import Client

from oidc import policy
from oidc.models import SigningKey
from oidc.protocol import jose
from oidc.queries import keyring
from oidc.vocabulary import KeyState

pytestmark = pytest.mark.django_db


DISCOVERY = "/.well-known/openid-configuration"


def test_every_well_known_name_says_the_same_without_a_query(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        standard = client.get(DISCOVERY)
        national = client.get("/.well-known/wallet-openid-configuration")
        oauth = client.get("/.well-known/oauth-authorization-server")  # RFC 8414

    assert standard.status_code == 200
    assert standard["Content-Type"] == "application/json"
    assert standard.content == national.content == oauth.content


def test_the_metadata_are_true_and_complete(client: Client) -> None:
    metadata = client.get("/.well-known/openid-configuration").json()

    assert metadata["issuer"] == "http://testserver"
    assert metadata["response_types_supported"] == ["code"]
    assert metadata["response_modes_supported"] == ["query", "form_post"]
    assert metadata["grant_types_supported"] == [
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:openid:params:grant-type:ciba",
    ]
    assert metadata["backchannel_token_delivery_modes_supported"] == ["poll", "ping"]
    signed = metadata["backchannel_authentication_request_signing_alg_values_supported"]
    assert signed == ["ES256", "PS256", "EdDSA"]
    assert metadata["backchannel_user_code_parameter_supported"] is True
    confidential = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
    confidential += ["tls_client_auth", "self_signed_tls_client_auth"]
    assert metadata["introspection_endpoint_auth_methods_supported"] == confidential
    assert metadata["token_endpoint_auth_methods_supported"] == [*confidential, "none"]
    algorithms = ["PS256", "ES256", "Ed25519", "EdDSA"]
    assert metadata["token_endpoint_auth_signing_alg_values_supported"] == algorithms
    assert metadata["revocation_endpoint_auth_methods_supported"] == [*confidential, "none"]
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["acr_values_supported"] == ["eidas1", "eidas2"]
    assert metadata["id_token_signing_alg_values_supported"] == ["ES256", "RS256", "PS256"]
    assert metadata["request_parameter_supported"] is False
    assert metadata["request_uri_parameter_supported"] is False
    assert metadata["authorization_response_iss_parameter_supported"] is True
    assert {"SubjectRefPro", "SubjectNameID", "otherIds"} <= set(metadata["claims_supported"])
    assert set(metadata["scopes_supported"]) == set(policy.SCOPES)


def test_where_no_physical_card_is_asked_for_its_level_is_not_announced(client: Client, settings: Any) -> None:
    settings.CARD_ORIGIN = ""

    assert client.get("/.well-known/openid-configuration").json()["acr_values_supported"] == ["eidas1"]


def test_every_address_of_the_metadata_answers(client: Client, signing_keys: object) -> None:
    metadata = client.get("/.well-known/openid-configuration").json()

    for name, address in metadata.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            answer = client.get(address.removeprefix("http://testserver"))
            assert answer.status_code != 404, name


@pytest.mark.parametrize("address", [DISCOVERY, "/oidc/jwks"])
@pytest.mark.parametrize("asked", ["{0}", "W/{0}", '"other", W/{0}', "*"])
def test_a_cache_that_has_the_document_is_told_so(
    client: Client, signing_keys: object, address: str, asked: str
) -> None:
    first = client.get(address)

    again = client.get(address, headers={"If-None-Match": asked.format(first["ETag"])})

    assert again.status_code == 304
    assert not again.content
    for header in ("ETag", "Cache-Control", "Access-Control-Allow-Origin"):
        assert again[header] == first[header]


@pytest.mark.parametrize("asked", ['"other"', 'W/"other"', "not a tag", ""])
def test_a_cache_that_has_another_document_gets_this_one(client: Client, asked: str) -> None:
    answer = client.get(DISCOVERY, headers={"If-None-Match": asked})

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer


def test_d12_the_keys_are_served_from_memory(
    client: Client, signing_keys: dict[str, jose.LoadedKey], django_assert_num_queries: Any
) -> None:
    client.get("/oidc/jwks")

    with django_assert_num_queries(0):
        published = client.get("/oidc/jwks").json()["keys"]

    assert {one["kid"] for one in published} == {key.kid for key in signing_keys.values()}
    assert not any({"d", "p", "q", "dp", "dq", "qi"} & set(one) for one in published)


def test_d12_a_retiring_key_stays_published_and_a_revoked_one_does_not(
    client: Client, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    SigningKey.objects.filter(algorithm="ES256").update(state=KeyState.RETIRING)
    SigningKey.objects.exclude(algorithm="ES256").update(state=KeyState.REVOKED, encrypted_private_jwk=b"")
    keyring.forget()

    published = client.get("/oidc/jwks").json()["keys"]

    assert [one["kid"] for one in published] == [signing_keys["ES256"].kid]
