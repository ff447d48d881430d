"""What a signed access token says, when it is one of ours."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from joserfc.errors import JoseError

from oidc.protocol import access_token, digests
from oidc.queries import keyring


@dataclass(frozen=True)
class SignedAccess:
    """digest: what is kept of the token. audience: the resource server. is_of_person: somebody signed in."""

    digest: str
    audience: str
    is_of_person: bool


def read_signed_access(text: str, *, now: datetime) -> SignedAccess | None:
    """What a signed access token of ours says, over or not; None for anything else. No query.

    Whether it still opens something is asked of what is kept by its digest.
    """
    try:
        claims = keyring.verify(text, typ=access_token.TYP, now=now)
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    token_id, audience = claims.get("jti"), claims.get("aud")
    if claims.get("iss") != settings.ISSUER or not isinstance(token_id, str) or not isinstance(audience, str):
        return None
    return SignedAccess(digests.digest(token_id), audience, is_of_person="sid" in claims)
