"""The signing keys of this process: read, decrypted and parsed once, then held in memory."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, Final

from cryptography.fernet import InvalidToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from oidc import policy
from oidc.models import SigningKey
from oidc.protocol import jose, sealing
from oidc.vocabulary import KeyState

LONGEST: Final = 8_000  # characters; no JWT of ours comes near
UNREADABLE: Final = (InvalidToken, JoseError, ValueError, KeyError, TypeError)  # what a sealed key may be, instead
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Keyring:
    """signers: the active key of each algorithm. verifiers: by `kid`, every key that is published, to judge what comes
    back to us (hints, hints of sign-outs). document: the JWKS as it is served. unreadable: by algorithm, the
    `kid` of an active key that this process cannot open: nothing is signed with that algorithm, the others go on."""

    signers: MappingProxyType[str, jose.LoadedKey]
    verifiers: MappingProxyType[str, jose.PublishedKey]
    document: bytes
    unreadable: MappingProxyType[str, str]
    read_at: datetime


class _Held:
    """The one keyring of this process."""

    keyring: ClassVar[Keyring | None] = None
    told: ClassVar[dict[str, datetime]] = {}  # when the log was told of a key that cannot be read, by `kid`


def current(now: datetime) -> Keyring:
    """Return the keys, read again from the database every few minutes; an empty ring is never held."""
    held = _Held.keyring
    if held is not None and abs(now - held.read_at) < policy.KEYRING_REREAD_EVERY:
        return held
    fresh = _read(now)
    _Held.keyring = fresh if fresh.signers else None
    return fresh


def verify(text: str, *, typ: str, now: datetime) -> dict[str, Any]:
    """Return the claims of a JWT that a key of ours signed, over or not, for one use and no other (RFC 8725 §3.11).

    Raises JoseError, ValueError, KeyError or TypeError for anything else.
    """
    if len(text) > LONGEST or not text.isascii():
        raise ValueError("no JWT of ours")
    header = extract_compact(text.encode()).headers()
    if header["typ"] != typ:
        raise ValueError("a JWT for another use")
    published = current(now).verifiers[str(header["kid"])]
    return dict(jwt.decode(text, published.key, algorithms=[published.algorithm]).claims)


def forget() -> None:
    """Read the keys again at the next use: after a rotation, and between tests."""
    _Held.keyring = None
    _Held.told = {}


def is_readable(row: SigningKey) -> bool:
    """Whether the keys of this process open the private part of a signing key."""
    try:
        _unseal(row)
    except UNREADABLE:
        return False
    return True


def _read(now: datetime) -> Keyring:
    rows = list(SigningKey.objects.published().order_by("algorithm", "created_at"))
    known = _Held.keyring.signers if _Held.keyring else MappingProxyType[str, jose.LoadedKey]({})
    verified = _Held.keyring.verifiers if _Held.keyring else MappingProxyType[str, jose.PublishedKey]({})
    active = [row for row in rows if row.state == KeyState.ACTIVE]
    signers = {row.algorithm: key for row in active if (key := _load(row, known, now)) is not None}
    verifiers = {row.kid: verified.get(row.kid) or jose.load_public_key(row.public_jwk) for row in rows}
    document = json.dumps({"keys": [row.public_jwk for row in rows]}, separators=(",", ":")).encode()
    return Keyring(
        signers=MappingProxyType(signers),
        verifiers=MappingProxyType(verifiers),
        document=document,
        unreadable=MappingProxyType({row.algorithm: row.kid for row in active if row.algorithm not in signers}),
        read_at=now,
    )


def _load(row: SigningKey, known: Mapping[str, jose.LoadedKey], now: datetime) -> jose.LoadedKey | None:
    """Parsing an RSA key takes 42 ms: a key that this process already holds is not parsed again. None: it cannot be
    read here, as when a process has not the key that sealed it.
    """
    held = known.get(row.algorithm)
    if held is not None and held.kid == row.kid:
        return held
    try:
        return jose.load_key(_unseal(row), algorithm=row.algorithm)
    except UNREADABLE:
        _tell(row, now)
        return None


def _unseal(row: SigningKey) -> dict[str, Any]:
    return sealing.unseal(bytes(row.encrypted_private_jwk), keys=settings.SIGNING_KEY_ENCRYPTION_KEYS)


def _tell(row: SigningKey, now: datetime) -> None:
    """Once a while: a ring without any key is read again at each use."""
    told = _Held.told.get(row.kid)
    if told is None or abs(now - told) >= policy.KEYRING_REREAD_EVERY:
        _Held.told[row.kid] = now
        logger.error(
            "a signing key cannot be read: nothing is signed algorithm=%s kid=%s (SIGNING_KEY_ENCRYPTION_KEYS?)",
            row.algorithm,
            row.kid,
        )
