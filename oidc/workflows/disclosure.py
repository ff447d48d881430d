"""A service asks, with an access token, who signed in."""

from datetime import datetime
from typing import Any

from oidc.errors import OAuthError
from oidc.library.claims import NEEDING_PRACTICE, claims_of, scopes_read
from oidc.library.practice import NOTHING, practice_of
from oidc.models import Grant
from oidc.queries.tokens import find_grant
from oidc.workflows.expected import subject_of

BEARER_CHALLENGE = 'Bearer realm="userinfo", error="invalid_token"'
INVALID_TOKEN = OAuthError(
    "invalid_token", "the access token is not valid", headers={"WWW-Authenticate": BEARER_CHALLENGE}
)


def disclose(*, access_token: str, now: datetime) -> dict[str, Any] | OAuthError:
    """Return the claims that a live token opens, `sub` first; else the refusal."""
    grant = find_grant(access_token, now=now)
    if grant is None or not grant.relying_party.admits(is_test=grant.practitioner.is_test):
        return INVALID_TOKEN
    return {"sub": subject_of(grant.practitioner), **told_of(grant, place="userinfo", now=now)}


def told_of(grant: Grant, *, place: str, now: datetime) -> dict[str, Any]:
    """Return the claims of a person for one place, `userinfo` or `id_token`. One query at most.

    Scopes open claims at userinfo alone (OpenID Connect Core §5.4: there is always an access token here); an id_token
    has those that the request named for it.
    """
    asked = tuple(grant.claims.get(place) or ())
    if place == "id_token" and not asked:
        return {}
    needs = NEEDING_PRACTICE.intersection(scopes_read(grant, asked))
    practice = practice_of(grant.practitioner.national_id, now=now) if needs else NOTHING
    opened = claims_of(grant, practice=practice, asked=asked)
    return opened if place == "userinfo" else {name: opened[name] for name in asked if name in opened}
