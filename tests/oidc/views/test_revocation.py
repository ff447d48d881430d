"""The revocation endpoint."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from directory.models import AuditEvent
from oidc.models import AccessToken, Grant, RefreshToken, RelyingParty, ServiceToken
from tests.factories.oidc import (
    NOON,
    AccessTokenFactory,
    RefreshTokenFactory,
    RelyingPartyFactory,
    ServiceTokenFactory,
)
from tests.oidc.conftest import basic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]

FORM = "application/x-www-form-urlencoded"


def revoke(client: Client, authorization: str = "", **form: str) -> Any:
    headers = {"Authorization": authorization} if authorization else {}
    return client.post("/oidc/revoke", urlencode(form), content_type=FORM, headers=headers)


def what_lives() -> tuple[int, int, int]:
    living = {"revoked_at__isnull": True}
    return (
        Grant.objects.filter(**living).count(),
        AccessToken.objects.filter(**living).count(),
        ServiceToken.objects.filter(**living).count(),
    )


@pytest.mark.parametrize("token", ["at_the-token", "rt_the-token", "sv_the-token"])
def test_nobody_revokes_without_being_known(client: Client, service: RelyingParty, token: str) -> None:
    refresh = RefreshTokenFactory.create(grant__relying_party=service)
    AccessTokenFactory.create(grant=refresh.grant)
    ServiceTokenFactory.create(relying_party=service)

    answers = [
        revoke(client, token=token),
        revoke(client, token=token, client_id=service.public_id),
        revoke(client, basic(service, "wrong"), token=token),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert what_lives() == (1, 1, 1)


@pytest.mark.parametrize("token", ["at_the-token", "rt_the-token", "sv_the-token"])
def test_a_token_of_another_client_answers_like_any_and_stays_whole(
    client: Client, service: RelyingParty, token: str
) -> None:
    refresh = RefreshTokenFactory.create()
    AccessTokenFactory.create(grant=refresh.grant)
    ServiceTokenFactory.create()

    response = revoke(client, basic(service), token=token)

    assert (response.status_code, response.content) == (200, b"")
    assert what_lives() == (1, 1, 1)


@pytest.mark.parametrize("token", ["at_unknown", "rt_unknown", "sv_unknown", "é", "x" * 2000, "ac_the-code"])
def test_what_is_no_token_answers_as_one_that_was_revoked(client: Client, service: RelyingParty, token: str) -> None:
    response = revoke(client, basic(service), token=token, token_type_hint="nonsense")

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("body", ["", "token=%00", "token=a&token=b", "{}", "x" * 20000])
def test_garbage_is_refused_and_never_an_error_of_ours(client: Client, service: RelyingParty, body: str) -> None:
    response = client.post("/oidc/revoke", body, content_type=FORM, headers={"Authorization": basic(service)})

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


def test_an_access_token_ends_alone(client: Client, service: RelyingParty) -> None:
    refresh = RefreshTokenFactory.create(grant__relying_party=service)
    AccessTokenFactory.create(grant=refresh.grant)
    AccessTokenFactory.create(grant=refresh.grant, value="at_the-other")

    response = revoke(client, basic(service), token="at_the-token")

    assert (response.status_code, response.content) == (200, b"")
    assert response["Cache-Control"] == "no-store"
    assert what_lives() == (1, 1, 0)
    assert client.get("/oidc/userinfo", headers={"Authorization": "Bearer at_the-token"}).status_code == 401
    assert client.get("/oidc/userinfo", headers={"Authorization": "Bearer at_the-other"}).status_code == 200


@pytest.mark.parametrize("used", [True, False])
def test_a_refresh_token_ends_with_all_that_its_sign_in_gave(client: Client, service: RelyingParty, used: bool) -> None:
    refresh = RefreshTokenFactory.create(grant__relying_party=service, used=used)
    AccessTokenFactory.create(grant=refresh.grant)
    AccessTokenFactory.create(
        grant__relying_party=service, grant__session__browser_digest="elsewhere", value="at_the-other"
    )

    revoke(client, basic(service), token="rt_the-token")

    ended = Grant.objects.get(pk=refresh.grant_id)
    assert (ended.revoked_at, ended.revoked_reason) == (NOON, "revoked_by_service")
    assert client.get("/oidc/userinfo", headers={"Authorization": "Bearer at_the-token"}).status_code == 401
    assert client.get("/oidc/userinfo", headers={"Authorization": "Bearer at_the-other"}).status_code == 200


def test_a_token_of_a_service_ends(client: Client, service: RelyingParty) -> None:
    ServiceTokenFactory.create(relying_party=service)

    revoke(client, basic(service), token="sv_the-token")

    assert ServiceToken.objects.get().revoked_at == NOON


def test_a_public_client_gives_its_own_back(client: Client) -> None:
    service = RelyingPartyFactory.create(public=True, renewing=True)
    RefreshTokenFactory.create(grant__relying_party=service)

    assert revoke(client, client_id=service.public_id, token="rt_the-token").status_code == 200
    assert RefreshToken.objects.get().grant.revoked_reason == "revoked_by_service"


def test_revoking_again_changes_nothing(client: Client, service: RelyingParty) -> None:
    RefreshTokenFactory.create(grant__relying_party=service, grant__revoked=True)

    assert revoke(client, basic(service), token="rt_the-token").status_code == 200
    assert Grant.objects.get().revoked_reason == "test"


def trail() -> list[tuple[object, object]]:
    lines = AuditEvent.objects.filter(action="oidc.token_revoked").order_by("pk")
    return [(line.details["token"], line.practitioner_id) for line in lines]


def test_what_a_service_gives_back_leaves_one_line_each(client: Client, service: RelyingParty) -> None:
    refresh = RefreshTokenFactory.create(grant__relying_party=service)
    AccessTokenFactory.create(grant=refresh.grant)
    ServiceTokenFactory.create(relying_party=service)
    person = refresh.grant.practitioner_id

    for token in ("at_the-token", "rt_the-token", "sv_the-token", "at_the-token", "rt_the-token", "at_unknown"):
        revoke(client, basic(service), token=token)

    assert trail() == [("access", person), ("refresh", person), ("service", None)]
    line = AuditEvent.objects.filter(action="oidc.token_revoked").first()
    assert line is not None
    assert "the-token" not in str(line.details)
    assert line.details["client_id"] == service.public_id
