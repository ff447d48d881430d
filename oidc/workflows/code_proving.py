"""A step of asking without a browser: the code of a holder, where the service asks people for codes (CIBA Core §7.1).

Of numbers that nobody has, a few are answered like those of holders with a code that nobody knows, always the same
ones: neither `missing_user_code` nor `invalid_user_code` tells who exists.
"""

import secrets
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F

from directory import queries
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import RelyingParty, UserCodeTry

MISSING = OAuthError("missing_user_code", "this person set a code: ask them for it, and send it as user_code")
INVALID = OAuthError("invalid_user_code", "user_code is not the code of this person")
_TOO_MANY = "too many wrong codes of this client for this person: wait before the next one"

# One statement, so that calls at once count each: the row says when nothing counts any more, and each try puts it off.
_TAKE_TRY: Final = """
    INSERT INTO oidc_usercodetry AS kept (relying_party_id, hint_digest, free_at)
    VALUES (%(service)s, %(hint)s, %(now)s + %(each)s)
    ON CONFLICT (relying_party_id, hint_digest) DO UPDATE SET free_at = GREATEST(kept.free_at, %(now)s) + %(each)s
    WHERE kept.free_at <= %(now)s + %(at_most)s
"""


def refuse_code(
    code: str, *, hashed: str, relying_party: RelyingParty, hint_digest: str, now: datetime
) -> OAuthError | None:
    """Return why this service may not ask, None where the code is right. code: what it sent, empty where nothing.

    hashed: of the person, or of nobody. A wrong code counts for this service and this person alone: no other service
    waits for it, nor any browser. One query, or two.
    """
    if not code:
        return MISSING
    if not _take_try(relying_party, hint_digest, now):
        headers = {"Retry-After": str(int(policy.USER_CODE_TRY_BACK_AFTER.total_seconds()))}
        return OAuthError("access_denied", _TOO_MANY, headers=headers, status=403)
    if not check_password(code, hashed):
        return INVALID
    tried = UserCodeTry.objects.filter(relying_party=relying_party, hint_digest=hint_digest)
    tried.update(free_at=F("free_at") - policy.USER_CODE_TRY_BACK_AFTER)
    return None


def code_of_nobody(hint_digest: str) -> str:
    """The hash that a number without a person has, for one in sixteen; empty for the others."""
    return _unknown_to_all() if hint_digest.startswith("0") else ""


@lru_cache(maxsize=1)
def _unknown_to_all() -> str:
    """As slow to compare as any other."""
    return make_password(secrets.token_urlsafe())


def _take_try(relying_party: RelyingParty, hint_digest: str, now: datetime) -> bool:
    each = policy.USER_CODE_TRY_BACK_AFTER
    values = {"service": relying_party.pk, "hint": hint_digest, "now": now, "each": each}
    with queries.run(_TAKE_TRY, {**values, "at_most": each * (policy.USER_CODE_TRIES - 1)}) as cursor:
        return bool(cursor.rowcount == 1)
