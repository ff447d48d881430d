"""A code at the token endpoint."""

from typing import Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import KeySet

from oidc.models import AccessToken, AuthorizationCode, Grant, RelyingParty, SigningKey
from tests.factories.oidc import (
    CALLBACK,
    AccessTokenFactory,
    AuthorizationCodeFactory,
    ClientSecretFactory,
    RelyingPartyFactory,
)
from tests.oidc.conftest import basic
from tests.oidc.views.exchanging import exchange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "signing_keys")]


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
