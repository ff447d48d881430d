"""The introspection endpoint."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from oidc.models import RefreshToken, RelyingParty
from tests.factories.oidc import (
    CLIENT_SECRET,
    NOON,
    AccessTokenFactory,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    RefreshTokenFactory,
    RelyingPartyFactory,
    ServiceTokenFactory,
)
from tests.oidc.conftest import basic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

FORM = "application/x-www-form-urlencoded"


def ask(client: Client, authorization: str = "", **form: str) -> Any:
    headers = {"Authorization": authorization} if authorization else {}
    return client.post("/oidc/introspect", urlencode(form), content_type=FORM, headers=headers)


def test_nobody_learns_of_a_token_without_a_secret(client: Client, service: RelyingParty) -> None:
    AccessTokenFactory.create(grant__relying_party=service)

    answers = [
        ask(client, token="at_the-token"),
        ask(client, token="at_the-token", client_id=service.public_id),
        ask(client, basic(service, "wrong"), token="at_the-token"),
        ask(client, "Bearer at_the-token", token="at_the-token"),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["error"] for answer in answers} == {"invalid_client"}


def test_a_public_client_proves_nothing_and_learns_nothing(client: Client) -> None:
    service = RelyingPartyFactory.create(public=True)
    AccessTokenFactory.create(grant__relying_party=service)

    response = ask(client, client_id=service.public_id, token="at_the-token")

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_client"


def test_the_client_comes_before_the_form(client: Client, service: RelyingParty) -> None:
    assert ask(client, token_type_hint="access_token").status_code == 401
    assert ask(client, basic(service), token_type_hint="access_token").json()["error"] == "invalid_request"


def test_a_token_is_asked_for_by_post_alone(client: Client, service: RelyingParty) -> None:
    response = client.get("/oidc/introspect?token=at_the-token", headers={"Authorization": basic(service)})

    assert response.status_code == 405
    assert response.json() == {"error": "invalid_request"}


@pytest.mark.parametrize("body", ["token=%00", "token=a&token=b", "{}", "x" * 20000, "token=%ff"])
def test_garbage_is_refused_and_never_an_error_of_ours(client: Client, service: RelyingParty, body: str) -> None:
    response = client.post("/oidc/introspect", body, content_type=FORM, headers={"Authorization": basic(service)})

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


@pytest.mark.parametrize("token", ["at_unknown", "rt_unknown", "sv_unknown", "é", "at_", "x" * 2000, "ac_the-code"])
def test_what_is_no_living_token_is_not_active_and_nothing_more(
    client: Client, service: RelyingParty, token: str
) -> None:
    AuthorizationCodeFactory.create(grant__relying_party=service)

    response = ask(client, basic(service), token=token)

    assert response.status_code == 200
    assert response.json() == {"active": False}


def test_a_token_of_another_client_answers_like_an_unknown_one(client: Client, service: RelyingParty) -> None:
    AccessTokenFactory.create(grant__session__browser_digest="one")
    RefreshTokenFactory.create(grant__session__browser_digest="two")
    ServiceTokenFactory.create()

    answers = [ask(client, basic(service), token=f"{prefix}_the-token").json() for prefix in ("at", "rt", "sv")]

    assert answers == [{"active": False}] * 3


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": NOON},
        {"grant__revoked": True},
        {"grant__session__ended": True},
        {"grant__session__card__state": "LOCKED"},
    ],
)
@pytest.mark.parametrize("factory", [AccessTokenFactory, RefreshTokenFactory])
def test_d6_a_token_is_active_as_long_as_what_it_rests_on(
    client: Client, service: RelyingParty, factory: Any, changes: dict[str, Any]
) -> None:
    factory.create(grant__relying_party=service, **changes)
    token = "at_the-token" if factory is AccessTokenFactory else "rt_the-token"

    assert ask(client, basic(service), token=token).json() == {"active": False}


def test_of_a_test_identity_a_production_service_learns_nothing(
    client: Client, production_service: RelyingParty
) -> None:
    AccessTokenFactory.create(grant__relying_party=production_service)

    assert ask(client, basic(production_service), token="at_the-token").json() == {"active": False}


@pytest.mark.parametrize("changes", [{"used": True}, {"idle": True}, {"grant__session__idle": True}])
def test_a_refresh_token_that_renews_nothing_is_not_active(
    client: Client, service: RelyingParty, changes: dict[str, Any]
) -> None:
    RefreshTokenFactory.create(grant__relying_party=service, **changes)

    assert ask(client, basic(service), token="rt_the-token").json() == {"active": False}


@pytest.mark.parametrize("changes", [{"expired": True}, {"revoked_at": NOON}])
def test_a_token_of_a_service_ends_too(client: Client, service: RelyingParty, changes: dict[str, Any]) -> None:
    ServiceTokenFactory.create(relying_party=service, **changes)

    assert ask(client, basic(service), token="sv_the-token").json() == {"active": False}


def test_an_access_token_tells_what_it_stands_for(client: Client, service: RelyingParty) -> None:
    made = AccessTokenFactory.create(grant__relying_party=service, scopes=["openid"])
    national_id, sid = made.grant.practitioner.national_id, made.grant.session.sid

    response = ask(client, basic(service), token="at_the-token", token_type_hint="refresh_token")

    noon = int(NOON.timestamp())
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "active": True,
        "scope": "openid",
        "client_id": service.public_id,
        "azp": service.public_id,
        "aud": service.public_id,
        "iss": "http://testserver",
        "iat": noon,
        "nbf": noon,
        "exp": noon + 300,
        "token_type": "Bearer",
        "typ": "Bearer",
        "sub": f"f:3f0e7c1a-6d0b-4d3e-9a55-8f2f7a4b9c10:{national_id}",
        "sid": sid,
        "session_state": sid,
        "acr": "eidas1",
        "auth_time": noon - 600,
        "authMode": "MOBILE",
        "SubjectNameID": national_id,
        "preferred_username": national_id,
    }


def test_a_refresh_token_tells_until_when_it_must_be_used(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__posting=True, relying_party__renewing=True).relying_party
    RefreshTokenFactory.create(grant__relying_party=service)

    told = ask(client, client_id=service.public_id, client_secret=CLIENT_SECRET, token="rt_the-token").json()

    assert (told["active"], told["typ"], told["scope"]) == (True, "Refresh", "openid scope_all")
    assert told["exp"] == int((NOON + timedelta(hours=1)).timestamp())
    assert "token_type" not in told
    assert RefreshToken.objects.get().used_at is None


def test_a_token_of_a_service_tells_of_the_service_alone(client: Client, service: RelyingParty) -> None:
    ServiceTokenFactory.create(relying_party=service)

    told = ask(client, basic(service), token="sv_the-token").json()

    assert (told["active"], told["sub"], told["scope"]) == (True, service.public_id, "scope_all")
    assert not {"sid", "acr", "auth_time", "SubjectNameID", "preferred_username"} & set(told)


@pytest.mark.parametrize("prefix", ["at", "rt", "sv"])
@pytest.mark.parametrize("by_card", [True, False])
def test_an_answer_costs_few_queries(
    client: Client, service: RelyingParty, prefix: str, by_card: bool, django_assert_max_num_queries: Any
) -> None:
    service.grant_types = ["authorization_code", "refresh_token"]
    service.save()
    token = AccessTokenFactory.create(grant__relying_party=service, grant__session__by_card=by_card)
    RefreshTokenFactory.create(grant=token.grant)
    ServiceTokenFactory.create(relying_party=service)

    # token with what its card may; the client with its secrets at first
    with django_assert_max_num_queries(2):
        assert ask(client, basic(service), token=f"{prefix}_the-token").json()["active"] is True
    with django_assert_max_num_queries(1):
        assert ask(client, basic(service), token=f"{prefix}_the-token").json()["active"] is True
