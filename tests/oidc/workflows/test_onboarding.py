"""A service is registered."""

from typing import Any

import pytest

from oidc.errors import RegistrationRefused
from oidc.models import ClientSecret, RelyingParty
from oidc.protocol.client_credentials import Presented
from oidc.protocol.client_metadata import ClientMetadata
from oidc.vocabulary import PageKind
from oidc.workflows import client_authentication
from oidc.workflows.onboarding import register_relying_party
from tests.factories.oidc import CALLBACK, NOON, RESOURCE, ResourceServerFactory

pytestmark = pytest.mark.django_db

GOOD: dict[str, Any] = {
    "client_name": "Dossier Santé",
    "redirect_uris": (CALLBACK,),
    "environment": "sandbox",
    "token_endpoint_auth_method": "client_secret_basic",
    "scope": ("openid", "scope_all"),
}


def _register(**changes: Any) -> tuple[RelyingParty, str | None]:
    return register_relying_party(ClientMetadata(**{**GOOD, **changes}), now=NOON)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"environment": "staging"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "invalid_client_metadata"),
        ({"id_token_signed_response_alg": "HS256"}, "invalid_client_metadata"),
        ({"id_token_signed_response_alg": "none"}, "invalid_client_metadata"),
        ({"userinfo_signed_response_alg": "none"}, "invalid_client_metadata"),
        ({"userinfo_signed_response_alg": "HS256"}, "invalid_client_metadata"),
        ({"subject_type": "both"}, "invalid_client_metadata"),
        ({"subject_type": "pairwise"}, "invalid_client_metadata"),
        ({"subject_type": "pairwise", "scope": ("openid", "email")}, "invalid_client_metadata"),
        (
            {"subject_type": "pairwise", "scope": ("openid",), "redirect_uris": (CALLBACK, "https://other.test/")},
            "invalid_client_metadata",
        ),
        ({"sector_identifier_uri": "http://localhost/uris.json"}, "invalid_client_metadata"),
        ({"sector_identifier_uri": "sector.test"}, "invalid_client_metadata"),
        ({"allowed_resources": ("dossiers",)}, "invalid_client_metadata"),
        ({"allowed_resources": (RESOURCE,)}, "invalid_client_metadata"),
        ({"client_name": "  "}, "invalid_client_metadata"),
        ({"client_name": "x" * 101}, "invalid_client_metadata"),
        ({"scope": ("profile",)}, "invalid_client_metadata"),
        ({"scope": ("openid", "admin")}, "invalid_client_metadata"),
        ({"client_id": "two words"}, "invalid_client_metadata"),
        ({"backchannel_logout_uri": "http://service.test/left"}, "invalid_client_metadata"),
        ({"backchannel_logout_uri": "app.service:/left"}, "invalid_client_metadata"),
        ({"backchannel_logout_session_required": True}, "invalid_client_metadata"),
        ({"sign_in_page": "both"}, "invalid_client_metadata"),
        ({"redirect_uris": ()}, "invalid_redirect_uri"),
        ({"redirect_uris": ("http://service.test/",)}, "invalid_redirect_uri"),
        ({"redirect_uris": (CALLBACK, "javascript:alert(1)")}, "invalid_redirect_uri"),
    ],
)
def test_a_registration_that_breaks_a_rule_leaves_no_trace(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RegistrationRefused) as refusal:
        _register(**changes)

    assert refusal.value.code == code
    assert not RelyingParty.objects.exists()


def test_a_client_id_serves_once() -> None:
    _register(client_id="horizon")

    with pytest.raises(RegistrationRefused):
        _register(client_id="horizon")


def test_d7_the_secret_is_shown_once_and_stored_as_a_digest() -> None:
    relying_party, secret = _register()

    assert secret is not None
    assert len(secret) >= 43
    assert ClientSecret.objects.get().digest != secret
    assert relying_party.client.client_secret == ""
    presented = Presented(relying_party.public_id, "client_secret_basic", secret)
    assert client_authentication.authenticate(presented, now=NOON) == relying_party


def test_a_service_says_what_people_read_before_it_gets_a_code() -> None:
    assert _register()[0].sign_in_page == PageKind.NONE
    assert _register(sign_in_page="consent")[0].sign_in_page == PageKind.CONSENT


def test_a_service_asks_for_a_situation_only_where_it_is_told_of_one() -> None:
    assert _register()[0].ask_situation is False
    assert _register(ask_situation=True)[0].ask_situation is True
    with pytest.raises(RegistrationRefused, match="ask_situation needs scope_all"):
        _register(ask_situation=True, scope=("openid", "profile"))


@pytest.mark.parametrize(
    ("changes", "sector"),
    [
        ({}, "service.test"),
        (
            {
                "redirect_uris": (CALLBACK, "https://other.test/"),
                "sector_identifier_uri": "https://sector.test/uris.json",
            },
            "sector.test",
        ),
    ],
)
def test_a_pairwise_client_is_of_a_sector(changes: dict[str, Any], sector: str) -> None:
    few = ("openid", "profile", "offline_access")

    relying_party, _ = _register(subject_type="pairwise", scope=few, **changes)

    assert relying_party.is_pairwise
    assert relying_party.sector == sector


def test_a_resource_server_is_of_one_environment() -> None:
    ResourceServerFactory.create()

    relying_party, _ = _register(allowed_resources=(RESOURCE,))

    assert relying_party.allowed_resources == [RESOURCE]
    with pytest.raises(RegistrationRefused):
        _register(allowed_resources=(RESOURCE,), environment="production")


def test_a_public_client_has_no_secret() -> None:
    relying_party, secret = _register(token_endpoint_auth_method="none")

    assert secret is None
    assert not relying_party.secrets.exists()
    assert [one.value for one in relying_party.client.response_types.all()] == ["code"]
