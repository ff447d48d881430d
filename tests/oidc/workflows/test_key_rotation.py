"""Signing keys come to be at the first start, and follow one another."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError
from joserfc import jwt
from joserfc.jwk import KeySet

from directory.models import AuditEvent
from oidc import policy
from oidc.models import SigningKey
from oidc.protocol import jose
from oidc.queries import keyring
from oidc.vocabulary import KeyState
from oidc.workflows import key_rotation
from oidc.workflows.key_rotation import Refusal, Rotation, ensure_signing_keys, rotate
from tests.factories.oidc import NOON, SigningKeyFactory
from tests.support.races import at_once

pytestmark = pytest.mark.django_db

PERIOD = timedelta(days=90)
NOTHING = Rotation(activated=0, made=0, ended=0)


@pytest.fixture
def one_algorithm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making RSA keys takes a while."""
    monkeypatch.setattr(policy, "SIGNING_ALGORITHMS", ("ES256",))


def kid_of(state: KeyState, algorithm: str = "ES256") -> str:
    return SigningKey.objects.get(algorithm=algorithm, state=state).kid


def test_the_first_start_makes_one_active_key_an_algorithm_and_the_next_none() -> None:
    assert ensure_signing_keys(now=NOON) == 3
    assert ensure_signing_keys(now=NOON) == 0

    assert set(SigningKey.objects.values_list("algorithm", "state")) == {
        ("ES256", KeyState.ACTIVE),
        ("RS256", KeyState.ACTIVE),
        ("PS256", KeyState.ACTIVE),
    }


def test_d7_a_private_key_is_stored_encrypted_and_read_again(signing_keys: object) -> None:
    row = SigningKey.objects.get(algorithm="ES256")

    sealed = bytes(row.encrypted_private_jwk)
    assert sealed.startswith(b"gAAAA")
    assert b'"d"' not in sealed
    assert "d" not in row.public_jwk
    assert keyring.current(NOON).signers["ES256"].kid == row.kid


def test_an_empty_ring_is_not_held(one_algorithm: None) -> None:
    assert not keyring.current(NOON).signers

    ensure_signing_keys(now=NOON)

    assert set(keyring.current(NOON).signers) == {"ES256"}


def test_the_next_key_of_every_algorithm_is_published_long_before_it_signs(signing_keys: object) -> None:
    assert rotate(now=NOON) == Rotation(activated=0, made=3, ended=0)

    assert SigningKey.objects.filter(state=KeyState.NEXT).values("algorithm").distinct().count() == 3
    assert keyring.current(NOON).verifiers[kid_of(KeyState.NEXT)].algorithm == "ES256"
    assert rotate(now=NOON + PERIOD - timedelta(seconds=1)) == NOTHING


def test_an_old_key_is_followed_by_the_next_one_which_has_a_next_one_again(one_algorithm: None) -> None:
    rotate(now=NOON)
    former, following = kid_of(KeyState.ACTIVE), kid_of(KeyState.NEXT)

    assert rotate(now=NOON + PERIOD) == Rotation(activated=1, made=1, ended=0)

    assert kid_of(KeyState.RETIRING) == former
    assert kid_of(KeyState.ACTIVE) == following
    assert kid_of(KeyState.NEXT) not in {former, following}
    assert keyring.current(NOON + PERIOD).signers["ES256"].kid == following
    line = AuditEvent.objects.get(action="oidc.signing_key_followed")
    assert line.details == {"algorithm": "ES256", "kid": following, "former_kid": former}


def test_the_period_is_the_deployments(one_algorithm: None, settings: Any) -> None:
    settings.SIGNING_KEY_DAYS = 7
    rotate(now=NOON)

    assert rotate(now=NOON + timedelta(days=7)).activated == 1


def test_a_next_key_that_not_everybody_knows_does_not_sign_yet(one_algorithm: None) -> None:
    ensure_signing_keys(now=NOON)
    late = NOON + PERIOD

    assert rotate(now=late) == Rotation(activated=0, made=1, ended=0)
    assert rotate(now=late + policy.KEY_KNOWN_AFTER - timedelta(seconds=1)) == NOTHING
    assert rotate(now=late + policy.KEY_KNOWN_AFTER).activated == 1


def test_what_was_signed_just_before_a_rotation_is_verified_with_the_published_keys(one_algorithm: None) -> None:
    rotate(now=NOON)
    late = NOON + PERIOD
    signed = jose.sign({"sub": "x"}, key=keyring.current(late).signers["ES256"])

    rotate(now=late)

    for instant in (late, late + policy.SESSION_LIFETIME):
        rotate(now=instant)
        published = KeySet.import_key_set(json.loads(keyring.current(instant).document))
        assert jwt.decode(signed, published, algorithms=["ES256"]).claims == {"sub": "x"}


def test_a_former_key_ends_when_nothing_that_it_signed_is_used_any_more(one_algorithm: None) -> None:
    rotate(now=NOON)
    former = kid_of(KeyState.ACTIVE)
    rotate(now=NOON + PERIOD)
    over = NOON + PERIOD + policy.KEY_KEPT_FOR

    assert rotate(now=over - timedelta(seconds=1)) == NOTHING
    assert rotate(now=over) == Rotation(activated=0, made=0, ended=1)

    row = SigningKey.objects.get(kid=former)
    assert row.state == KeyState.REVOKED
    assert bytes(row.encrypted_private_jwk) == b""
    assert former not in keyring.current(over).verifiers
    assert AuditEvent.objects.get(action="oidc.signing_key_ended").details["kid"] == former


