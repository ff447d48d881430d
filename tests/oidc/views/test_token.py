"""The token endpoint."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from oidc.models import AccessToken, AuthorizationCode, Grant, RefreshToken, RelyingParty, SigningKey
from oidc.protocol import digests
from tests.factories.oidc import (
    CALLBACK,
    CLIENT_SECRET,
    NOON,
    VERIFIER,
    AccessTokenFactory,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    RefreshTokenFactory,
    RelyingPartyFactory,
)
from tests.oidc.conftest import basic

FORM = "application/x-www-form-urlencoded"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]


def exchange(client: Client, authorization: str = "", **changes: str) -> Any:
    form = {
        "grant_type": "authorization_code",
        "code": "ac_the-code",
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        **changes,
    }
    headers = {"Authorization": authorization} if authorization else {}
    body = urlencode({name: value for name, value in form.items() if value})
    return client.post("/oidc/token", body, content_type="application/x-www-form-urlencoded", headers=headers)


@pytest.fixture
def code(service: RelyingParty) -> AuthorizationCode:
    made: AuthorizationCode = AuthorizationCodeFactory.create(grant__relying_party=service)
    return made


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


@pytest.mark.parametrize("verifier", ["é" * 43, "", "short", "x" * 43, "v" * 128])
def test_d5_a_verifier_that_does_not_open_the_challenge_is_refused(
    client: Client, service: RelyingParty, code: AuthorizationCode, verifier: str
) -> None:
    response = exchange(client, basic(service), code_verifier=verifier)

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_grant"


def test_d5_a_code_without_a_challenge_is_exchanged_without_a_verifier(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__proofless=True).relying_party
    AuthorizationCodeFactory.create(grant__relying_party=service, code_challenge="")

    assert exchange(client, basic(service), code_verifier="").status_code == 200


def test_d5_a_verifier_where_there_was_no_challenge_is_refused(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__proofless=True).relying_party
    AuthorizationCodeFactory.create(grant__relying_party=service, code_challenge="")

    assert exchange(client, basic(service)).json()["error"] == "invalid_grant"
    assert not AccessToken.objects.exists()


def test_d5_a_client_that_may_do_without_a_proof_key_is_held_to_the_one_it_chose(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__proofless=True).relying_party
    AuthorizationCodeFactory.create(grant__relying_party=service)

    assert exchange(client, basic(service), code_verifier="").json()["error"] == "invalid_grant"


def test_d5_a_client_that_must_prove_its_codes_exchanges_none_without_a_challenge(
    client: Client, service: RelyingParty
) -> None:
    AuthorizationCodeFactory.create(grant__relying_party=service, code_challenge="")

    assert exchange(client, basic(service), code_verifier="").json()["error"] == "invalid_grant"


def test_d5_a_failed_verifier_burns_the_code(client: Client, service: RelyingParty, code: AuthorizationCode) -> None:
    exchange(client, basic(service), code_verifier="x" * 43)
    again = exchange(client, basic(service))

    assert again.json()["error"] == "invalid_grant"
    assert not AccessToken.objects.exists()


def test_d4_a_code_is_bound_to_its_redirection_address(
    client: Client, service: RelyingParty, code: AuthorizationCode
) -> None:
    service.client.redirect_uris = [CALLBACK, "https://service.test/other"]
    service.client.save()

    response = exchange(client, basic(service), redirect_uri="https://service.test/other")

    assert response.json()["error"] == "invalid_grant"


def test_a_code_of_another_client_is_refused_and_stays_whole(client: Client, code: AuthorizationCode) -> None:
    other = ClientSecretFactory.create().relying_party

    response = exchange(client, basic(other))

    code.refresh_from_db()
    assert response.json()["error"] == "invalid_grant"
    assert code.used_at is None


def test_an_expired_code_is_refused(client: Client, service: RelyingParty) -> None:
    AuthorizationCodeFactory.create(grant__relying_party=service, expired=True)

    assert exchange(client, basic(service)).json()["error"] == "invalid_grant"


def test_d6_a_code_presented_again_revokes_what_it_gave(
    client: Client, service: RelyingParty, code: AuthorizationCode
) -> None:
    first = exchange(client, basic(service)).json()
    second = exchange(client, basic(service))

    assert second.status_code == 400
    assert second.json()["error"] == "invalid_grant"
    assert Grant.objects.get().revoked_reason == "code_replayed"
    userinfo = client.get("/oidc/userinfo", headers={"Authorization": f"Bearer {first['access_token']}"})
    assert userinfo.status_code == 401


def test_d6_a_card_that_no_longer_works_redeems_no_pending_code(
    client: Client, service: RelyingParty, code: AuthorizationCode, at_noon: Any
) -> None:
    card = code.grant.session.card
    card.state, card.ended_at, card.end_reason = "REVOKED", at_noon, "STOLEN"
    card.save()

    assert exchange(client, basic(service)).json()["error"] == "invalid_grant"


def test_a_test_identity_is_denied_to_a_production_service(client: Client, production_service: RelyingParty) -> None:
    AuthorizationCodeFactory.create(grant__relying_party=production_service)

    response = exchange(client, basic(production_service))

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_grant"
    assert not AccessToken.objects.exists()


def test_d12_without_a_key_that_signs_nothing_is_used_up(
    client: Client, service: RelyingParty, code: AuthorizationCode
) -> None:
    SigningKey.objects.filter(algorithm="ES256").delete()

    response = exchange(client, basic(service))

    code.refresh_from_db()
    assert response.status_code == 503
    assert response.json()["error"] == "temporarily_unavailable"
    assert code.used_at is None
    assert not AccessToken.objects.exists()


def test_a_client_that_did_not_register_codes_exchanges_none(client: Client) -> None:
    secret = ClientSecretFactory.create(relying_party__grant_types=["client_credentials"])
    code = AuthorizationCodeFactory.create(grant__relying_party=secret.relying_party)

    response = exchange(client, basic(secret.relying_party))

    code.refresh_from_db()
    assert response.status_code == 400
    assert response.json()["error"] == "unauthorized_client"
    assert code.used_at is None


def test_a_code_gives_tokens_that_say_what_they_are(
    client: Client, service: RelyingParty, code: AuthorizationCode
) -> None:
    response = exchange(client, basic(service))

    tokens = response.json()
    assert response.status_code == 200
    assert set(tokens) == {
        "access_token",
        "token_type",
        "expires_in",
        "refresh_expires_in",
        "id_token",
        "scope",
        "session_state",
    }
    assert tokens["refresh_expires_in"] == 0
    assert tokens["session_state"] == code.grant.session.sid
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 300
    assert tokens["scope"] == "openid scope_all"
    assert tokens["access_token"].startswith("at_")
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize(
    ("traits", "algorithm"), [({}, "ES256"), ({"signing_rs256": True}, "RS256"), ({"signing_ps256": True}, "PS256")]
)
def test_the_id_token_is_signed_as_registered_by_a_published_key(
    client: Client, traits: dict[str, bool], algorithm: str
) -> None:
    service = ClientSecretFactory.create(relying_party=RelyingPartyFactory.create(**traits)).relying_party
    made = AuthorizationCodeFactory.create(grant__relying_party=service)

    signed = exchange(client, basic(service)).json()["id_token"]

    published = KeySet.import_key_set(client.get("/oidc/jwks").json())
    token = jwt.decode(signed, published, algorithms=[algorithm])
    assert token.header["alg"] == algorithm
    national_id = made.grant.practitioner.national_id
    assert token.claims["iss"] == "http://testserver"
    assert token.claims["aud"] == service.public_id
    assert token.claims["sub"].endswith(f":{national_id}")
    assert token.claims["nonce"] == "the-nonce"
    assert token.claims["acr"] == "eidas1"
    assert token.claims["amr"] == ["swk", "pin", "mfa"]
    assert token.claims["authMode"] == "MOBILE"
    assert token.claims["sid"] == made.grant.session.sid
    assert token.claims["auth_time"] == int(made.grant.session.auth_time.timestamp())
    assert token.claims["SubjectNameID"] == token.claims["preferred_username"] == national_id
    assert "given_name" not in token.claims


def test_the_id_token_has_the_single_claims_that_were_asked_for_it(client: Client, service: RelyingParty) -> None:
    asked = {"family_name": {"essential": True}, "acr": {}, "SubjectRole": {}, "unknown": {}}
    made = AuthorizationCodeFactory.create(
        grant__relying_party=service, grant__scopes=["openid"], grant__claims={"id_token": asked}
    )

    signed = exchange(client, basic(service)).json()["id_token"]

    claims = jwt.decode(signed, KeySet.import_key_set(client.get("/oidc/jwks").json())).claims
    assert claims["family_name"] == made.grant.practitioner.family_name
    assert claims["SubjectRole"] == ["60^1.2.250.1.213.1.1.5.5"]
    assert claims["acr"] == "eidas1"
    assert "given_name" not in claims
    assert "unknown" not in claims


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


def test_a_service_gets_a_token_of_its_own_without_an_identity(client: Client) -> None:
    service = ClientSecretFactory.create(relying_party__acting=True).relying_party

    tokens = exchange(client, basic(service), grant_type="client_credentials", scope="scope_all").json()

    assert set(tokens) == {"access_token", "token_type", "expires_in", "refresh_expires_in", "scope"}
    assert (tokens["expires_in"], tokens["refresh_expires_in"], tokens["scope"]) == (300, 0, "scope_all")


def test_d7_no_token_is_stored_as_it_is(client: Client, service: RelyingParty, code: AuthorizationCode) -> None:
    token = exchange(client, basic(service)).json()["access_token"]

    assert token not in str(AccessToken.objects.values().get())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("session", [{}, {"grant__session__by_card": True}])
def test_an_exchange_costs_few_queries(
    client: Client, session: dict[str, bool], django_assert_max_num_queries: Any
) -> None:
    service = ClientSecretFactory.create(relying_party__renewing=True).relying_party
    AuthorizationCodeFactory.create(grant__relying_party=service, **session)
    client.get("/oidc/jwks")

    exchange(client, basic(service), code="ac_another")  # the client is in memory now

    # code with what its card may, both tokens for the code
    with django_assert_max_num_queries(2):
        assert exchange(client, basic(service)).status_code == 200


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


def test_the_library_keeps_none_of_our_codes_tokens_or_keys(
    client: Client, service: RelyingParty, code: AuthorizationCode
) -> None:
    exchange(client, basic(service))

    service.client.refresh_from_db()
    assert service.client.client_secret == ""
    assert not service.client.code_set.exists()
    assert not service.client.token_set.exists()


def test_a_token_of_another_grant_survives_a_replay(
    client: Client, service: RelyingParty, code: AuthorizationCode
) -> None:
    AccessTokenFactory.create(grant__relying_party=service, grant__session__browser_digest="elsewhere")
    exchange(client, basic(service))
    exchange(client, basic(service))

    assert client.get("/oidc/userinfo", headers={"Authorization": "Bearer at_the-token"}).status_code == 200
