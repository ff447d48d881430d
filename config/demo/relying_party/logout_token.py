"""What the provider says when a session of a user ended (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

TYP = "logout+jwt"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LEEWAY_SECONDS = 60  # of the clocks of two machines
OLDEST_SECONDS = 600  # a token is written for one attempt, and sent at once
LONGEST = 8_000  # characters


class NotALogoutToken(Exception):
    """It proves nothing. Holds the rule that it breaks, for who integrates a service."""


@dataclass(frozen=True)
class SignOut:
    """Whose session ended: `sub`; which one: `sid`. token_id: `jti`, to be heard once."""

    subject: str
    sid: str
    token_id: str


def read_logout_token(
    text: str, *, keys: KeySet, algorithms: list[str], issuer: str, client_ids: Collection[str], now: int
) -> SignOut:
    """Check every rule of §2.6 and return what is told. client_ids: all of ours. now: seconds since 1970.

    Raises NotALogoutToken; InvalidKeyIdError of the library where the key is unknown: the keys may have changed.
    """
    header, claims = _verify(text, keys, algorithms)
    _require(str(header.get("typ", "")).lower() == TYP, "typ")
    _require(claims.get("iss") == issuer, "iss")
    audience = claims.get("aud")
    heard_by = audience if isinstance(audience, list) else [audience]
    _require(any(isinstance(one, str) and one in client_ids for one in heard_by), "aud")
    _require(_is_recent(claims, now), "iat or exp")
    events = claims.get("events")
    _require(isinstance(events, dict) and isinstance(events.get(EVENT), dict), "events")
    _require("nonce" not in claims, "nonce")
    names = [claims.get(name) for name in ("sub", "sid", "jti")]
    # Either of `sub` and `sid` would do for the specification; this provider sends both, and we close one session
    _require(all(isinstance(name, str) and name for name in names), "sub, sid or jti")
    return SignOut(*map(str, names))


def _verify(text: str, keys: KeySet, algorithms: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    _require(bool(text) and len(text) <= LONGEST and text.isascii(), "not a JWT")
    signed = [one for one in algorithms if one != "none" and not one.startswith("HS")]
    try:
        token = jwt.decode(text, keys, registry=JWSRegistry(algorithms=signed, strict_check_header=False))
    except (ValueError, TypeError, KeyError):
        raise NotALogoutToken("not a JWT") from None
    return dict(token.header), dict(token.claims)


def _is_recent(claims: dict[str, Any], now: int) -> bool:
    issued_at, ends_at = claims.get("iat"), claims.get("exp")
    if type(issued_at) is not int or type(ends_at) is not int:
        return False
    return now - OLDEST_SECONDS <= issued_at <= now + LEEWAY_SECONDS and now - LEEWAY_SECONDS < ends_at


def _require(condition: object, rule: str) -> None:
    if not condition:
        raise NotALogoutToken(rule)
