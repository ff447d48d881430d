"""A client says whom it asks for in a JWT that it signed (`login_hint_token`, CIBA Core §7.1): a part of it that knows
people names them for one request, to the part that asks.

The person is a subject identifier of RFC 9493: `opaque`, a national number, or `iss_sub`, the `sub` that we gave.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from oidc.protocol import client_jwt
from oidc.protocol.client_assertion import Once
from oidc.protocol.client_jwt import SKEW, JwtRefused, Unverified
from oidc.protocol.id_token import read_subject
from oidc.protocol.login_hint import hinted_national_id

LONGEST_LIFE: Final = timedelta(minutes=60)  # ahead: what must be remembered of one that served
_TYPES: Final = ("jwt", "login-hint+jwt")


class HintExpired(JwtRefused):
    """It was one, and its time is over."""


@dataclass(frozen=True)
class Named:
    """national_id: empty where what is said names nobody. once: it serves for one request."""

    national_id: str = field(repr=False)
    once: Once


def read(text: str) -> Unverified:
    """Read a token before it is believed. Raises JwtRefused."""
    return client_jwt.read(text, types=_TYPES)


def check(token: Unverified, *, client_id: str, issuer: str, namespace: str, now: datetime) -> Named:
    """Judge what a token says, its signature verified before. namespace: of our `sub`.

    Raises HintExpired, and JwtRefused for what was never one.
    """
    claims = token.claims
    client_jwt.require_equal(claims, "iss", client_id, meaning="the client_id")
    client_jwt.require_audience(claims, issuer)
    until = client_jwt.require_instant(claims, "exp") + SKEW
    if client_jwt.require_instant(claims, "iat") > now + SKEW:
        raise JwtRefused("iat is in the future")
    once = Once(client_jwt.require_id(claims), until)
    national_id = _named(claims.get("sub_id"), issuer=issuer, namespace=namespace)
    if until <= now:
        raise HintExpired("exp is past")
    if until > now + LONGEST_LIFE + 2 * SKEW:
        raise JwtRefused(f"exp is more than {LONGEST_LIFE.seconds // 60} minutes ahead")
    return Named(national_id, once)


def _named(said: Any, *, issuer: str, namespace: str) -> str:
    identifier = said if isinstance(said, dict) else {}
    if identifier.get("format") == "opaque" and isinstance(identifier.get("id"), str):
        return hinted_national_id(identifier["id"])
    if identifier.get("format") == "iss_sub" and isinstance(identifier.get("sub"), str):
        client_jwt.require_equal(identifier, "iss", issuer, meaning="the issuer, within sub_id")
        return read_subject(identifier["sub"], namespace=namespace)
    raise JwtRefused("sub_id must be a subject identifier of the format opaque or iss_sub")
