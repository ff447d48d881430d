"""A service asks, with an access token, who signed in."""

from datetime import datetime
from typing import Any

from django.conf import settings

from oidc.errors import OAuthError
from oidc.library.claims import claims_of
from oidc.protocol.id_token import make_subject
from oidc.queries.people import list_current_exercises
from oidc.queries.tokens import find_grant

BEARER_CHALLENGE = 'Bearer realm="userinfo", error="invalid_token"'
INVALID_TOKEN = OAuthError(
    "invalid_token", "the access token is not valid", headers={"WWW-Authenticate": BEARER_CHALLENGE}
)
NOT_ADMITTED = OAuthError("access_denied", "this identity cannot sign in to this service's environment", status=403)


def disclose(*, access_token: str, now: datetime) -> dict[str, Any] | OAuthError:
    """Return the claims that a live token opens, `sub` first; else the refusal."""
    grant = find_grant(access_token, now=now)
    if grant is None:
        return INVALID_TOKEN
    if not grant.relying_party.admits(is_test=grant.practitioner.is_test):
        return NOT_ADMITTED
    exercises = list_current_exercises(grant.practitioner_id, now=now) if "scope_all" in grant.scopes else []
    national_id = grant.practitioner.national_id
    subject = make_subject(namespace=settings.SUBJECT_NAMESPACE, national_id=national_id)
    return {"sub": subject, **claims_of(grant, exercises=exercises)}
