"""Access tokens for resource servers: asked by `resource`, signed, and known here by what is kept of them."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from joserfc import jwt
from joserfc.jws import extract_compact

from oidc.models import AccessToken, Grant, Interaction, RelyingParty, ResourceServer, ServiceToken, SigningKey
from oidc.protocol import digests, jose
from oidc.protocol.id_token import make_at_hash
from oidc.queries import keyring
from oidc.queries.hints import read_hint
from tests.factories.oidc import (
    CALLBACK,
    CHALLENGE,
    NOON,
    RESOURCE,
    VERIFIER,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    RefreshTokenFactory,
    ResourceServerFactory,
)
from tests.oidc.conftest import basic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]

FORM = "application/x-www-form-urlencoded"
OTHER = "urn:example:other"


@pytest.fixture
def resource() -> ResourceServer:
    made: ResourceServer = ResourceServerFactory.create()
    return made


@pytest.fixture
def service() -> RelyingParty:
    """A service that may ask for everything, and for RESOURCE."""
    grant_types = ["authorization_code", "refresh_token", "client_credentials"]
    made: RelyingParty = ClientSecretFactory.create(
        relying_party__grant_types=grant_types, relying_party__allowed_resources=[RESOURCE, OTHER]
    ).relying_party
    return made


def _post(client: Client, service: RelyingParty, door: str, form: dict[str, Any]) -> Any:
    headers = {"Authorization": basic(service)}
    return client.post(f"/oidc/{door}", urlencode(form, doseq=True), content_type=FORM, headers=headers)


def _exchange(client: Client, service: RelyingParty, **changes: Any) -> Any:
    code = {"grant_type": "authorization_code", "code": "ac_the-code", "redirect_uri": CALLBACK}
    return _post(client, service, "token", {**code, "code_verifier": VERIFIER, **changes})


def _renew(client: Client, service: RelyingParty, token: str, **changes: Any) -> Any:
    return _post(client, service, "token", {"grant_type": "refresh_token", "refresh_token": token, **changes})


def _read(token: str, keys: dict[str, jose.LoadedKey], algorithm: str = "ES256") -> dict[str, Any]:
    return dict(jwt.decode(token, keys[algorithm].key, algorithms=[algorithm]).claims)


def _code(service: RelyingParty, **changes: Any) -> Grant:
    grant: Grant = AuthorizationCodeFactory.create(grant__relying_party=service, **changes).grant
    return grant


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256"])
def test_the_token_of_a_sign_in_is_signed_for_the_resource_server(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey], algorithm: str
) -> None:
    ResourceServerFactory.create(signing_alg=algorithm, scopes=["scope_all", "profile"])
    grant = _code(service)

    answer = _exchange(client, service, resource=RESOURCE).json()

    token, issued_at = answer["access_token"], int(NOON.timestamp())
    assert extract_compact(token.encode()).headers()["typ"] == "at+jwt"
    claims = _read(token, signing_keys, algorithm)
    token_id = claims.pop("jti")
    assert claims == {
        "iss": settings.ISSUER,
        "sub": f"f:{settings.SUBJECT_NAMESPACE}:{grant.practitioner.national_id}",
        "aud": RESOURCE,
        "client_id": service.public_id,
        "iat": issued_at,
        "exp": issued_at + 300,
        "scope": "scope_all",
        "auth_time": int(grant.auth_time.timestamp()),
        "acr": "eidas1",
        "sid": grant.session.sid,
    }
    assert answer["scope"] == "scope_all"
    assert answer["expires_in"] == 300
    assert AccessToken.objects.get().digest == digests.digest(token_id)
    assert _read(answer["id_token"], signing_keys)["at_hash"] == make_at_hash(token)


@pytest.mark.usefixtures("resource")
def test_it_does_not_open_userinfo_nor_does_what_is_kept_of_it(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    _code(service)
    token = _exchange(client, service, resource=RESOURCE).json()["access_token"]

    for presented in (token, _read(token, signing_keys)["jti"]):
        answer = client.get("/oidc/userinfo", headers={"Authorization": f"Bearer {presented}"})
        assert answer.status_code == 401
        assert _post(client, service, "introspect", {"token": presented}).json()["active"] is (presented == token)


@pytest.mark.usefixtures("resource")
@pytest.mark.parametrize("grant_type", ["authorization_code", "client_credentials"])
def test_it_is_introspected_and_revoked_by_its_client_alone(
    client: Client, service: RelyingParty, grant_type: str
) -> None:
    _code(service)
    token = _exchange(client, service, grant_type=grant_type, resource=RESOURCE).json()["access_token"]
    stranger = ClientSecretFactory.create().relying_party

    told = _post(client, service, "introspect", {"token": token}).json()
    _post(client, stranger, "revoke", {"token": token})
    told_to_stranger = _post(client, stranger, "introspect", {"token": token}).json()
    still = _post(client, service, "introspect", {"token": token}).json()
    _post(client, service, "revoke", {"token": token})

    assert (told["active"], told["aud"], told["client_id"]) == (True, RESOURCE, service.public_id)
    assert told_to_stranger == {"active": False}
    assert still == told
    assert _post(client, service, "introspect", {"token": token}).json() == {"active": False}


@pytest.mark.usefixtures("resource")
def test_it_is_not_active_once_the_session_ended(client: Client, service: RelyingParty) -> None:
    grant = _code(service)
    token = _exchange(client, service, resource=RESOURCE).json()["access_token"]

    grant.session.ended_at, grant.session.ended_reason = NOON, "test"
    grant.session.save()

    assert _post(client, service, "introspect", {"token": token}).json() == {"active": False}


@pytest.mark.usefixtures("resource")
def test_a_forged_one_is_not_active(client: Client, service: RelyingParty) -> None:
    _code(service)
    token = _exchange(client, service, resource=RESOURCE).json()["access_token"]
    head, claims, signature = token.split(".")

    for forged in (
        f"{head}.{claims}.",
        f"{head}.{claims}.{signature[::-1]}",
        f"{head}.e30.{signature}",
        "a.b.c",
        "é..",
    ):
        assert _post(client, service, "introspect", {"token": forged}).json() == {"active": False}
        assert _post(client, service, "revoke", {"token": forged}).status_code == 200
    assert _post(client, service, "introspect", {"token": token}).json()["active"] is True


@pytest.mark.usefixtures("resource")
def test_it_is_no_hint_of_a_session_and_an_id_token_is_no_access_token(client: Client, service: RelyingParty) -> None:
    _code(service)
    answer = _exchange(client, service, resource=RESOURCE).json()

    assert read_hint(answer["access_token"], now=NOON) is None
    assert read_hint(answer["id_token"], now=NOON) is not None
    assert _post(client, service, "introspect", {"token": answer["id_token"]}).json() == {"active": False}


@pytest.mark.usefixtures("resource")
def test_a_renewal_may_be_for_the_resource_server_or_for_us(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    RefreshTokenFactory.create(grant__relying_party=service)

    signed = _renew(client, service, "rt_the-token", resource=RESOURCE).json()
    told_again = _renew(client, service, "rt_the-token", resource=RESOURCE).json()
    opaque = _renew(client, service, signed["refresh_token"]).json()

    assert _read(signed["access_token"], signing_keys)["aud"] == RESOURCE
    assert _read(told_again["access_token"], signing_keys)["aud"] == RESOURCE
    assert opaque["access_token"].startswith("at_")


@pytest.mark.usefixtures("resource")
def test_a_service_itself_is_the_subject_of_its_token(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    answer = _post(client, service, "token", {"grant_type": "client_credentials", "resource": RESOURCE}).json()

    claims = _read(answer["access_token"], signing_keys)
    assert (claims["sub"], claims["client_id"], claims["aud"]) == (service.public_id, service.public_id, RESOURCE)
    assert not {"sid", "acr", "auth_time"} & set(claims)
    assert answer["scope"] == claims["scope"] == "scope_all"
    assert ServiceToken.objects.get().digest == digests.digest(claims["jti"])


@pytest.mark.parametrize(
    ("changes", "allowed", "asked"),
    [
        ({}, [RESOURCE], OTHER),
        ({}, [], RESOURCE),
        ({}, [RESOURCE, OTHER], OTHER),
        ({"closed": True}, [RESOURCE], RESOURCE),
        ({"production": True}, [RESOURCE], RESOURCE),
        ({}, [RESOURCE], [RESOURCE, RESOURCE]),
        ({}, [RESOURCE, OTHER], [RESOURCE, OTHER]),
        ({}, [RESOURCE], "x" * 501),
        ({}, [RESOURCE], RESOURCE + "\x00"),
        ({}, [RESOURCE], RESOURCE + "/"),
    ],
)
def test_another_target_is_refused_and_nothing_is_used_up(
    client: Client, service: RelyingParty, changes: dict[str, Any], allowed: list[str], asked: str | list[str]
) -> None:
    ResourceServerFactory.create(**changes)
    RelyingParty.objects.update(allowed_resources=allowed)
    _code(service)
    RefreshTokenFactory.create(grant__relying_party=service, grant__session__browser_digest="another")

    answers = [
        _exchange(client, service, resource=asked),
        _renew(client, service, "rt_the-token", resource=asked),
        _post(client, service, "token", {"grant_type": "client_credentials", "resource": asked}),
    ]

    assert {answer.status_code for answer in answers} == {400}
    assert {answer.json()["error"] for answer in answers} == {"invalid_target"}
    assert not AccessToken.objects.exists()
    assert _exchange(client, service).status_code == 200


@pytest.mark.parametrize("form", [{}, {"grant_type": "client_credentials"}])
def test_no_scope_of_the_resource_is_no_token(client: Client, service: RelyingParty, form: dict[str, str]) -> None:
    ResourceServerFactory.create(scopes=["rpps"])
    grant = _code(service)

    answer = _exchange(client, service, resource=RESOURCE, **form)

    assert answer.json()["error"] == "invalid_scope"
    grant.refresh_from_db()
    assert grant.revoked_reason == ("" if form else "target_refused")


def test_a_renewal_without_a_scope_of_the_resource_spends_nothing(client: Client, service: RelyingParty) -> None:
    ResourceServerFactory.create(scopes=["rpps"])
    RefreshTokenFactory.create(grant__relying_party=service)

    assert _renew(client, service, "rt_the-token", resource=RESOURCE).json()["error"] == "invalid_scope"
    assert _renew(client, service, "rt_the-token").status_code == 200


def test_without_a_key_nothing_is_used_up(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    ResourceServerFactory.create(signing_alg="PS256")
    _code(service)
    SigningKey.objects.filter(algorithm="PS256").delete()
    keyring.forget()

    assert _exchange(client, service, resource=RESOURCE).status_code == 503
    assert _exchange(client, service).status_code == 200


@pytest.mark.usefixtures("resource")
def test_a_sign_in_for_one_resource_gives_tokens_for_no_other(
    client: Client, service: RelyingParty, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    ResourceServerFactory.create(identifier=OTHER)
    _code(service, grant__resource=RESOURCE)
    RefreshTokenFactory.create(
        grant__relying_party=service, grant__resource=RESOURCE, grant__session__browser_digest="another"
    )

    renewed = _renew(client, service, "rt_the-token", resource=OTHER)
    first = _exchange(client, service).json()
    again = _exchange(client, service, resource=OTHER)

    assert renewed.json()["error"] == "invalid_target"
    assert _read(first["access_token"], signing_keys)["aud"] == RESOURCE
    assert again.json()["error"] == "invalid_grant"


@pytest.mark.usefixtures("resource")
def test_a_code_for_one_resource_is_spent_by_asking_for_another(client: Client, service: RelyingParty) -> None:
    ResourceServerFactory.create(identifier=OTHER)
    grant = _code(service, grant__resource=RESOURCE)

    assert _exchange(client, service, resource=OTHER).json()["error"] == "invalid_target"
    grant.refresh_from_db()
    assert grant.revoked_reason == "target_refused"


def _authorize(client: Client, service: RelyingParty, resource: str | list[str]) -> Any:
    asked = {
        "client_id": service.public_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "resource": resource,
    }
    return client.get(f"/oidc/authorize?{urlencode(asked, doseq=True)}")


def test_a_request_for_a_code_may_name_one_resource(client: Client, service: RelyingParty) -> None:
    assert _authorize(client, service, RESOURCE)["Location"].startswith("/oidc/connexion/")
    assert Interaction.objects.get().asked().resource == RESOURCE


@pytest.mark.parametrize("resource", ["https://elsewhere.test/", [RESOURCE, RESOURCE]])
def test_a_request_for_a_code_for_another_is_refused(
    client: Client, service: RelyingParty, resource: str | list[str]
) -> None:
    answer = dict(parse_qsl(urlsplit(_authorize(client, service, resource)["Location"]).query))

    assert answer["error"] == "invalid_target"


@pytest.mark.django_db(transaction=True)
def test_a_signed_token_costs_one_query_more(
    client: Client, service: RelyingParty, django_assert_max_num_queries: Any
) -> None:
    ResourceServerFactory.create()
    _code(service)
    client.get("/oidc/jwks")

    # client with its secrets, resource server, code with what its card may, both tokens for the code
    with django_assert_max_num_queries(4):
        tokens = _exchange(client, service, resource=RESOURCE).json()
    with django_assert_max_num_queries(4):
        _renew(client, service, tokens["refresh_token"], resource=RESOURCE)
    with django_assert_max_num_queries(2):
        told = _post(client, service, "introspect", {"token": tokens["access_token"]}).json()
    assert told["active"] is True
