"""A client proves itself with a JWT that it signs for one call (`private_key_jwt`).

As narrow as FAPI 2.0 asks. Sources: RFC 7523 §3, OpenID Connect Core §9.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from oidc.protocol import client_jwt, params
from oidc.protocol.client_jwt import SKEW, JwtRefused, Unverified

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_LIFE: Final = timedelta(minutes=5)  # what is accepted ahead, and what must be remembered of one that served
_TYPES: Final = ("jwt", "client-authentication+jwt")


@dataclass(frozen=True)
class Once:
    """An assertion serves once. token_id: its `jti`; until: the instant from which it is refused for its age."""

    token_id: str
    until: datetime


def read(text: str) -> Unverified:
    """Read an assertion before it is believed. Raises JwtRefused."""
    return client_jwt.read(text, types=_TYPES)


def client_of(assertion: Unverified) -> str:
    """Return whom it is about; an empty string where it says nobody that can be one."""
    subject = assertion.claims.get("sub")
    return subject if isinstance(subject, str) and len(subject) <= 255 and params.is_plain(subject) else ""


def check(assertion: Unverified, *, client_id: str, issuer: str, now: datetime) -> Once:
    """Judge what an assertion says, in the order of RFC 7523 §3; its signature is verified apart. Raises JwtRefused.

    `aud` is the issuer as one string: neither a list nor the address of a door, which another provider could have
    named as its own (FAPI 2.0 Security Profile §5.3.2.1).
    """
    claims = assertion.claims
    client_jwt.require_equal(claims, "iss", client_id, meaning="the client_id")
    client_jwt.require_equal(claims, "sub", client_id, meaning="the client_id")
    client_jwt.require_equal(claims, "aud", issuer, meaning="the issuer, as one string")
    until = client_jwt.require_instant(claims, "exp") + SKEW
    if until <= now:
        raise JwtRefused("exp is past")
    if until > now + LONGEST_LIFE + 2 * SKEW:
        raise JwtRefused(f"exp is more than {LONGEST_LIFE.seconds // 60} minutes ahead")
    for name in ("nbf", "iat"):
        instant = client_jwt.find_instant(claims, name)
        if instant is not None and instant > now + SKEW:
            raise JwtRefused(f"{name} is in the future")
    return Once(client_jwt.require_id(claims), until)
