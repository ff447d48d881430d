"""A refresh token serves once, also under parallel presentation; what a sign-in rests on is asked at each renewal."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from directory.models import AuditEvent
from oidc.errors import OAuthError
from oidc.models import AccessToken, Grant, ProviderSession, RefreshToken, RelyingParty, SigningKey
from oidc.protocol import digests, jose
from oidc.workflows import refreshing
from oidc.workflows.tokens import Tokens
from tests.factories.oidc import NOON, RefreshTokenFactory, RelyingPartyFactory
from tests.support.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signing_keys")]


@pytest.fixture
def kept() -> RefreshToken:
    made: RefreshToken = RefreshTokenFactory.create(grant__relying_party__renewing=True)
    return made


def renew(
    relying_party: RelyingParty, token: str = "rt_the-token", *, scope: str = "", now: datetime = NOON
) -> Tokens | OAuthError:
    return refreshing.refresh(relying_party=relying_party, refresh_token=token, scope=scope, now=now)


def given(outcome: Tokens | OAuthError) -> Tokens:
    assert isinstance(outcome, Tokens), outcome
    return outcome


def code_of(outcome: Tokens | OAuthError) -> str:
    assert isinstance(outcome, OAuthError)
    return outcome.code


def test_a_client_that_did_not_register_renewals_gets_none() -> None:
    kept = RefreshTokenFactory.create()

    assert code_of(renew(kept.grant.relying_party)) == "unauthorized_client"
    assert RefreshToken.objects.get().used_at is None


def test_d6_a_token_of_another_client_is_refused_and_stays_whole(kept: RefreshToken) -> None:
    other = RelyingPartyFactory.create(renewing=True)

    assert code_of(renew(other)) == "invalid_grant"
    kept.refresh_from_db()
    assert kept.used_at is None
    assert kept.grant.revoked_at is None


@pytest.mark.parametrize(
    "token", ["rt_unknown", "", "\x00", "rt_\x00", "é" * 300, "\ud800", "at_the-token", "x" * 5000]
)
def test_garbage_is_an_invalid_grant(kept: RefreshToken, token: str) -> None:
    assert code_of(renew(kept.grant.relying_party, token)) == "invalid_grant"


def test_d12_without_a_key_that_signs_nothing_is_used_up(kept: RefreshToken) -> None:
    SigningKey.objects.filter(algorithm="ES256").delete()

    assert code_of(renew(kept.grant.relying_party)) == "temporarily_unavailable"
    assert RefreshToken.objects.get().used_at is None


@pytest.mark.parametrize(
    "changes",
    [
        {"idle": True},
        {"expired": True},
        {"grant__revoked": True},
        {"grant__session__ended": True},
        {"grant__session__old": True},
        {"grant__session__idle": True},
        {"grant__session__card__state": "LOCKED"},
        {"grant__session__card__state": "SUSPENDED"},
        {"grant__session__card__expires_at": NOON},
    ],
)
def test_d6_a_renewal_ends_with_what_it_rests_on(changes: dict[str, Any]) -> None:
    kept = RefreshTokenFactory.create(grant__relying_party__renewing=True, **changes)

    assert code_of(renew(kept.grant.relying_party)) == "invalid_grant"
    assert not AccessToken.objects.exists()
    assert RefreshToken.objects.get().used_at is None


def test_d6_nobody_renews_for_a_person_who_died(kept: RefreshToken) -> None:
    person = kept.grant.practitioner
    person.deceased_date = date(2026, 1, 1)
    person.save()

    assert code_of(renew(kept.grant.relying_party)) == "invalid_grant"


def test_d6_a_session_of_a_physical_card_is_asked_for_its_holders_rights() -> None:
    kept = RefreshTokenFactory.create(grant__relying_party__renewing=True, grant__session__by_card=True)
    renewed = given(renew(kept.grant.relying_party))
    person = kept.grant.practitioner
    person.deceased_date = date(2026, 1, 1)
    person.save()

    assert code_of(renew(kept.grant.relying_party, renewed.refresh_token)) == "invalid_grant"


def test_a_test_identity_renews_nothing_at_a_production_service() -> None:
    kept = RefreshTokenFactory.create(
        grant__relying_party=RelyingPartyFactory.create(renewing=True, production=True),
    )

    assert code_of(renew(kept.grant.relying_party)) == "invalid_grant"


@pytest.mark.parametrize("scope", ["openid profile scope_all", "openid admin", "scope_all", "é"])
def test_d3_a_renewal_asks_for_nothing_that_was_not_granted(kept: RefreshToken, scope: str) -> None:
    assert code_of(renew(kept.grant.relying_party, scope=scope)) == "invalid_scope"
    assert RefreshToken.objects.get().used_at is None


def test_a_renewal_may_ask_for_less_once(kept: RefreshToken) -> None:
    less = given(renew(kept.grant.relying_party, scope="openid openid"))
    whole = given(renew(kept.grant.relying_party, less.refresh_token))

    scopes = dict(AccessToken.objects.values_list("digest", "scopes"))
    assert less.scope == ("openid",)
    assert scopes[digests.digest(less.access_token)] == ["openid"]
    assert whole.scope == ("openid", "scope_all")
    assert Grant.objects.get().scopes == ["openid", "scope_all"]


def test_a_renewal_gives_new_tokens_and_a_successor(kept: RefreshToken) -> None:
    tokens = given(renew(kept.grant.relying_party))

    first, second = RefreshToken.objects.order_by("generation")
    assert first.used_at == NOON
    assert (second.digest, second.generation) == (digests.digest(tokens.refresh_token), 2)
    assert (second.idle_at, second.expires_at) == (NOON + timedelta(hours=1), kept.expires_at)
    assert tokens.refresh_expires_in == 3600
    assert AccessToken.objects.get().digest == digests.digest(tokens.access_token)
    assert AccessToken.objects.get().expires_at == NOON + timedelta(minutes=5)
    for told in (tokens.access_token, tokens.id_token, tokens.refresh_token):
        assert told not in repr(tokens)


def test_the_last_renewal_ends_with_the_first_tokens_lifetime(kept: RefreshToken) -> None:
    RefreshToken.objects.update(expires_at=NOON + timedelta(minutes=7))

    assert given(renew(kept.grant.relying_party)).refresh_expires_in == 420


def test_d9_the_id_token_of_a_renewal_tells_the_same_authentication_without_its_nonce(
    kept: RefreshToken, signing_keys: dict[str, jose.LoadedKey]
) -> None:
    ProviderSession.objects.update(auth_time=NOON - timedelta(seconds=30), acr="eidas2", amr=["sc"])

    signed = given(renew(kept.grant.relying_party)).id_token

    published = KeySet([signing_keys["ES256"].key])
    claims = jwt.decode(signed, published, algorithms=["ES256"]).claims
    grant = kept.grant
    assert claims["sub"].endswith(f":{grant.practitioner.national_id}")
    assert claims["aud"] == grant.relying_party.public_id
    assert claims["auth_time"] == int(grant.auth_time.timestamp())
    assert (claims["acr"], claims["sid"]) == ("eidas1", grant.session.sid)
    assert claims["iat"] == int(NOON.timestamp())
    assert "nonce" not in claims


def test_a_renewal_is_a_use_of_the_session(kept: RefreshToken) -> None:
    renew(kept.grant.relying_party)

    assert ProviderSession.objects.get().last_used_at == NOON


def test_a_use_is_written_down_at_most_once_a_minute(kept: RefreshToken) -> None:
    just_now = NOON - timedelta(seconds=59)
    ProviderSession.objects.update(last_used_at=just_now)

    renew(kept.grant.relying_party)

    assert ProviderSession.objects.get().last_used_at == just_now


def test_an_answer_that_was_lost_is_told_again(kept: RefreshToken) -> None:
    first = given(renew(kept.grant.relying_party))
    again = given(renew(kept.grant.relying_party, now=NOON + timedelta(seconds=10)))

    assert again.refresh_token == first.refresh_token
    assert again.refresh_expires_in == 3590
    assert again.access_token != first.access_token
    assert RefreshToken.objects.count() == 2
    assert given(renew(kept.grant.relying_party, again.refresh_token)).refresh_token != again.refresh_token


def test_d6_a_token_presented_again_later_ends_all_that_followed(kept: RefreshToken) -> None:
    renewed = given(renew(kept.grant.relying_party))
    late = NOON + timedelta(seconds=11)

    assert code_of(renew(kept.grant.relying_party, now=late)) == "invalid_grant"

    grant = Grant.objects.get()
    told = AuditEvent.objects.get(action="oidc.refresh_replayed")
    assert (grant.revoked_at, grant.revoked_reason) == (late, "refresh_replayed")
    assert (told.outcome, told.practitioner_id, told.details) == ("REFUSED", grant.practitioner_id, {"grant": grant.pk})
    assert code_of(renew(kept.grant.relying_party, renewed.refresh_token, now=late)) == "invalid_grant"


def test_d6_a_token_whose_successor_was_used_is_not_told_again(kept: RefreshToken) -> None:
    renewed = given(renew(kept.grant.relying_party))
    renew(kept.grant.relying_party, renewed.refresh_token)

    assert code_of(renew(kept.grant.relying_party)) == "invalid_grant"
    assert Grant.objects.get().revoked_reason == "refresh_replayed"


def test_d6_a_replay_is_told_once(kept: RefreshToken) -> None:
    renew(kept.grant.relying_party)
    for seconds in (60, 61, 62):
        renew(kept.grant.relying_party, now=NOON + timedelta(seconds=seconds))

    assert AuditEvent.objects.filter(action="oidc.refresh_replayed").count() == 1


def test_an_answer_is_not_told_again_once_the_session_ended(kept: RefreshToken) -> None:
    renew(kept.grant.relying_party)
    ProviderSession.objects.update(ended_at=NOON, ended_reason="test")

    assert code_of(renew(kept.grant.relying_party)) == "invalid_grant"
    assert Grant.objects.get().revoked_at is None


def test_successors_follow_from_a_secret_of_the_deployment(kept: RefreshToken, settings: Any) -> None:
    first = given(renew(kept.grant.relying_party)).refresh_token
    settings.SECRET_KEY = "another" * 10
    other = digests.derive("rt_the-token", key=refreshing._successor_key(), prefix="rt_")

    assert other != first
    assert len(first) == len(other) == 46


@pytest.mark.django_db(transaction=True)
def test_d6_of_24_parallel_renewals_exactly_one_rotates_and_all_are_told_the_same() -> None:
    kept = RefreshTokenFactory.create(grant__relying_party__renewing=True)
    relying_party = kept.grant.relying_party

    outcomes = at_once(*[lambda: renew(relying_party)] * 24)

    assert {given(one).refresh_token for one in outcomes} == {given(outcomes[0]).refresh_token}
    assert list(RefreshToken.objects.order_by("generation").values_list("generation", flat=True)) == [1, 2]
    assert Grant.objects.get().revoked_at is None


@pytest.mark.django_db(transaction=True)
def test_d6_of_parallel_late_replays_one_revokes_and_none_gets_a_token() -> None:
    kept = RefreshTokenFactory.create(grant__relying_party__renewing=True, used=True)
    relying_party = kept.grant.relying_party

    outcomes = at_once(*[lambda: renew(relying_party, now=NOON + timedelta(minutes=1))] * 8)

    assert {code_of(one) for one in outcomes} == {"invalid_grant"}
    assert AuditEvent.objects.filter(action="oidc.refresh_replayed").count() == 1
    assert not AccessToken.objects.exists()
