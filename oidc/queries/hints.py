"""Who an id_token of ours spoke of: what a service hands back to say whose session it means."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from oidc.queries import keyring

LONGEST = 8_000  # characters; no id_token of ours comes near


@dataclass(frozen=True)
class Hint:
    """subject: `sub`. audience: the client it was given to. sid: of the session that it was given in."""

    subject: str
    audience: str
    sid: str


def read_hint(id_token: str, *, now: datetime) -> Hint | None:
    """What an id_token says that one of our keys signed, expired or not; None for anything else. No query.

    Its age proves nothing against it (OpenID Connect RP-Initiated Logout §2): the signature says that it was ours.
    """
    try:
        if len(id_token) > LONGEST or not id_token.isascii():
            return None
        claims = _verified(id_token, now)
        hint = Hint(claims["sub"], claims["aud"], claims["sid"])
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    is_ours = claims.get("iss") == settings.ISSUER and all(type(part) is str for part in vars(hint).values())
    return hint if is_ours else None


def _verified(id_token: str, now: datetime) -> dict[str, Any]:
    header = extract_compact(id_token.encode()).headers()
    published = keyring.current(now).verifiers[str(header["kid"])]
    return dict(jwt.decode(id_token, published.key, algorithms=[published.algorithm]).claims)
