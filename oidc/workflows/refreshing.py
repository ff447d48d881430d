"""A service renews what a sign-in gave it, with a token that serves once.

The successor of a token is derived, not drawn: a service whose answer was lost is told the same one again, though only
digests are stored. A token that comes back later, or whose successor was used, was stolen or copied: all that follows
from the sign-in ends.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from directory import journal, queries
from directory.models import AuditCategory, AuditOutcome
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import Grant, RefreshToken, RelyingParty
from oidc.protocol import digests
from oidc.protocol.jose import LoadedKey
from oidc.queries.tokens import find_refresh_token, is_renewable
from oidc.vocabulary import GrantType
from oidc.workflows.disclosure import NO_KEY
from oidc.workflows.targets import NOT_ITS_OWN, Made, Target, find_target, find_target_of, make_access, narrow
from oidc.workflows.tokens import UNAUTHORIZED, Tokens, find_signer, keep_access, sign_id_token

REFUSED = OAuthError("invalid_grant", "the refresh token is not valid")
NOT_GRANTED = OAuthError("invalid_scope", "the scope must hold openid, and nothing that was not granted")

# One statement spends the token and keeps what follows: of 24 parallel renewals exactly one gets a row.
_ROTATE = """
    WITH spent AS (
        UPDATE oidc_refreshtoken AS token SET used_at = %(now)s
        FROM oidc_grant AS granted
        WHERE token.digest = %(digest)s AND token.used_at IS NULL
          AND granted.id = token.grant_id AND granted.revoked_at IS NULL
        RETURNING token.grant_id, token.generation, token.certificate, token.expires_at
    ), access AS (
        INSERT INTO oidc_accesstoken (digest, grant_id, scopes, certificate, created_at, expires_at)
        SELECT %(access)s, spent.grant_id, %(scopes)s::jsonb, %(certificate)s, %(now)s, %(access_ends)s FROM spent
    ), session AS (
        UPDATE oidc_providersession SET last_used_at = %(now)s
        WHERE id = %(session)s AND last_used_at <= %(touch_before)s AND EXISTS (SELECT FROM spent)
    )
    INSERT INTO oidc_refreshtoken (digest, grant_id, generation, certificate, created_at, idle_at, expires_at)
    SELECT %(successor)s, spent.grant_id, spent.generation + 1, spent.certificate, %(now)s, %(idle_at)s,
        spent.expires_at
    FROM spent
