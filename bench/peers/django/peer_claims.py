"""Who one is: one row of the table of accounts, for either provider."""

import json
from typing import Any

from django.conf import settings
from django.db import connection


def claims_of(subject: str) -> dict[str, Any]:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims FROM account WHERE sub = %s", [subject])
        (claims,) = cursor.fetchone()
    known: dict[str, Any] = json.loads(claims)
    return known


if settings.PEER == "dot":
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):  # type: ignore[misc]  # the library is not in our environment
        """Tells more to the door of user information."""

        oidc_claim_scope = None

        def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
            """What the token's holder is, and the subject."""
            told: dict[str, Any] = super().get_userinfo_claims(request)
            return {**claims_of(request.user.username), **told}
else:
    from oidc_provider.lib.claims import ScopeClaims

    class Claims(ScopeClaims):  # type: ignore[misc]  # the library has no types
        """The claims of our own scope."""

        info_whole = ("Who one is", "Everything")

        def scope_whole(self) -> dict[str, Any]:
            """What the token's holder is."""
            return claims_of(self.user.username)


def nothing_more(claims: dict[str, Any], user: Any) -> dict[str, Any]:
    """No standard claim beside."""
    return claims
