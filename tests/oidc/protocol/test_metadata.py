"""What the provider says of itself, and where its doors are."""

import pytest

from oidc.protocol import metadata


def test_every_door_is_under_the_issuer() -> None:
    document = metadata.describe(issuer="https://op.example", levels=("eidas1",))

    assert document["issuer"] == "https://op.example"
    assert document["token_endpoint"] == "https://op.example/oidc/token"
    assert document["jwks_uri"] == "https://op.example/oidc/jwks"
    assert document["acr_values_supported"] == ["eidas1"]


def test_the_doors_of_an_issuer_with_the_national_path_are_where_the_national_service_has_them() -> None:
    issuer = "https://op.example/auth/realms/esante-wallet"

    document = metadata.describe(issuer=issuer, levels=("eidas1",))

    assert document["issuer"] == issuer
    assert document["authorization_endpoint"] == f"{issuer}/protocol/openid-connect/auth"
    assert document["token_endpoint"] == f"{issuer}/protocol/openid-connect/token"
    assert document["userinfo_endpoint"] == f"{issuer}/protocol/openid-connect/userinfo"
    assert document["jwks_uri"] == f"{issuer}/protocol/openid-connect/certs"


def test_both_maps_name_the_same_doors() -> None:
    assert set(metadata.ADDRESSES) == set(metadata.NATIONAL_ADDRESSES)


@pytest.mark.parametrize("member", ["request_parameter_supported", "request_uri_parameter_supported"])
def test_what_is_true_unless_denied_is_denied(member: str) -> None:
    assert metadata.describe(issuer="https://op.example", levels=())[member] is False


def test_every_claim_is_named_once() -> None:
    assert len(metadata.CLAIMS) == len(set(metadata.CLAIMS))
