"""A code becomes tokens, once.

What a refusal changes is committed before the refusal is answered: it is returned, never raised.
"""

from datetime import datetime

from django.db import transaction

from directory import journal, queries
from directory.models import AuditCategory, AuditOutcome
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import AuthorizationCode, Grant, RelyingParty
from oidc.protocol import digests, pkce
from oidc.protocol.jose import LoadedKey
from oidc.queries.tokens import get_grant_of_code, still_stands
from oidc.vocabulary import GrantType
from oidc.workflows.disclosure import NO_KEY
from oidc.workflows.targets import NOT_ITS_OWN, Made, find_target, find_target_of, make_access, narrow
from oidc.workflows.tokens import UNAUTHORIZED, Tokens, find_signer, keep_access, keep_both, sign_id_token

REFUSED = OAuthError("invalid_grant", "the authorization code is not valid")
NOT_ADMITTED = OAuthError("invalid_grant", "this identity cannot sign in to this service's environment")

# One statement takes the code and says what it was bound to: of 24 parallel exchanges exactly one gets a row.
_BURN = """
    UPDATE oidc_authorizationcode AS code SET used_at = %(now)s
    FROM oidc_grant AS granted
    WHERE code.digest = %(digest)s AND code.used_at IS NULL
      AND granted.id = code.grant_id AND granted.relying_party_id = %(relying_party)s
    RETURNING code.grant_id, code.redirect_uri, code.code_challenge, code.expires_at
"""


def exchange_code(
    *, relying_party: RelyingParty, code: str, redirect_uri: str, verifier: str, now: datetime, resource: str = ""
) -> Tokens | OAuthError:
    """Exchange a code for tokens. relying_party: already authenticated. resource: the one that the access token is for;
    empty: as the request for the code said.

    The first presentation by its own client burns the code, whatever the outcome; a second one revokes what the
    first was given.
    A code of another client answers like an unknown one and stays untouched.
    """
    if GrantType.AUTHORIZATION_CODE not in relying_party.grant_types:
        return UNAUTHORIZED
    key = find_signer(relying_party, now=now)
    if key is None:
        return NO_KEY
    target = find_target(relying_party, resource, now=now)
    if isinstance(target, OAuthError):
        return target
    with transaction.atomic():
        bound = _burn(code, relying_party, now=now)
        if bound is None:
            _punish_replay(code, relying_party, now=now)
            return REFUSED
        grant_id, bound_uri, challenge, expires_at = bound
        proven = pkce.is_verified(verifier=verifier, challenge=challenge) and (
            bool(challenge) or not relying_party.require_pkce
        )
        if bound_uri != redirect_uri or not proven or expires_at <= now:
            _revoke(grant_id, reason="code_refused", now=now)
            return REFUSED
        grant = get_grant_of_code(code, now=now)
        grant.scopes = relying_party.of_registered(grant.scopes)  # it may have lost one since
        refusal = _refusal(grant, relying_party, now=now)
        if refusal is not None:
            _revoke(grant_id, reason="not_admitted", now=now)
            return refusal
        target = find_target_of(grant, relying_party, target, now=now)
        scopes = () if isinstance(target, OAuthError) else narrow(tuple(grant.scopes), target)
        if isinstance(target, OAuthError) or not scopes:
            _revoke(grant_id, reason="target_refused", now=now)
            return target if isinstance(target, OAuthError) else NOT_ITS_OWN
        access = make_access(grant, relying_party, scopes=scopes, target=target, now=now)
        return _issue(grant, relying_party, access, scopes=scopes, key=key, now=now)


def _burn(code: str, relying_party: RelyingParty, *, now: datetime) -> tuple[int, str, str, datetime] | None:
    values = {"now": now, "digest": digests.digest(code), "relying_party": relying_party.pk}
    with queries.run(_BURN, values) as cursor:
        row: tuple[int, str, str, datetime] | None = cursor.fetchone()
    return row


def _punish_replay(code: str, relying_party: RelyingParty, *, now: datetime) -> None:
    """RFC 6749 §4.1.2: a code presented again revokes every token that it gave."""
    grant_id = (
        AuthorizationCode.objects.filter(digest=digests.digest(code), grant__relying_party=relying_party)
        .values_list("grant_id", flat=True)
        .first()
    )
    if grant_id is not None:
        _revoke(grant_id, reason="code_replayed", now=now)
        journal.record(
            action="oidc.code_replayed",
            subject=relying_party,
            now=now,
            outcome=AuditOutcome.REFUSED,
            category=AuditCategory.SIGN_IN,
            grant=grant_id,
        )


def _revoke(grant_id: int, *, reason: str, now: datetime) -> None:
    Grant.objects.filter(pk=grant_id, revoked_at__isnull=True).update(revoked_at=now, revoked_reason=reason)


def _refusal(grant: Grant, relying_party: RelyingParty, *, now: datetime) -> OAuthError | None:
    """The person, the card and the session are asked at this very issue."""
    if not relying_party.admits(is_test=grant.practitioner.is_test):
        return NOT_ADMITTED
    ended = grant.revoked_at is not None or grant.session.ended_at is not None
    if ended or not still_stands(grant, grant.session, now):
        return REFUSED
    return None


def _issue(
    grant: Grant, relying_party: RelyingParty, access: Made, *, scopes: tuple[str, ...], key: LoadedKey, now: datetime
) -> Tokens:
    """Keep and tell the tokens; a client that registered renewals gets the first refresh token of the session, which it
    never outlives.
    """
    refresh_token, idle_at = "", now
    if GrantType.REFRESH_TOKEN in relying_party.grant_types:
        ends_at = min(now + policy.REFRESH_LIFETIME, grant.session.expires_at)
        refresh_token, idle_at = keep_both(grant, access, scopes=scopes, ends_at=ends_at, now=now)
    else:
        keep_access(grant, access, scopes=scopes, now=now)
    return Tokens(
        scope=scopes,
        sid=grant.session.sid,
        access_token=access.text,
        id_token=sign_id_token(grant, relying_party, nonce=grant.nonce, access_token=access.text, key=key, now=now),
        refresh_token=refresh_token,
        refresh_expires_in=int((idle_at - now).total_seconds()),
    )
