"""Who asks at the token endpoint, and for what: clients prove themselves, and ask as they registered."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from oidc.models import AuthorizationCode, RelyingParty
from tests.factories.oidc import (
    CLIENT_SECRET,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    RelyingPartyFactory,
)
from tests.oidc.conftest import basic
from tests.oidc.views.exchanging import exchange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]


def test_d10_a_wrong_secret_in_a_header_is_401_with_a_challenge(client: Client, service: RelyingParty) -> None:
    response = exchange(client, basic(service, "wrong"))

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_client"
    assert response["WWW-Authenticate"].startswith("Basic ")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_d10_a_confidential_client_never_passes_without_its_secret(
    client: Client, service: RelyingParty, code: AuthorizationCode, secret: str
) -> None:
    response = exchange(client, client_id=service.public_id, client_secret=secret)

    code.refresh_from_db()
    assert response.status_code == 401
    assert code.used_at is None


def test_d10_a_client_without_any_secret_kept_does_not_authenticate(client: Client) -> None:
    assert exchange(client, basic(RelyingPartyFactory.create())).status_code == 401


def test_d10_a_secret_that_ended_does_not_authenticate(client: Client) -> None:
    ended = ClientSecretFactory.create(ended=True)

    assert exchange(client, basic(ended.relying_party)).status_code == 401


def test_several_secrets_work_at_once(client: Client, service: RelyingParty, code: AuthorizationCode) -> None:
    ClientSecretFactory.create(relying_party=service, value="cs_the-next-one")

    assert exchange(client, basic(service, "cs_the-next-one")).status_code == 200


def test_a_secret_sent_another_way_than_registered_is_refused(client: Client, service: RelyingParty) -> None:
    assert exchange(client, client_id=service.public_id, client_secret=CLIENT_SECRET).status_code == 401


def test_a_client_may_post_its_secret_when_it_registered_so(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__posting=True).relying_party
    AuthorizationCodeFactory.create(grant__relying_party=service)

    assert exchange(client, client_id=service.public_id, client_secret=CLIENT_SECRET).status_code == 200


def test_a_public_client_needs_its_proof_key_only(client: Client) -> None:
    service = RelyingPartyFactory.create(public=True)
    AuthorizationCodeFactory.create(grant__relying_party=service)

    assert exchange(client, client_id=service.public_id).status_code == 200


@pytest.mark.parametrize("grant_type", ["password", "implicit", "é", "urn:ietf:params:oauth:grant-type:jwt-bearer"])
def test_d10_no_other_grant_exists(client: Client, service: RelyingParty, grant_type: str) -> None:
    response = exchange(client, basic(service), grant_type=grant_type)

    assert response.status_code == 400
    assert response.json()["error"] == "unsupported_grant_type"


@pytest.mark.parametrize("grant_type", ["refresh_token", "client_credentials"])
def test_a_grant_type_that_a_client_did_not_register_is_refused(
    client: Client, service: RelyingParty, grant_type: str
) -> None:
    response = exchange(client, basic(service), grant_type=grant_type, refresh_token="rt_the-token")

    assert response.status_code == 400
    assert response.json()["error"] == "unauthorized_client"


def test_d10_a_public_client_gets_no_token_of_its_own(client: Client) -> None:
    service = RelyingPartyFactory.create(public=True, acting=True)

    response = exchange(client, client_id=service.public_id, grant_type="client_credentials")

    assert response.json()["error"] == "unauthorized_client"


@pytest.mark.parametrize("name", ["grant_type", "code"])
def test_a_missing_parameter_is_an_invalid_request(client: Client, service: RelyingParty, name: str) -> None:
    assert exchange(client, basic(service), **{name: ""}).json()["error"] == "invalid_request"


def test_a_doubled_parameter_is_an_invalid_request(client: Client, service: RelyingParty) -> None:
    body = urlencode([("grant_type", "authorization_code"), ("code", "a"), ("code", "b")])
    response = client.post(
        "/oidc/token",
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": basic(service)},
    )

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


@pytest.mark.parametrize("body", ["{}", "\x00", "code=%00&grant_type=authorization_code", "x" * 20000])
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
def test_garbage_is_refused_and_never_an_error_of_ours(
    client: Client, service: RelyingParty, body: str, content_type: str
) -> None:
    response = client.post("/oidc/token", body, content_type=content_type, headers={"Authorization": basic(service)})

    assert response.status_code in (400, 401)
    assert response.json()["error"] in ("invalid_request", "invalid_client")


def test_a_client_that_did_not_register_codes_exchanges_none(client: Client) -> None:
    secret = ClientSecretFactory.create(relying_party__grant_types=["client_credentials"])
    code = AuthorizationCodeFactory.create(grant__relying_party=secret.relying_party)

    response = exchange(client, basic(secret.relying_party))

    code.refresh_from_db()
    assert response.status_code == 400
    assert response.json()["error"] == "unauthorized_client"
    assert code.used_at is None


def test_a_service_gets_a_token_of_its_own_without_an_identity(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__acting=True).relying_party

    tokens = exchange(client, basic(service), grant_type="client_credentials", scope="scope_all").json()

    assert set(tokens) == {"access_token", "token_type", "expires_in", "refresh_expires_in", "scope"}
    assert (tokens["expires_in"], tokens["refresh_expires_in"], tokens["scope"]) == (300, 0, "scope_all")
