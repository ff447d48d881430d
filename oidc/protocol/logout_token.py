"""The claims of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4)."""

from datetime import datetime
from typing import Any, Final

from oidc import policy

TYP: Final = "logout+jwt"
EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"


def build_claims(
    *, issuer: str, client_id: str, subject: str, sid: str, token_id: str, now: datetime
) -> dict[str, Any]:
    """Return the claims of one attempt: whose session ended, and which. There is never a `nonce`: no service may take
    it for an id_token.

    token_id: new for each attempt, for a service that refuses what it has seen.
    """
    issued_at = int(now.timestamp())
    return {
        "iss": issuer,
        "sub": subject,
        "aud": client_id,
        "iat": issued_at,
        "exp": issued_at + int(policy.LOGOUT_TOKEN_LIFETIME.total_seconds()),
        "jti": token_id,
        "events": {EVENT: {}},
        "sid": sid,
    }