"""


@dataclass(frozen=True)
class _Asked:
    """One renewal: what was presented, by whom, and the key that will sign."""

    relying_party: RelyingParty
    token: str
    successor: str
    scope: str
    target: Target | None
    key: LoadedKey
    certificate: str
    now: datetime


def refresh(
    *,
    relying_party: RelyingParty,
    refresh_token: str,
    scope: str,
    now: datetime,
    resource: str = "",
    certificate: str = "",
) -> Tokens | OAuthError:
    """Renew the tokens of a sign-in. relying_party: already authenticated. scope: fewer of the granted ones, separated
    by spaces; empty: all of them. resource: the one that the access token is for; empty: as the sign-in said.
    certificate: the thumbprint of the one that came, where tokens are bound.

    Card, rights, environment and session are asked at this use, which counts as a use of the session. A token of
    another client answers like an unknown one and stays untouched. Who loses a race is told what the winner was.
    Raises Outdated where the client is recalled and changed since.
    """
    if GrantType.REFRESH_TOKEN not in relying_party.grant_types:
        return UNAUTHORIZED
    key = find_signer(relying_party, now=now)
    if key is None:
        return NO_KEY
    target = find_target(relying_party, resource, now=now)
    if isinstance(target, OAuthError):
        return target
    successor = digests.derive(refresh_token, key=_successor_key(), prefix=digests.REFRESH_TOKEN)
    asked = _Asked(relying_party, refresh_token, successor, scope, target, key, certificate, now)
    return _answer(asked) or _answer(asked) or REFUSED


def _answer(asked: _Asked) -> Tokens | OAuthError | None:
    """Return the outcome; None when another renewal came first, between the question and the answer."""
    kept = find_refresh_token(asked.token, relying_party=asked.relying_party, now=asked.now)
    if kept is None:
        return REFUSED
    if not _is_bound_rightly(kept, asked):
        return REFUSED
    if kept.used_at is not None and not _may_be_told_again(kept, asked):
        _punish_replay(kept.grant, asked.relying_party, now=asked.now)
        return REFUSED
    if not is_renewable(kept, now=asked.now) or not asked.relying_party.admits(is_test=kept.grant.practitioner.is_test):
        return REFUSED
    granted = _narrow(kept.grant.scopes, asked.scope)
    if granted is None:
        return NOT_GRANTED
    target = find_target_of(kept.grant, asked.relying_party, asked.target, now=asked.now)
    if isinstance(target, OAuthError):
        return target
    scopes = narrow(granted, target)
    if not scopes:
        return NOT_ITS_OWN
    access = make_access(
        kept.grant,
        asked.relying_party,
        scopes=scopes,
        target=target,
        certificate=asked.certificate,
        now=asked.now,
    )
    if kept.used_at is not None:
        keep_access(kept.grant, access, scopes=scopes, now=asked.now)
    elif not _rotate(kept, asked, scopes, access):
        return None
    return _tell(kept, asked, scopes, access.text)


def _is_bound_rightly(kept: RefreshToken, asked: _Asked) -> bool:
    """RFC 8705 §4, §7.1: to its certificate, but for a client that authenticates with one, and may have a newer."""
    return asked.relying_party.presents_certificates or kept.certificate in ("", asked.certificate)


def _may_be_told_again(kept: RefreshToken, asked: _Asked) -> bool:
    """Whether a used token is one whose answer was lost: a few seconds ago, and what followed was not used."""
    is_recent = kept.used_at is not None and asked.now - kept.used_at <= policy.REFRESH_GRACE
    return is_recent and vars(kept)["successor"] == digests.digest(asked.successor)


def _punish_replay(grant: Grant, relying_party: RelyingParty, *, now: datetime) -> None:
    """RFC 9700 §4.14.2: nobody knows which of two holders is the right one."""
    living = Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True)
    with transaction.atomic():
        if living.update(revoked_at=now, revoked_reason="refresh_replayed") == 1:
            journal.record(
                action="oidc.refresh_replayed",
                practitioner_id=grant.practitioner_id,
                subject=relying_party,
                now=now,
                outcome=AuditOutcome.REFUSED,
                category=AuditCategory.SIGN_IN,
                grant=grant.pk,
            )


def _narrow(granted: list[str], scope: str) -> tuple[str, ...] | None:
    """RFC 6749 §6: what was granted, or less of it. None: more, or no sign-in any longer."""
    wanted = set(scope.split()) or set(granted)
    return tuple(one for one in granted if one in wanted) if {"openid"} <= wanted <= set(granted) else None


def _rotate(kept: RefreshToken, asked: _Asked, scopes: tuple[str, ...], access: Made) -> bool:
    """Spend the token and keep what follows; False when another renewal was first."""
    values: dict[str, str | int | datetime] = {
        "digest": kept.digest,
        "access": access.digest,
        "successor": digests.digest(asked.successor),
        "scopes": json.dumps(scopes),
        "certificate": access.certificate,
        "session": kept.grant.session_id,
        "now": asked.now,
        "touch_before": asked.now - policy.SESSION_TOUCH_EVERY,
        "access_ends": asked.now + policy.ACCESS_TOKEN_LIFETIME,
        "idle_at": min(asked.now + policy.REFRESH_IDLE, kept.expires_at),
    }
    with queries.run(_ROTATE, values) as cursor:
        return bool(cursor.rowcount == 1)


def _tell(kept: RefreshToken, asked: _Asked, scopes: tuple[str, ...], access_token: str) -> Tokens:
    """Write the answer: the same authentication as at the sign-in, without its nonce (OpenID Connect Core §12.2)."""
    idle_at = min((kept.used_at or asked.now) + policy.REFRESH_IDLE, kept.expires_at)
    id_token = sign_id_token(
        kept.grant, asked.relying_party, nonce="", access_token=access_token, key=asked.key, now=asked.now
    )
    return Tokens(
        scope=scopes,
        sid=kept.grant.session.sid,
        access_token=access_token,
        id_token=id_token,
        refresh_token=asked.successor,
        refresh_expires_in=int((idle_at - asked.now).total_seconds()),
    )


def _successor_key() -> bytes:
    """Return the key of successors, derived from that of the deployment: who reads the database can make none."""
    return salted_hmac("oidc.refresh-successor", "key", algorithm="sha256").digest()
