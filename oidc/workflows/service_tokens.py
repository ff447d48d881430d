"""A service asks for a token of its own: nobody signed in, and it tells of nobody."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from directory import queries
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import RelyingParty
from oidc.queries import registry
from oidc.vocabulary import GrantType
from oidc.workflows.targets import NOT_ITS_OWN, find_target, make_own_access, narrow
from oidc.workflows.tokens import UNAUTHORIZED

_KEEP = """
    INSERT INTO oidc_servicetoken (digest, relying_party_id, scopes, certificate, created_at, expires_at)
    SELECT %(digest)s, client_id, %(scopes)s::jsonb, %(certificate)s, %(now)s, %(ends)s
    FROM oidc_relyingparty
    WHERE client_id = %(relying_party)s AND (%(revision)s::bigint IS NULL OR revision = %(revision)s::bigint)
"""
NOT_REGISTERED = OAuthError("invalid_scope", "only scopes registered for this client, and never openid")
_OF_PEOPLE = ("openid", policy.RENEWABLE_SCOPE)


@dataclass(frozen=True)
class OwnToken:
    """What the token endpoint answers to a service that acts for itself. Its text shows no token."""

    scope: tuple[str, ...]
    access_token: str = field(repr=False)

    def as_members(self) -> dict[str, Any]:
        """Return the members of the answer (RFC 6749 §4.4.3): no id_token, no refresh token."""
        return {
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": int(policy.SERVICE_TOKEN_LIFETIME.total_seconds()),
            "refresh_expires_in": 0,
            "scope": " ".join(self.scope),
        }


def issue_own(
    *, relying_party: RelyingParty, scope: str, now: datetime, resource: str = "", certificate: str = ""
) -> OwnToken | OAuthError:
    """Give a service a token of its own. relying_party: already authenticated. scope: names separated by
    spaces; empty: all that it registered but what is of people (`openid`, `offline_access`). resource: the one that it
    is for; empty: us. certificate: the thumbprint of the one that it is bound to, empty where it is not.

    Raises Outdated where it is recalled and changed since.
    """
    if relying_party.is_public or GrantType.CLIENT_CREDENTIALS not in relying_party.grant_types:
        return UNAUTHORIZED
    registered = tuple(one for one in relying_party.client.scope if one not in _OF_PEOPLE)
    wanted = set(scope.split()) or set(registered)
    if not wanted or not wanted <= set(registered):
        return NOT_REGISTERED
    target = find_target(relying_party, resource, now=now)
    if isinstance(target, OAuthError):
        return target
    scopes = narrow(tuple(one for one in registered if one in wanted), target)
    if not scopes:
        return NOT_ITS_OWN
    access = make_own_access(relying_party, scopes=scopes, target=target, certificate=certificate, now=now)
    values: dict[str, Any] = {
        "digest": access.digest,
        "relying_party": relying_party.pk,
        "revision": relying_party.revision_to_find,
        "scopes": json.dumps(scopes),
        "certificate": certificate,
        "now": now,
        "ends": now + policy.SERVICE_TOKEN_LIFETIME,
    }
    with queries.run(_KEEP, values) as cursor:
        if cursor.rowcount != 1:
            raise registry.outdated()
        return OwnToken(scopes, access.text)