def test_a_key_is_kept_longer_than_anything_that_it_signs_lives() -> None:
    lives = (policy.ID_TOKEN_LIFETIME, policy.ACCESS_TOKEN_LIFETIME, policy.SESSION_LIFETIME)

    assert max(lives) + policy.KEYRING_REREAD_EVERY <= policy.KEY_KEPT_FOR
    assert policy.KEY_KNOWN_AFTER >= policy.KEYRING_REREAD_EVERY + policy.PUBLISHED_FOR
    assert PERIOD.days == settings.SIGNING_KEY_DAYS


def test_an_algorithm_without_an_active_key_gets_its_next_one(one_algorithm: None) -> None:
    rotate(now=NOON)
    following = kid_of(KeyState.NEXT)
    SigningKey.objects.filter(state=KeyState.ACTIVE).update(state=KeyState.RETIRING, retired_at=NOON)

    assert rotate(now=NOON) == Rotation(activated=1, made=1, ended=0)

    assert kid_of(KeyState.ACTIVE) == following


def test_an_operator_lets_the_next_key_sign_before_its_time(one_algorithm: None) -> None:
    rotate(now=NOON)
    following = kid_of(KeyState.NEXT)
    later = NOON + policy.KEY_KNOWN_AFTER

    signing = key_rotation.rotate_now(algorithm="ES256", now=later)

    assert isinstance(signing, SigningKey)
    assert signing.kid == following == kid_of(KeyState.ACTIVE)
    assert kid_of(KeyState.NEXT)
    assert key_rotation.rotate_now(algorithm="ES256", now=later) is Refusal.TOO_SOON
    assert kid_of(KeyState.ACTIVE) == following


def test_the_first_order_makes_the_key_that_the_second_one_lets_sign(one_algorithm: None) -> None:
    assert key_rotation.rotate_now(algorithm="ES256", now=NOON) is Refusal.TOO_SOON

    following = kid_of(KeyState.NEXT)
    signing = key_rotation.rotate_now(algorithm="ES256", now=NOON + policy.KEY_KNOWN_AFTER)
    assert isinstance(signing, SigningKey)
    assert signing.kid == following


def test_an_order_about_what_does_not_exist_is_refused() -> None:
    assert key_rotation.rotate_now(algorithm="HS256", now=NOON) is Refusal.UNKNOWN
    assert key_rotation.revoke(kid="x" * 43, now=NOON) is Refusal.UNKNOWN
    assert not SigningKey.objects.exists()


def test_a_leaked_key_ends_at_once_and_the_next_one_signs(one_algorithm: None) -> None:
    rotate(now=NOON)
    leaked, following = kid_of(KeyState.ACTIVE), kid_of(KeyState.NEXT)

    signing = key_rotation.revoke(kid=leaked, now=NOON)

    assert isinstance(signing, SigningKey)
    assert signing.kid == following == keyring.current(NOON).signers["ES256"].kid
    assert bytes(SigningKey.objects.get(kid=leaked).encrypted_private_jwk) == b""
    assert leaked not in keyring.current(NOON).verifiers
    assert kid_of(KeyState.NEXT) not in {leaked, following}
    line = AuditEvent.objects.get(action="oidc.signing_key_revoked")
    assert line.details == {"algorithm": "ES256", "kid": following, "former_kid": leaked}
    assert key_rotation.revoke(kid=leaked, now=NOON) is Refusal.UNKNOWN


def test_an_algorithm_whose_only_key_leaked_gets_another(one_algorithm: None) -> None:
    ensure_signing_keys(now=NOON)
    leaked = kid_of(KeyState.ACTIVE)

    key_rotation.revoke(kid=leaked, now=NOON)

    assert kid_of(KeyState.ACTIVE) != leaked


def test_a_leaked_key_that_does_not_sign_changes_nothing_of_what_signs(one_algorithm: None) -> None:
    rotate(now=NOON)
    active, leaked = kid_of(KeyState.ACTIVE), kid_of(KeyState.NEXT)

    key_rotation.revoke(kid=leaked, now=NOON)

    assert kid_of(KeyState.ACTIVE) == active
    assert kid_of(KeyState.NEXT) != leaked


def test_a_revoked_key_keeps_no_private_part() -> None:
    with pytest.raises(IntegrityError, match="a_revoked_signing_key_keeps_no_private_part"):
        SigningKeyFactory.create(state=KeyState.REVOKED)


@pytest.mark.django_db(transaction=True)
def test_processes_that_start_at_once_keep_one_key_an_algorithm(one_algorithm: None) -> None:
    made = at_once(*[lambda: ensure_signing_keys(now=NOON)] * 4)

    assert sorted(made) == [0, 0, 0, 1]
    assert SigningKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_rotate_once(one_algorithm: None) -> None:
    rotate(now=NOON)

    done = at_once(*[lambda: rotate(now=NOON + PERIOD)] * 4)

    assert sorted(one.activated for one in done) == [0, 0, 0, 1]
    assert sorted(SigningKey.objects.values_list("state", flat=True)) == ["ACTIVE", "NEXT", "RETIRING"]
    assert AuditEvent.objects.filter(action="oidc.signing_key_followed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_leak_told_twice_at_once_ends_one_key(one_algorithm: None) -> None:
    rotate(now=NOON)
    leaked = kid_of(KeyState.ACTIVE)

    outcomes = at_once(*[lambda: key_rotation.revoke(kid=leaked, now=NOON)] * 2)

    assert sum(outcome is Refusal.UNKNOWN for outcome in outcomes) == 1
    assert sorted(SigningKey.objects.values_list("state", flat=True)) == ["ACTIVE", "NEXT", "REVOKED"]
