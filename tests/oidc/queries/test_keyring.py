"""The keys that a process holds in memory."""

from typing import Any

import pytest
from cryptography.fernet import Fernet
from joserfc import jwt

from oidc import policy
from oidc.models import SigningKey
from oidc.protocol import jose, sealing
from oidc.queries import keyring
from oidc.vocabulary import KeyState
from tests.factories.oidc import NOON, SigningKeyFactory

pytestmark = pytest.mark.django_db

Keys = dict[str, jose.LoadedKey]


def test_every_published_key_verifies_by_its_name_and_a_revoked_one_does_not(signing_keys: Keys) -> None:
    following = SigningKeyFactory.create(state=KeyState.NEXT)
    former = SigningKeyFactory.create(state=KeyState.RETIRING)
    revoked = SigningKeyFactory.create(state=KeyState.REVOKED, encrypted_private_jwk=b"")

    verifiers = keyring.current(NOON).verifiers

    assert set(verifiers) == {key.kid for key in signing_keys.values()} | {following.kid, former.kid}
    assert revoked.kid not in verifiers
    for algorithm, signer in signing_keys.items():
        known = verifiers[signer.kid]
        signed = jose.sign({"sub": "x"}, key=signer)
        assert known.algorithm == algorithm
        assert jwt.decode(signed, known.key, algorithms=[algorithm]).claims == {"sub": "x"}


def test_a_ring_is_held_without_a_query_and_read_again_after_a_while(
    signing_keys: Keys, django_assert_num_queries: Any
) -> None:
    held = keyring.current(NOON)

    with django_assert_num_queries(0):
        assert keyring.current(NOON) is held
    SigningKey.objects.filter(algorithm="ES256").update(state=KeyState.RETIRING)
    with django_assert_num_queries(1):
        fresh = keyring.current(NOON + policy.KEYRING_REREAD_EVERY)

    assert "ES256" not in fresh.signers
    assert signing_keys["ES256"].kid in fresh.verifiers


def test_keys_that_are_held_are_not_parsed_again(signing_keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    held = keyring.current(NOON)
    for parse in ("load_key", "load_public_key"):
        monkeypatch.setattr(jose, parse, None)

    fresh = keyring.current(NOON + policy.KEYRING_REREAD_EVERY)

    assert fresh is not held
    assert (fresh.signers, fresh.verifiers) == (held.signers, held.verifiers)


@pytest.mark.parametrize(
    "sealed",
    [b"", b"no token of Fernet", sealing.seal({}, keys=[Fernet.generate_key()])],
    ids=["empty", "no token", "another key"],
)
def test_a_key_that_cannot_be_read_is_told_once_a_while_and_the_others_go_on(
    signing_keys: Keys, sealed: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    SigningKey.objects.filter(algorithm="RS256").update(encrypted_private_jwk=sealed)

    ring = keyring.current(NOON)

    kid = signing_keys["RS256"].kid
    assert set(ring.signers) == {"ES256", "PS256"}
    assert ring.unreadable == {"RS256": kid}
    assert kid in ring.verifiers  # what it signed elsewhere is verified, and its public part is published
    assert kid.encode() in ring.document
    keyring.current(NOON + policy.KEYRING_REREAD_EVERY)
    assert [kid in one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [True, True]


def test_without_any_readable_key_the_log_is_not_flooded(
    signing_keys: Keys, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SIGNING_KEY_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]

    rings = [keyring.current(NOON) for _ in range(3)]

    assert all(not ring.signers and len(ring.unreadable) == 3 for ring in rings)
    assert len([one for one in caplog.records if one.levelname == "ERROR"]) == 3
