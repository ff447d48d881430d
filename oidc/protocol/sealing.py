"""Private keys as they are stored: encrypted, under the first of several keys, readable under any."""

import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, MultiFernet


def seal(private_jwk: dict[str, Any], *, keys: Sequence[str | bytes]) -> bytes:
    """Return the encrypted JWK. keys: Fernet keys, the current one first."""
    return _cipher(keys).encrypt(json.dumps(private_jwk).encode("ascii"))


def unseal(sealed: bytes, *, keys: Sequence[str | bytes]) -> dict[str, Any]:
    """Return the JWK. Raises cryptography's InvalidToken when none of the keys opens it."""
    opened: dict[str, Any] = json.loads(_cipher(keys).decrypt(sealed))
    return opened


def _cipher(keys: Sequence[str | bytes]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
