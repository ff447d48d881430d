"""The signing keys of this process: read, decrypted and parsed once, then held in memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, Final

from django.conf import settings
from joserfc import jwt
from joserfc.jws import extract_compact

from oidc import policy
from oidc.models import SigningKey
from oidc.protocol import jose, sealing
from oidc.vocabulary import KeyState

LONGEST: Final = 8_000  # characters; no JWT of ours comes near


@dataclass(frozen=True)
class Keyring:
    """signers: the active key of each algorithm. verifiers: by `kid`, every key that is published, to judge what comes
    back to us (hints, hints of sign-outs). document: the JWKS as it is served."""

    signers: MappingProxyType[str, jose.LoadedKey]
    verifiers: MappingProxyType[str, jose.PublishedKey]
    document: bytes
    read_at: datetime


class _Held:
    """The one keyring of this process."""

    keyring: ClassVar[Keyring | None] = None


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


def _read(now: datetime) -> Keyring:
    rows = list(SigningKey.objects.published().order_by("algorithm", "created_at"))
    known = _Held.keyring.signers if _Held.keyring else MappingProxyType[str, jose.LoadedKey]({})
    verified = _Held.keyring.verifiers if _Held.keyring else MappingProxyType[str, jose.PublishedKey]({})
    signers = {row.algorithm: _load(row, known) for row in rows if row.state == KeyState.ACTIVE}
    verifiers = {row.kid: verified.get(row.kid) or jose.load_public_key(row.public_jwk) for row in rows}
    document = json.dumps({"keys": [row.public_jwk for row in rows]}, separators=(",", ":")).encode()
    return Keyring(
        signers=MappingProxyType(signers), verifiers=MappingProxyType(verifiers), document=document, read_at=now
    )


def _load(row: SigningKey, known: Mapping[str, jose.LoadedKey]) -> jose.LoadedKey:
    """Parsing an RSA key takes 42 ms: a key that this process already holds is not parsed again."""
    held = known.get(row.algorithm)
    if held is not None and held.kid == row.kid:
        return held
    private_jwk = sealing.unseal(bytes(row.encrypted_private_jwk), keys=settings.SIGNING_KEY_ENCRYPTION_KEYS)
    return jose.load_key(private_jwk, algorithm=row.algorithm)
