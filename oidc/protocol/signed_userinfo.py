"""The answer of the userinfo endpoint to a service that registered a signature (OpenID Connect Core §5.3.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from oidc import policy


def build_claims(told: Mapping[str, Any], *, issuer: str, client_id: str, now: datetime) -> dict[str, Any]:
    """Return what is signed. told: `sub` and what is told of the person.

    It has no `sid` and no `nonce`, and so is never taken for an id_token.
    """
    issued_at = int(now.timestamp())
    return {
        "iss": issuer,
        "aud": client_id,
        "iat": issued_at,
        "exp": issued_at + int(policy.SIGNED_USERINFO_LIFETIME.total_seconds()),
        **told,
    }
