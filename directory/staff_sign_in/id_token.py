"""What an ID token must say before the portal believes it (OpenID Connect Core §3.1.3.7). Pure: no request, no clock.

The library that carries the flow trusts a token that came by TLS; here its signature is always checked, and every
claim that the portal acts upon.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any, TypeGuard

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ["ES256", "RS256"]
CLOCK_SKEW = timedelta(seconds=30)  # between the machines of one deployment
LONGEST_TOKEN = 16_384  # characters
LONGEST_IDENTIFIER = 40  # of a national id: one digit, then an identifier


class IdentityRefused(Exception):
    """The token proves nothing. reason: a short word for the log, never a claim."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Asked:
    """What this browser asked, and what it was given beside the token. asked_at: when it left for the provider."""

    issuer: str
    client_id: str
    nonce: str
    asked_at: datetime
    access_token: str = field(repr=False)


@dataclass(frozen=True)
class Identity:
    """Who authenticated, when and how. national_id: 8 + RPPS… sid: the provider's name of its session, or empty."""

    national_id: str
    auth_time: datetime
    acr: str
    amr: tuple[str, ...]
    sid: str = ""


def read_identity(token: object, *, keys: Mapping[str, Any], asked: Asked, now: datetime) -> Identity:
    """Verify the signature with the provider's published keys, then every claim, and return who it is.

    token: what the provider gave for one. keys: a JWK set. Raises IdentityRefused.
    """
    claims = _verified_claims(token, keys)
    for reason, holds in _CHECKS.items():
        if not holds(claims, asked, now):
            raise IdentityRefused(reason)
    return Identity(
        national_id=claims["SubjectNameID"],
        auth_time=datetime.fromtimestamp(claims["auth_time"], UTC),
        acr=claims["acr"],
        amr=tuple(claims["amr"]),
        sid=claims["sid"] if _is_text(claims.get("sid"), 255) else "",
    )


def _verified_claims(token: object, keys: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN:
        raise IdentityRefused("no_token")
    try:
        key_set = KeySet.import_key_set({"keys": list(keys["keys"])})
        return dict(jwt.decode(token, key_set, algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError, KeyError, TypeError):
        raise IdentityRefused("signature") from None


def _is_instant(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**33


def _is_text(value: object, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most and value.isascii() and value.isprintable()


def _is_for_us(claims: Mapping[str, Any], asked: Asked, _: datetime) -> bool:
    """One audience and no other: a token for several services was not made for the portal."""
    return claims.get("aud") in (asked.client_id, [asked.client_id]) and claims.get("azp") in (None, asked.client_id)


def _is_in_time(claims: Mapping[str, Any], _: Asked, now: datetime) -> bool:
    issued, expires = claims.get("iat"), claims.get("exp")
    if not (_is_instant(issued) and _is_instant(expires)):
        return False
    skew = CLOCK_SKEW.total_seconds()
    return issued - skew <= now.timestamp() < expires + skew


def _answers_this_question(claims: Mapping[str, Any], asked: Asked, _: datetime) -> bool:
    nonce = claims.get("nonce")
    return bool(asked.nonce) and isinstance(nonce, str) and compare_digest(nonce.encode(), asked.nonce.encode())


def _goes_with_the_access_token(claims: Mapping[str, Any], asked: Asked, _: datetime) -> bool:
    half = hashlib.sha256(asked.access_token.encode()).digest()[:16]
    return claims.get("at_hash") == urlsafe_b64encode(half).rstrip(b"=").decode()


def _is_a_new_authentication(claims: Mapping[str, Any], asked: Asked, now: datetime) -> bool:
    """The portal always asks `prompt=login`: a person who was signed in before it asked has proven nothing to it."""
    at = claims.get("auth_time")
    if not _is_instant(at):
        return False
    skew = CLOCK_SKEW.total_seconds()
    return asked.asked_at.timestamp() - skew <= at <= now.timestamp() + skew


def _says_how(claims: Mapping[str, Any], _: Asked, __: datetime) -> bool:
    amr = claims.get("amr")
    return _is_text(claims.get("acr"), 40) and isinstance(amr, list) and all(_is_text(one, 40) for one in amr)


def _names_a_person(claims: Mapping[str, Any], _: Asked, __: datetime) -> bool:
    return _is_text(claims.get("sub"), 255) and _is_text(claims.get("SubjectNameID"), LONGEST_IDENTIFIER)


_CHECKS: Mapping[str, Callable[[Mapping[str, Any], Asked, datetime], bool]] = {
    "issuer": lambda claims, asked, _: claims.get("iss") == asked.issuer,
    "audience": _is_for_us,
    "time": _is_in_time,
    "nonce": _answers_this_question,
    "access_token": _goes_with_the_access_token,
    "auth_time": _is_a_new_authentication,
    "means": _says_how,
    "person": _names_a_person,
}
