"""What a client asks in a JWT that it signed, at the backchannel authentication endpoint (OpenID Connect CIBA Core
§7.1.1, FAPI CIBA §5.2.2).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from oidc.errors import OAuthError
from oidc.protocol import client_jwt
from oidc.protocol.client_jwt import SKEW, JwtRefused, Unverified

LONGEST_LIFE: Final = timedelta(minutes=60)  # FAPI CIBA §5.2.2: ahead for exp, and back for nbf
LONGEST: Final = 12_000  # characters
_TYPES: Final = ("jwt", "oauth-authz-req+jwt")
_OF_THE_JWT: Final = frozenset({"iss", "aud", "exp", "nbf", "iat", "jti"})


def read(text: str) -> Unverified:
    """Read a request before it is believed. Raises JwtRefused."""
    return client_jwt.read(text, types=_TYPES, longest=LONGEST)


def check(request: Unverified, *, client_id: str, issuer: str, now: datetime) -> Mapping[str, Any]:
    """Judge what the JWT says of itself; return what it asks: every other claim, as it is written. Raises JwtRefused.

    The signature is verified apart, by `client_jwt.verify`.
    """
    claims = request.claims
    client_jwt.require_equal(claims, "iss", client_id, meaning="the client_id")
    client_jwt.require_audience(claims, issuer)
    ends, begins = client_jwt.require_instant(claims, "exp"), client_jwt.require_instant(claims, "nbf")
    made = client_jwt.require_instant(claims, "iat")
    client_jwt.require_id(claims)
    if ends + SKEW <= now:
        raise JwtRefused("exp is past")
    if ends > now + LONGEST_LIFE + SKEW:
        raise JwtRefused("exp is more than 60 minutes ahead")
    if begins > now + SKEW or made > now + SKEW:
        raise JwtRefused("nbf or iat is in the future")
    if begins < now - LONGEST_LIFE - SKEW:
        raise JwtRefused("nbf is more than 60 minutes past")
    return {name: value for name, value in claims.items() if name not in _OF_THE_JWT}


def as_refusal(refused: JwtRefused) -> OAuthError:
    """Return what the endpoint answers (OpenID Connect CIBA Core §13)."""
    return OAuthError("invalid_request", f"request: {refused.reason}")
