"""A JWT that a client signed: read before it is believed, then verified with a key of that client and no other.

For its assertions, its request objects and its hints. Source: RFC 8725 (what a verifier must not follow).
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError

from oidc.protocol import client_keys

LONGEST: Final = 8_000  # characters
SKEW: Final = timedelta(seconds=30)  # of a client's clock: FAPI 2.0 asks for 10 s at least, and less than 60
_LONGEST_HEADER: Final = 2_048
_LONGEST_ID: Final = 255
_LATEST: Final = 2**37  # seconds since 1970: what a date can hold
# A header that leads elsewhere, brings its own key, or must be understood
_FOLLOWED: Final = frozenset({"jku", "jwk", "x5u", "x5c", "crit", "b64"})


class JwtRefused(Exception):
    """The JWT is not one that proves anything. reason: a few English words, in ASCII, for the developer."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoKeyVerifies(JwtRefused):
    """No key of the client verifies it: it may have newer ones than those that are known."""


@dataclass(frozen=True)
class Unverified:
    """What a JWT says, its signature not verified yet. kid: empty where none is said."""

    algorithm: str
    kid: str
    claims: Mapping[str, Any] = field(repr=False)
    text: str = field(repr=False)


class _Registry(jws.JWSRegistry):
    """The library warns of the former name of Ed25519, which clients still use; here the list alone decides."""

    max_header_length = _LONGEST_HEADER

    def get_alg(self, name: str) -> Any:
        """One that is listed. Raises JoseError."""
        return self.algorithms[name] if name in client_keys.KINDS else super().get_alg(name)


_REGISTRY: Final = _Registry(algorithms=list(client_keys.KINDS), strict_check_header=False)


def read(text: str, *, types: Sequence[str], longest: int = LONGEST) -> Unverified:
    """Read a compact JWS of one of the algorithms that clients may use. types: what `typ` may be, in small letters.

    Raises JwtRefused: anything else, and a header that asks to be followed.
    """
    parts = text.split(".")
    if len(text) > longest or not text.isascii() or len(parts) != 3:
        raise JwtRefused("not a signed JWT")
    header, claims = _read_object(parts[0]), _read_object(parts[1])
    algorithm, kid = header.get("alg"), header.get("kid", "")
    if not isinstance(algorithm, str) or algorithm not in client_keys.KINDS:
        raise JwtRefused(f"alg must be one of {', '.join(client_keys.KINDS)}")
    if _FOLLOWED & set(header):
        raise JwtRefused("the header must not hold jku, jwk, x5u, x5c, crit or b64")
    if not isinstance(kid, str) or str(header.get("typ", types[0])).lower() not in types:
        raise JwtRefused("typ or kid is not as expected")
    return Unverified(algorithm=algorithm, kid=kid, claims=claims, text=text)


def verify(jwt: Unverified, keys: Sequence[Mapping[str, Any]]) -> None:
    """Return when a key of these signed it. keys: as `client_keys.read_key_set` returns them. Raises NoKeyVerifies."""
    for key in client_keys.find_keys(keys, kid=jwt.kid, algorithm=jwt.algorithm):
        try:
            jws.deserialize_compact(jwt.text, key, registry=_REGISTRY)
        except (JoseError, ValueError):
            continue
        return
    raise NoKeyVerifies("no registered key verifies the signature")


def require_instant(claims: Mapping[str, Any], name: str) -> datetime:
    """Return an instant, in seconds since 1970, that must be said. Raises JwtRefused."""
    instant = find_instant(claims, name)
    if instant is None:
        raise JwtRefused(f"{name} is required")
    return instant


def find_instant(claims: Mapping[str, Any], name: str) -> datetime | None:
    """Return an instant likewise; None where it is not said. Raises JwtRefused for what is none."""
    said = claims.get(name)
    if said is None:
        return None
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < _LATEST:
        raise JwtRefused(f"{name} is not a time")
    return datetime.fromtimestamp(said, UTC)


def require_id(claims: Mapping[str, Any]) -> str:
    """Return the `jti`, which must be said. Raises JwtRefused."""
    said = claims.get("jti")
    if not isinstance(said, str) or not 0 < len(said) <= _LONGEST_ID:
        raise JwtRefused("jti is required")
    return said


def require_equal(claims: Mapping[str, Any], name: str, value: str, *, meaning: str) -> None:
    """A claim is this very text, not a list that holds it. Raises JwtRefused. meaning: of the value, in words."""
    if claims.get(name) != value:
        raise JwtRefused(f"{name} must be {meaning}")


def require_audience(claims: Mapping[str, Any], issuer: str) -> None:
    """The issuer, alone or in a list: OpenID Connect CIBA Core §7.1.1 allows both. Raises JwtRefused."""
    said = claims.get("aud")
    if said != issuer and not (isinstance(said, list) and issuer in said):
        raise JwtRefused("aud must hold the issuer")


def _read_object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8"))
    except (ValueError, RecursionError):
        raise JwtRefused("not a signed JWT") from None
    if not isinstance(value, dict):
        raise JwtRefused("not a signed JWT")
    return value
