"""A code becomes tokens, once.

What a refusal changes is committed before the refusal is answered: it is returned, never raised.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from directory import journal, queries
from directory.models import AuditCategory, AuditOutcome
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import AuthorizationCode, Grant, RelyingParty
from oidc.protocol import digests, pkce
from oidc.protocol.jose import LoadedKey
from oidc.queries.tokens import find_code, still_stands
from oidc.vocabulary import GrantType
from oidc.workflows.disclosure import NO_KEY
from oidc.workflows.targets import NOT_ITS_OWN, Made, find_target, find_target_of, make_access, narrow
from oidc.workflows.tokens import UNAUTHORIZED, Tokens, find_signer, sign_id_token

REFUSED = OAuthError("invalid_grant", "the authorization code is not valid")
NOT_ADMITTED = OAuthError("invalid_grant", "this identity cannot sign in to this service's environment")


@dataclass(frozen=True)
class _Refusal:
    """What is answered to a code that gives nothing, and why its grant ends."""

    error: OAuthError
    reason: str


# One statement takes the code and keeps what it gives: of 24 parallel exchanges exactly one gets a row.
_TAKE = """
    WITH taken AS (
        UPDATE oidc_authorizationcode AS code SET used_at = %(now)s
        FROM oidc_grant AS granted
        WHERE code.digest = %(code)s AND code.used_at IS NULL
          AND granted.id = code.grant_id AND granted.revoked_at IS NULL
        RETURNING code.grant_id
    ), access AS (
        INSERT INTO oidc_accesstoken (digest, grant_id, scopes, certificate, created_at, expires_at)
        SELECT %(access)s, grant_id, %(scopes)s::jsonb, %(certificate)s, %(now)s, %(access_ends)s FROM taken
    )
"""
_FIRST_REFRESH = """
    INSERT INTO oidc_refreshtoken (digest, grant_id, generation, certificate, created_at, idle_at, expires_at)
    SELECT %(refresh)s, grant_id, 1, %(certificate)s, %(now)s, %(idle_at)s, %(refresh_ends)s FROM taken
