"""Signing keys come to be at the first start."""

import pytest

from oidc.models import SigningKey
from oidc.queries import keyring
from oidc.vocabulary import KeyState
from oidc.workflows.key_rotation import ensure_signing_keys
from tests.factories.oidc import NOON

pytestmark = pytest.mark.django_db


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


def test_an_empty_ring_is_not_held() -> None:
    assert not keyring.current(NOON).signers

    ensure_signing_keys(now=NOON)

    assert set(keyring.current(NOON).signers) == {"ES256", "RS256", "PS256"}


def test_two_processes_that_start_at_once_keep_one_key_an_algorithm(
    signing_keys: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Blind:
        """Sees no key, as a process does that looked just before the other one wrote."""

        def __call__(self, **_: object) -> "Blind":
            return self

        def values_list(self, *_: object, **__: object) -> list[str]:
            return []

    monkeypatch.setattr(SigningKey.objects, "filter", Blind())

    assert ensure_signing_keys(now=NOON) == 0
    assert SigningKey.objects.count() == 3
