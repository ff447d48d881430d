"""The public keys of a client (RFC 7517): which of them may prove it, and which set is refused as a whole."""

import binascii
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Mapping, Sequence
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

# What a client may sign with, and the kind of key that each needs: FAPI 2.0 Security Profile §5.4.1, RFC 9864
KINDS: Final[Mapping[str, str]] = {"PS256": "RSA", "ES256": "EC", "Ed25519": "OKP", "EdDSA": "OKP"}
MOST_KEYS: Final = 20
MOST_CERTIFICATES: Final = 5  # of one key
_LEAST_BITS: Final = 2048
_MOST_BITS: Final = 8192
_CURVES: Final = {"EC": "P-256", "OKP": "Ed25519"}
_NUMBERS: Final = {"RSA": ("n", "e"), "EC": ("x", "y"), "OKP": ("x",)}
_SECRET: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"})
_KEPT: Final = ("kty", "crv", "n", "e", "x", "y", "kid", "use", "alg", "x5c")

Key = RSAKey | ECKey | OKPKey


class KeysRefused(Exception):
    """A set that is none, or holds what nobody may publish. reason: `not_a_set`, `too_many_keys`, `private_key`,
    `weak_key`, `unusable_key`, `no_key`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_key_set(document: object) -> list[dict[str, Any]]:
    """Return the keys of a JWKS that may prove a client: their public members alone. Those for encryption, of another
    kind, or too short are left out (RFC 7517 §5).

    Raises KeysRefused for a set that is none, too many keys, or one that should never have left the client.
    """
    return [_public(jwk) for jwk in _listed(document) if _fault(jwk) == ""]


def check_key_set(document: object) -> None:
    """Raise KeysRefused unless every key of a set that somebody pastes may prove a client, and there is one."""
    keys = _listed(document)
    faults = [fault for jwk in keys if (fault := _fault(jwk))]
    if faults or not keys:
        raise KeysRefused(faults[0] if faults else "no_key")


def find_keys(keys: Sequence[Mapping[str, Any]], *, kid: str, algorithm: str) -> list[Key]:
    """Return the keys that may have signed: of this identifier where one is said, and for this algorithm.

    keys: as `read_key_set` returns them.
    """
    return [
        _load(jwk)
        for jwk in keys
        if jwk["kty"] == KINDS[algorithm]
        and jwk.get("alg", algorithm) in _names_of(algorithm)
        and kid in ("", jwk.get("kid", ""))
    ]


def certificates_of(keys: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """Return the certificates that stand beside keys (RFC 7517 §4.7): DER, the first of each chain."""
    return [b64decode(jwk["x5c"][0]) for jwk in keys if jwk.get("x5c")]


def thumbprints_of(keys: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the RFC 7638 thumbprints of keys."""
    return [_load(jwk).thumbprint() for jwk in keys]


def _names_of(algorithm: str) -> tuple[str, ...]:
    """RFC 9864 renamed one."""
    return ("Ed25519", "EdDSA") if algorithm in ("Ed25519", "EdDSA") else (algorithm,)


def _listed(document: object) -> list[dict[str, Any]]:
    keys = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(keys, list) or not all(isinstance(jwk, dict) for jwk in keys):
        raise KeysRefused("not_a_set")
    if len(keys) > MOST_KEYS:
        raise KeysRefused("too_many_keys")
    if any(_SECRET & set(jwk) for jwk in keys):
        raise KeysRefused("private_key")
    return keys


def _fault(jwk: Mapping[str, Any]) -> str:
    kind = jwk.get("kty")
    texts = all(isinstance(jwk.get(name, ""), str) for name in ("kid", "use", "alg"))
    if not texts or not isinstance(kind, str) or kind not in _NUMBERS:
        return "unusable_key"
    if jwk.get("use", "sig") != "sig" or len(jwk.get("kid", "")) > 255:
        return "unusable_key"
    if not all(isinstance(jwk.get(name), str) for name in _NUMBERS[kind]) or not _are_certificates(jwk.get("x5c")):
        return "unusable_key"
    if kind == "RSA":
        return _fault_of_rsa(jwk)
    return "" if jwk.get("crv") == _CURVES[kind] and _is_loadable(jwk) else "unusable_key"


def _fault_of_rsa(jwk: Mapping[str, Any]) -> str:
    """Judged before it is loaded: the library says aloud that a key is short."""
    modulus, exponent = _number(jwk["n"]), _number(jwk["e"])
    if modulus.bit_length() < _LEAST_BITS or exponent < 65537:
        return "weak_key"
    too_long = modulus.bit_length() > _MOST_BITS or exponent.bit_length() > 32
    return "unusable_key" if too_long or not _is_loadable(jwk) else ""


def _number(text: str) -> int:
    if len(text) > _MOST_BITS:
        return 0
    try:
        return int.from_bytes(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)), "big")
    except ValueError:
        return 0


def _are_certificates(chain: object) -> bool:
    if chain is None:
        return True
    if not isinstance(chain, list) or not 0 < len(chain) <= MOST_CERTIFICATES:
        return False
    try:
        return all(isinstance(one, str) and b64decode(one, validate=True) for one in chain)
    except (binascii.Error, ValueError):
        return False


def _is_loadable(jwk: Mapping[str, Any]) -> bool:
    try:
        _ = _load(jwk).public_key  # read at first use: a point off its curve is found here
    except (JoseError, ValueError, TypeError):
        return False
    return True


def _load(jwk: Mapping[str, Any]) -> Key:
    """Its numbers alone: what else a set says of a key is judged here, not by the library."""
    numbers = {name: jwk[name] for name in ("kty", "crv", *_NUMBERS[jwk["kty"]]) if name in jwk}
    kinds: Mapping[str, type[Key]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    return kinds[jwk["kty"]].import_key(numbers)


def _public(jwk: Mapping[str, Any]) -> dict[str, Any]:
    return {name: jwk[name] for name in _KEPT if name in jwk}
