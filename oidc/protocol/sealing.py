"""What is kept unreadable, private keys first of all: encrypted under the first of several keys, readable under any."""

import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, MultiFernet


def seal(content: dict[str, Any], *, keys: Sequence[str | bytes]) -> bytes:
    """Return an object of JSON, a JWK for instance, encrypted. keys: Fernet keys, the current one first."""
    return _cipher(keys).encrypt(json.dumps(content).encode("ascii"))


def unseal(sealed: bytes, *, keys: Sequence[str | bytes]) -> dict[str, Any]:
    """Return the object. Raises cryptography's InvalidToken when none of the keys opens it."""
    opened: dict[str, Any] = json.loads(_cipher(keys).decrypt(sealed))
    return opened


def _cipher(keys: Sequence[str | bytes]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
