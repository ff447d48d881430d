"""What a client says of itself, read from JSON."""

from typing import Any

import pytest

from oidc.errors import RegistrationRefused
from oidc.protocol.client_metadata import MEMBERS, ClientMetadata, read_metadata
from tests.support.client_keys import key_for, public_set

LEAST: dict[str, Any] = {
    "client_name": "Dossier Santé",
    "redirect_uris": ["https://service.test/callback"],
    "environment": "sandbox",
}
WHOLE: dict[str, Any] = {
    **LEAST,
    "client_id": "horizon",
    "scope": "openid profile",
    "token_endpoint_auth_method": "private_key_jwt",
    "token_endpoint_auth_signing_alg": "ES256",
    "jwks": public_set(key_for("ES256")),
    "jwks_uri": "https://service.test/jwks.json",
    "tls_client_auth_subject_dn": "CN=service.test,C=FR",
    "tls_client_auth_san_dns": "service.test",
    "tls_client_auth_san_uri": "urn:service",
    "tls_client_auth_san_ip": "2001:db8::1",
    "tls_client_auth_san_email": "it@service.test",
    "tls_client_certificate_bound_access_tokens": True,
    "grant_types": ["authorization_code", "refresh_token", "urn:openid:params:grant-type:ciba"],
    "id_token_signed_response_alg": "RS256",
    "userinfo_signed_response_alg": "ES256",
    "subject_type": "pairwise",
    "sector_identifier_uri": "https://service.test/sector.json",
    "allowed_resources": ["https://api.test/"],
    "ask_situation": True,
    "shared_workstation": True,
    "require_pkce": False,
    "sign_in_page": "consent",
    "post_logout_redirect_uris": ["https://service.test/"],
    "backchannel_logout_uri": "https://service.test/left",
    "backchannel_logout_session_required": True,
    "backchannel_token_delivery_mode": "ping",
    "backchannel_client_notification_endpoint": "https://service.test/told",
    "backchannel_authentication_request_signing_alg": "PS256",
    "backchannel_user_code_parameter": True,
    "backchannel_free_binding_message": True,
    "backchannel_unknown_user_told": True,
    "backchannel_poll_interval": 2,
}


def test_what_is_not_said_has_its_default() -> None:
    assert read_metadata(LEAST) == ClientMetadata(
        client_name="Dossier Santé", redirect_uris=("https://service.test/callback",), environment="sandbox"
    )


def test_every_member_is_read() -> None:
    read = read_metadata(WHOLE)

    assert set(WHOLE) == set(MEMBERS)
    told = {name: getattr(read, name) for name in WHOLE}
    as_json = {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}
    assert as_json == {**WHOLE, "scope": ["openid", "profile"]}


@pytest.mark.parametrize("name", sorted(MEMBERS))
@pytest.mark.parametrize("value", [None, 7.5, {"a": 1}, [7]])
def test_a_member_of_another_type_is_refused(name: str, value: object) -> None:
    with pytest.raises(RegistrationRefused):
        read_metadata({**WHOLE, name: value})


@pytest.mark.parametrize("name", ["client_name", "environment"])
def test_a_member_that_must_be_there_is_asked_for(name: str) -> None:
    with pytest.raises(RegistrationRefused, match=f"missing members: {name}"):
        read_metadata({member: value for member, value in LEAST.items() if member != name})


def test_an_unknown_member_is_refused() -> None:
    with pytest.raises(RegistrationRefused, match="unknown members: colour"):
        read_metadata({**LEAST, "colour": "blue"})


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": ["http://localhost:3000/callback"]},
        {"redirect_uris": ["https://horizon.test/", "https://127.0.0.1/callback"]},
        {"post_logout_redirect_uris": ["http://[::1]/"]},
        {"backchannel_logout_uri": "http://localhost/logout"},
        {"token_endpoint_auth_method": "none", "backchannel_logout_uri": "https://localhost/logout"},
    ],
)
def test_nothing_of_a_service_in_production_is_on_a_developers_machine(changes: dict[str, object]) -> None:
    with pytest.raises(RegistrationRefused, match="loopback"):
        read_metadata({**LEAST, "environment": "production", **changes}).check()
    read_metadata({**LEAST, "environment": "sandbox", **changes}).check()


