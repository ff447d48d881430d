"""What employers typed is kept encrypted for as long as an import needs it."""

import json
from collections.abc import Mapping
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(content: bytes) -> bytes:
    """Encrypted with the newest of MESSAGE_KEYS."""
    return _cipher(tuple(settings.MESSAGE_KEYS)).encrypt(content)


def unseal(sealed: bytes | memoryview) -> bytes:
    """Nothing where nothing is kept any more, or where the key has left the list."""
    try:
        return _cipher(tuple(settings.MESSAGE_KEYS)).decrypt(bytes(sealed)) if sealed else b""
    except InvalidToken:
        return b""


def seal_cells(cells: Mapping[str, str]) -> bytes:
    """The cells of one line, by key of column."""
    return seal(json.dumps(dict(cells), ensure_ascii=False).encode())


def unseal_cells(sealed: bytes | memoryview) -> dict[str, str]:
    """They, or nothing."""
    content = unseal(sealed)
    return {str(key): str(value) for key, value in json.loads(content).items()} if content else {}


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