"""
_TAKE_FOR_BOTH = _TAKE + _FIRST_REFRESH
_TAKE_FOR_ACCESS = f"{_TAKE} SELECT grant_id FROM taken"  # noqa: S608 - of constants


def exchange_code(
    *,
    relying_party: RelyingParty,
    code: str,
    redirect_uri: str,
    verifier: str,
    now: datetime,
    resource: str = "",
    certificate: str = "",
) -> Tokens | OAuthError:
    """Exchange a code for tokens. relying_party: already authenticated. resource: the one that the access token is for;
    empty: as the request for the code said. certificate: the thumbprint of the one that the tokens are bound to; empty
    where they are not.

    The first presentation by its own client burns the code, whatever the outcome; a second one revokes what the
    first was given.
    A code of another client answers like an unknown one and stays untouched. Raises Outdated where the client is
    recalled and changed since: nothing is burnt.
    """
    if GrantType.AUTHORIZATION_CODE not in relying_party.grant_types:
        return UNAUTHORIZED
    key = find_signer(relying_party, now=now)
    if key is None:
        return NO_KEY
    target = find_target(relying_party, resource, now=now)
    if isinstance(target, OAuthError):
        return target
    kept = find_code(code, relying_party=relying_party, now=now)
    if kept is None:
        return REFUSED
    refusal = _refusal(kept, relying_party, redirect_uri=redirect_uri, verifier=verifier, now=now)
    if refusal is not None:
        return _burn(kept, relying_party, refusal, now=now)
    kept.grant.scopes = relying_party.of_registered(kept.grant.scopes)  # it may have lost one since
    target = find_target_of(kept.grant, relying_party, target, now=now)
    if isinstance(target, OAuthError):
        return _burn(kept, relying_party, _Refusal(target, "target_refused"), now=now)
    scopes = narrow(tuple(kept.grant.scopes), target)
    if not scopes:
        return _burn(kept, relying_party, _Refusal(NOT_ITS_OWN, "target_refused"), now=now)
    access = make_access(kept.grant, relying_party, scopes=scopes, target=target, certificate=certificate, now=now)
    return _issue(kept, relying_party, access, scopes=scopes, key=key, now=now) or _burn(
        kept, relying_party, _Refusal(REFUSED, "code_replayed"), now=now
    )


def _refusal(
    kept: AuthorizationCode, relying_party: RelyingParty, *, redirect_uri: str, verifier: str, now: datetime
) -> _Refusal | None:
    """What the code was bound to; then person, card and session, asked at this very issue."""
    proven = pkce.is_verified(verifier=verifier, challenge=kept.code_challenge) and (
        bool(kept.code_challenge) or not relying_party.require_pkce
    )
    if kept.used_at is not None or kept.redirect_uri != redirect_uri or not proven or kept.expires_at <= now:
        return _Refusal(REFUSED, "code_refused")
    grant = kept.grant
    if not relying_party.admits(is_test=grant.practitioner.is_test):
        return _Refusal(NOT_ADMITTED, "not_admitted")
    ended = grant.revoked_at is not None or grant.session.ended_at is not None
    if ended or not still_stands(kept, grant.session, now):
        return _Refusal(REFUSED, "not_admitted")
    return None


def _burn(kept: AuthorizationCode, relying_party: RelyingParty, refusal: _Refusal, *, now: datetime) -> OAuthError:
    """The code serves no more. One that was presented before, or meanwhile, revokes every token that it gave
    (RFC 6749 §4.1.2), whatever it is refused for.
    """
    with transaction.atomic():
        fresh = AuthorizationCode.objects.filter(pk=kept.pk, used_at__isnull=True)
        if fresh.update(used_at=now) == 1:
            _revoke(kept.grant_id, reason=refusal.reason, now=now)
            return refusal.error
        _revoke(kept.grant_id, reason="code_replayed", now=now)
        journal.record(
            action="oidc.code_replayed",
            subject=relying_party,
            now=now,
            outcome=AuditOutcome.REFUSED,
            category=AuditCategory.SIGN_IN,
            grant=kept.grant_id,
        )
    return REFUSED


def _revoke(grant_id: int, *, reason: str, now: datetime) -> None:
    Grant.objects.filter(pk=grant_id, revoked_at__isnull=True).update(revoked_at=now, revoked_reason=reason)


def _issue(
    kept: AuthorizationCode,
    relying_party: RelyingParty,
    access: Made,
    *,
    scopes: tuple[str, ...],
    key: LoadedKey,
    now: datetime,
) -> Tokens | None:
    """Sign, then take the code and keep the tokens; None when somebody was first. A client that registered renewals
    gets the first refresh token of the session, which it never outlives.
    """
    grant = kept.grant
    id_token = sign_id_token(grant, relying_party, nonce=grant.nonce, access_token=access.text, key=key, now=now)
    values: dict[str, Any] = {
        "code": kept.digest,
        "access": access.digest,
        "scopes": json.dumps(scopes),
        "certificate": access.certificate,
        "now": now,
        "access_ends": now + policy.ACCESS_TOKEN_LIFETIME,
    }
    statement, refresh_token, idle_at = _TAKE_FOR_ACCESS, "", now
    if GrantType.REFRESH_TOKEN in relying_party.grant_types:
        ends_at = min(now + policy.REFRESH_LIFETIME, grant.session.expires_at)
        idle_at = min(now + policy.REFRESH_IDLE, ends_at)
        statement, refresh_token = _TAKE_FOR_BOTH, digests.draw(digests.REFRESH_TOKEN)
        values |= {"refresh": digests.digest(refresh_token), "idle_at": idle_at, "refresh_ends": ends_at}
    with queries.run(statement, values) as cursor:
        if cursor.rowcount != 1:
            return None
    return Tokens(
        scope=scopes,
        sid=grant.session.sid,
        access_token=access.text,
        id_token=id_token,
        refresh_token=refresh_token,
        refresh_expires_in=int((idle_at - now).total_seconds()),
    )
