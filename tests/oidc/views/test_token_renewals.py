"""Renewals at the token endpoint."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from oidc.models import RefreshToken
from oidc.protocol import digests
from tests.factories.oidc import (
    NOON,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    RefreshTokenFactory,
    RelyingPartyFactory,
)
from tests.oidc.conftest import basic
from tests.oidc.views.exchanging import FORM, exchange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]


def test_a_renewal_needs_its_token(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__renewing=True).relying_party

    assert exchange(client, basic(service), grant_type="refresh_token").json()["error"] == "invalid_request"


@pytest.mark.parametrize("token", ["\x00", "rt_\x00", "\ud800", "é", "x" * 3000, "rt_unknown"])
def test_a_renewal_with_garbage_is_refused_and_never_an_error_of_ours(client: Client, token: str) -> None:
    service = ClientSecretFactory.create(relying_party__renewing=True).relying_party
    body = urlencode({"grant_type": "refresh_token", "refresh_token": token.encode("utf-8", "surrogatepass")})

    response = client.post("/oidc/token", body, content_type=FORM, headers={"Authorization": basic(service)})

    assert response.status_code == 400
    assert response.json()["error"] in ("invalid_grant", "invalid_request")


def test_a_client_that_registered_renewals_gets_a_refresh_token(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__renewing=True).relying_party
    AuthorizationCodeFactory.create(grant__relying_party=service)

    tokens = exchange(client, basic(service)).json()

    kept = RefreshToken.objects.get()
    assert tokens["refresh_token"].startswith("rt_")
    assert tokens["refresh_expires_in"] == 3600
    assert kept.digest == digests.digest(tokens["refresh_token"])
    assert (kept.generation, kept.idle_at, kept.used_at) == (1, NOON + timedelta(hours=1), None)
    assert kept.expires_at == NOON + timedelta(hours=3, minutes=50)  # the end of the session


def test_a_refresh_token_never_outlives_the_session(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__renewing=True).relying_party
    AuthorizationCodeFactory.create(
        grant__relying_party=service, grant__session__expires_at=NOON + timedelta(minutes=20)
    )

    tokens = exchange(client, basic(service)).json()

    assert tokens["refresh_expires_in"] == 1200
    assert RefreshToken.objects.get().expires_at == NOON + timedelta(minutes=20)


def test_a_public_client_renews_with_its_identifier_alone(client: Client) -> None:
    service = RelyingPartyFactory.create(public=True, renewing=True)
    AuthorizationCodeFactory.create(grant__relying_party=service)
    first = exchange(client, client_id=service.public_id).json()

    second = exchange(
        client, client_id=service.public_id, grant_type="refresh_token", refresh_token=first["refresh_token"]
    )

    assert second.status_code == 200
    assert second["Cache-Control"] == "no-store"
    assert set(second.json()) == set(first)
    assert second.json()["refresh_token"] != first["refresh_token"]
    bearer = {"Authorization": f"Bearer {second.json()['access_token']}"}
    assert client.get("/oidc/userinfo", headers=bearer).status_code == 200


def test_d6_a_replayed_renewal_ends_the_access_tokens_too(client: Client, at_noon: Any, monkeypatch: Any) -> None:
    service = ClientSecretFactory.create(relying_party__renewing=True).relying_party
    RefreshTokenFactory.create(grant__relying_party=service)
    form = {"grant_type": "refresh_token", "refresh_token": "rt_the-token", "code": ""}
    renewed = exchange(client, basic(service), **form).json()
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(seconds=11))

    again = exchange(client, basic(service), **form)

    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"
    bearer = {"Authorization": f"Bearer {renewed['access_token']}"}
    assert client.get("/oidc/userinfo", headers=bearer).status_code == 401


def test_d6_a_replayed_code_ends_renewals_too(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__renewing=True).relying_party
    AuthorizationCodeFactory.create(grant__relying_party=service)
    token = exchange(client, basic(service)).json()["refresh_token"]
    exchange(client, basic(service))

    response = exchange(client, basic(service), grant_type="refresh_token", refresh_token=token)

    assert response.json()["error"] == "invalid_grant"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("session", [{}, {"grant__session__by_card": True}])
def test_a_renewal_costs_few_queries(
    client: Client, session: dict[str, bool], django_assert_max_num_queries: Any
) -> None:
    service = ClientSecretFactory.create(relying_party__renewing=True).relying_party
    RefreshTokenFactory.create(grant__relying_party=service, **session)
    client.get("/oidc/jwks")

    # token with what its card may, rotation; the client with its secrets at first
    with django_assert_max_num_queries(3):
        renewed = exchange(client, basic(service), grant_type="refresh_token", refresh_token="rt_the-token")
    assert renewed.status_code == 200
    with django_assert_max_num_queries(2):
        told_again = exchange(client, basic(service), grant_type="refresh_token", refresh_token="rt_the-token")
    assert told_again.json()["refresh_token"] == renewed.json()["refresh_token"]
