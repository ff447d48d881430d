"""Who an id_token of ours spoke of: what a service hands back to say whose session it means."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from joserfc.errors import JoseError

from oidc.queries import keyring

ID_TOKEN_TYP = "JWT"  # noqa: S105 - no secret: access tokens and words of sign-outs say the same names, and are no hints


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
        claims = keyring.verify(id_token, typ=ID_TOKEN_TYP, now=now)
        hint = Hint(claims["sub"], claims["aud"], claims["sid"])
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    is_ours = claims.get("iss") == settings.ISSUER and all(type(part) is str for part in vars(hint).values())
    return hint if is_ours else None
