"""How a service presents an access token at the userinfo endpoint, and what ends one."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from oidc.models import AccessToken
from tests.factories.oidc import AccessTokenFactory, ServiceTokenFactory
from tests.oidc.views.asking import BEARER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_a_token_in_the_header_opens_the_claims(client: Client, token: AccessToken) -> None:
    response = client.get("/oidc/userinfo", headers=BEARER)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"


def test_every_way_of_presenting_the_token_opens_the_same(client: Client, token: AccessToken) -> None:
    by_get = client.get("/oidc/userinfo", headers={"Authorization": "bEARER at_the-token"})
    by_post = client.post("/oidc/userinfo", headers=BEARER)
    by_form = client.post(
        "/oidc/userinfo", "access_token=at_the-token", content_type="application/x-www-form-urlencoded"
    )

    assert by_get.json() == by_post.json() == by_form.json()


def test_a_request_without_a_token_is_challenged_without_an_error(client: Client) -> None:
    response = client.get("/oidc/userinfo")

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer ")
    assert "error" not in response["WWW-Authenticate"]


def test_a_token_in_the_address_is_not_read(client: Client, token: AccessToken) -> None:
    assert client.get("/oidc/userinfo?access_token=at_the-token").status_code == 401


@pytest.mark.parametrize("value", ["at_other", "x\x00y", "é", "at_" + "x" * 5000, "a b"])
def test_any_other_token_is_invalid_and_never_an_error_of_ours(client: Client, value: str) -> None:
    response = client.get("/oidc/userinfo", headers={"Authorization": f"Bearer {value}"})

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_token"
    assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_a_token_of_a_service_itself_opens_nobodys_claims(client: Client) -> None:
    ServiceTokenFactory.create()

    response = client.get("/oidc/userinfo", headers={"Authorization": "Bearer sv_the-token"})

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_token"


def test_two_tokens_at_once_are_refused(client: Client, token: AccessToken) -> None:
    response = client.post(
        "/oidc/userinfo",
        "access_token=at_the-token",
        content_type="application/x-www-form-urlencoded",
        headers=BEARER,
    )

    assert response.status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"expired": True},
        {"grant__revoked": True},
        {"grant__session__ended": True},
        {"grant__relying_party__closed": True},
        {"grant__session__card__state": "LOCKED"},
        {"grant__session__card__state": "SUSPENDED"},
        {"grant__practitioner__deceased_date": date(2026, 1, 1)},
    ],
)
def test_d6_a_token_ends_with_what_it_rests_on(client: Client, changes: dict[str, Any]) -> None:
    deceased = changes.pop("grant__practitioner__deceased_date", None)
    made = AccessTokenFactory.create(**changes)
    if deceased:
        made.grant.practitioner.deceased_date = deceased
        made.grant.practitioner.save()

    assert client.get("/oidc/userinfo", headers=BEARER).status_code == 401


def test_a_test_identity_is_denied_to_a_production_service(client: Client) -> None:
    AccessTokenFactory.create(grant__relying_party__production=True)

    response = client.get("/oidc/userinfo", headers=BEARER)

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_token"


def test_the_claims_cost_few_queries(client: Client, token: AccessToken, django_assert_max_num_queries: Any) -> None:
    client.get("/oidc/userinfo", headers=BEARER)  # its client is in memory now

    # token with its session, card, person and rights, and with the practice
    with django_assert_max_num_queries(1):
        client.get("/oidc/userinfo", headers=BEARER)