def test_a_program_on_the_persons_own_machine_is_answered_there_in_production() -> None:
    asked = {**LEAST, "environment": "production", "token_endpoint_auth_method": "none"}

    read_metadata({**asked, "redirect_uris": ["http://127.0.0.1/callback", "test.horizon.app:/callback"]}).check()


KEYED: dict[str, Any] = {
    **LEAST,
    "token_endpoint_auth_method": "private_key_jwt",
    "jwks": public_set(key_for("ES256")),
}


def test_a_client_with_keys_can_be_registered() -> None:
    read_metadata(KEYED).check()
    read_metadata({**KEYED, "jwks": {}, "jwks_uri": "https://service.test/jwks.json"}).check()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"jwks": {}}, "private_key_jwt needs jwks or jwks_uri"),
        ({"jwks_uri": "https://service.test/jwks.json"}, "jwks or jwks_uri, not both"),
        ({"jwks": {}, "jwks_uri": "http://localhost/jwks.json"}, "jwks_uri must be https"),
        ({"jwks": {}, "jwks_uri": "jwks.json"}, "scheme not allowed"),
        (
            {"jwks": {}, "jwks_uri": "https://localhost/jwks.json", "environment": "production"},
            "in production the loopback",
        ),
        ({"token_endpoint_auth_signing_alg": "RS256"}, "unknown token_endpoint_auth_signing_alg"),
        (
            {"token_endpoint_auth_signing_alg": "ES256", "token_endpoint_auth_method": "client_secret_basic"},
            "token_endpoint_auth_signing_alg is for private_key_jwt",
        ),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "unknown token_endpoint_auth_method"),
    ],
)
def test_a_client_that_could_not_prove_itself_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(RegistrationRefused, match=why):
        read_metadata({**KEYED, **changes}).check()


def test_a_set_with_a_private_key_is_refused() -> None:
    with pytest.raises(RegistrationRefused, match="jwks: private_key"):
        read_metadata({**KEYED, "jwks": {"keys": [dict(key_for("ES256").as_dict(private=True))]}})


CERTIFIED: dict[str, Any] = {
    **LEAST,
    "token_endpoint_auth_method": "tls_client_auth",
    "tls_client_auth_subject_dn": "CN=service.test,C=FR",
}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"tls_client_auth_subject_dn": ""}, "exactly one of the tls_client_auth_ members"),
        ({"tls_client_auth_san_dns": "service.test"}, "exactly one of the tls_client_auth_ members"),
        ({"tls_client_auth_subject_dn": "service.test"}, "tls_client_auth_subject_dn is not one"),
        ({"tls_client_auth_subject_dn": "CN=" + "x" * 500}, "tls_client_auth_subject_dn is not one"),
        ({"tls_client_auth_subject_dn": "CN=a\nb"}, "tls_client_auth_subject_dn is not one"),
        (
            {"tls_client_auth_subject_dn": "", "tls_client_auth_san_ip": "2001:db8::/32"},
            "tls_client_auth_san_ip is not one",
        ),
        (
            {"tls_client_auth_subject_dn": "", "tls_client_auth_san_dns": "sérvice.test"},
            "tls_client_auth_san_dns is not one",
        ),
        ({"token_endpoint_auth_method": "client_secret_basic"}, "members are for tls_client_auth"),
        (
            {"token_endpoint_auth_method": "self_signed_tls_client_auth", "tls_client_auth_subject_dn": ""},
            "self_signed_tls_client_auth needs jwks or jwks_uri",
        ),
    ],
)
def test_a_client_whose_certificate_could_not_be_known_is_refused(changes: dict[str, Any], why: str) -> None:
    read_metadata(CERTIFIED).check()

    with pytest.raises(RegistrationRefused, match=why):
        read_metadata({**CERTIFIED, **changes}).check()
