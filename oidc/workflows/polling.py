"""A service comes for the answer to what it asked without a browser, and gets the tokens once (CIBA Core §10.1, §11).

What is final stays: denied, expired and used answer alike for as long as the request is kept. A poll that comes too
early is slowed down while the person has not answered, and never once they have.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from directory import journal, queries
from directory.models import AuditCategory, AuditOutcome
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import Grant, LoginRequest, ProviderSession, RelyingParty
from oidc.protocol import digests
from oidc.queries import situations
from oidc.queries.answered import find_approved
from oidc.queries.standing import was_card_usable
from oidc.vocabulary import GrantType, LoginState
from oidc.workflows.disclosure import NO_KEY
from oidc.workflows.login_lines import write_login_line
from oidc.workflows.targets import NOT_ITS_OWN, Made, find_target, make_access, narrow
from oidc.workflows.tokens import UNAUTHORIZED, Tokens, find_signer, sign_id_token

UNKNOWN = OAuthError("invalid_grant", "the auth_req_id is not valid")
PENDING = OAuthError("authorization_pending", "the person has not answered yet")
SLOW_DOWN = OAuthError("slow_down", "polled too early: wait five seconds more from here on")
EXPIRED = OAuthError("expired_token", "the auth_req_id has expired")
DENIED = OAuthError("access_denied", "the person did not approve the sign-in")

# One statement says what came of it, and notes a poll while nothing did. What is read is what was before it. The note
# waits for no disk, in its own transaction: lost with the machine, it slows nobody down who polled too early.
_POLL = """
    WITH asked AS (
        SELECT b.digest, b.login_request_id, b.resource, b.poll_interval, b.expires_at, l.state,
            coalesce(b.last_poll_at > %(now)s - make_interval(secs => b.poll_interval) + %(leeway)s, FALSE) AS is_early
        FROM oidc_backchannelrequest b JOIN oidc_loginrequest l ON l.id = b.login_request_id
        JOIN oidc_relyingparty service ON service.client_id = b.relying_party_id
        WHERE b.digest = %(digest)s AND b.relying_party_id = %(service)s
          AND (%(revision)s::bigint IS NULL OR service.revision = %(revision)s::bigint)
    ), noted AS (
        UPDATE oidc_backchannelrequest AS row SET last_poll_at = %(now)s,
            poll_interval = CASE WHEN asked.is_early
                THEN greatest(row.poll_interval, least(row.poll_interval + %(by)s, %(slowest)s))
                ELSE row.poll_interval END
        FROM asked
        WHERE row.digest = asked.digest AND asked.state = 'PENDING' AND asked.expires_at > %(now)s
    )
    SELECT login_request_id, resource, expires_at, state, is_early, set_config('synchronous_commit', 'off', TRUE)
    FROM asked
"""

# Of several polls at once exactly one finds the request approved, and makes the session and the grant; the trail tells
# of it, and of no other.
_TAKEN = """
    WITH taken AS (
        UPDATE oidc_loginrequest SET state = 'REDEEMED' WHERE id = %(login)s AND state = 'APPROVED'
        RETURNING relying_party_id, card_id, decided_at, origin_address, origin_user_agent, scopes
    ), session AS (
        INSERT INTO oidc_providersession (sid, browser_digest, practitioner_id, card_id, auth_time, acr, amr, auth_mode,
            origin_address, origin_user_agent, last_used_at, expires_at, ended_reason)
        SELECT %(sid)s, NULL, %(practitioner)s, card_id, decided_at, %(acr)s, %(amr)s::jsonb, %(auth_mode)s,
            origin_address, origin_user_agent, %(now)s, %(session_ends)s, '' FROM taken
        RETURNING id
    ), granted AS (
        INSERT INTO oidc_grant (relying_party_id, practitioner_id, session_id, scopes, nonce, auth_time, acr, amr,
            auth_mode, claims, resource, situation_id, created_at, revoked_reason)
        SELECT taken.relying_party_id, %(practitioner)s, session.id, taken.scopes, '', taken.decided_at, %(acr)s,
            %(amr)s::jsonb, %(auth_mode)s, '{}'::jsonb, %(resource)s, %(situation)s, %(now)s, ''
        FROM taken, session
        RETURNING id
    ), renewable AS (
        INSERT INTO oidc_refreshtoken (digest, grant_id, generation, certificate, created_at, idle_at, expires_at)
        SELECT %(refresh)s, id, 1, %(certificate)s, %(now)s, %(idle_at)s, %(refresh_ends)s FROM granted WHERE %(renews)s
    )
"""
_OPENED = """
    INSERT INTO oidc_accesstoken (digest, grant_id, scopes, certificate, created_at, expires_at)
    SELECT %(access)s, id, %(access_scopes)s::jsonb, %(certificate)s, %(now)s, %(access_ends)s FROM granted
"""
_TAKE = f"{_TAKEN}, line AS ({journal.LINE} FROM taken) {_OPENED}"


@dataclass(frozen=True)
class _Found:
    """One request of this very service. state: of its question, as it is kept."""

    login: UUID
    resource: str
    expires_at: datetime
    state: LoginState
    is_early: bool


def poll(*, relying_party: RelyingParty, auth_req_id: str, now: datetime, certificate: str = "") -> Tokens | OAuthError:
    """Return the tokens of what the person approved, once; else what keeps the service waiting, or why it need not.

    relying_party: already authenticated. A request of another client answers like an unknown one, and so does any where
    it is recalled and changed since: nothing is noted then.
    certificate: the thumbprint of the one that the tokens are bound to; empty where they are not.
    """
    if GrantType.CIBA not in relying_party.grant_types:
        return UNAUTHORIZED
    found = _look(relying_party, auth_req_id, now=now)
    if found is None or found.state is LoginState.REDEEMED:
        return UNKNOWN
    if found.state is LoginState.APPROVED:
        is_late = found.expires_at + policy.BACKCHANNEL_FETCH_WITHIN <= now
        return EXPIRED if is_late else _fetch(found, relying_party, certificate, now=now)
    if found.state not in (LoginState.PENDING, LoginState.EXPIRED):
        return DENIED
    if found.state is LoginState.EXPIRED or found.expires_at <= now:
        return EXPIRED
    return SLOW_DOWN if found.is_early else PENDING


def _look(relying_party: RelyingParty, auth_req_id: str, *, now: datetime) -> _Found | None:
    values: dict[str, Any] = {
        "digest": digests.digest(auth_req_id),
        "service": relying_party.pk,
        "revision": relying_party.revision_to_find,
        "now": now,
        "leeway": policy.POLL_LEEWAY,
        "by": policy.SLOWED_BY_SECONDS,
        "slowest": policy.SLOWEST_SECONDS,
    }
    with queries.run(_POLL, values) as cursor:
        row = cursor.fetchone()
    return _Found(row[0], row[1], row[2], LoginState(row[3]), row[4]) if row else None


def _fetch(found: _Found, relying_party: RelyingParty, certificate: str, *, now: datetime) -> Tokens | OAuthError:
    """Card, rights and environment are asked again: an approval is not a right that lasts."""
    key = find_signer(relying_party, now=now)
    if key is None:
        return NO_KEY
    target = find_target(relying_party, found.resource, now=now)
    if isinstance(target, OAuthError):
        return target
    login = find_approved(found.login, relying_party=relying_party, now=now)
    if login is None or login.card is None:
        return UNKNOWN  # another poll was first
    scopes = narrow(tuple(login.scopes), target)
    if not scopes:
        return NOT_ITS_OWN
    grant = _grant_of(login, relying_party, found.resource, now=now)
    if not _may_sign_in(login, grant, relying_party, now=now):
        return _refuse(login, now=now)
    access = make_access(grant, relying_party, scopes=scopes, target=target, certificate=certificate, now=now)
    tokens = Tokens(
        scope=scopes,
        sid=grant.session.sid,
        access_token=access.text,
        id_token=sign_id_token(grant, relying_party, nonce="", access_token=access.text, key=key, now=now),
        **_first_renewal(relying_party),
    )
    return tokens if _take(login, grant, access, tokens, now=now) else UNKNOWN


def _grant_of(login: LoginRequest, relying_party: RelyingParty, resource: str, *, now: datetime) -> Grant:
    """What the approval grants, not kept yet."""
    session = _session_of(login, now=now)
    return Grant(
        relying_party=relying_party,
        practitioner=session.practitioner,
        session=session,
        scopes=login.scopes,
        auth_time=session.auth_time,
        acr=session.acr,
        amr=session.amr,
        auth_mode=session.auth_mode,
        resource=resource,
        situation_id=situations.find_unasked(session.practitioner_id, relying_party, now=now),
        created_at=now,
    )


def _session_of(login: LoginRequest, *, now: datetime) -> ProviderSession:
    """A session that no browser has: services know it by its `sid`, and it ends like any other."""
    card, means = login.card, policy.VIRTUAL_CARD
    return ProviderSession(
        sid=digests.draw(),
        practitioner=card.practitioner if card else None,
        card=card,
        auth_time=login.decided_at or now,
        acr=means.acr,
        amr=list(means.amr),
        auth_mode=means.auth_mode,
        last_used_at=now,
        expires_at=now + policy.SESSION_LIFETIME,
    )


def _first_renewal(relying_party: RelyingParty) -> dict[str, Any]:
    """The refresh token, for who registered it."""
    if GrantType.REFRESH_TOKEN not in relying_party.grant_types:
        return {}
    seconds = int(policy.REFRESH_IDLE.total_seconds())
    return {"refresh_token": digests.draw(digests.REFRESH_TOKEN), "refresh_expires_in": seconds}


def _may_sign_in(login: LoginRequest, grant: Grant, relying_party: RelyingParty, *, now: datetime) -> bool:
    is_test = grant.practitioner.is_test
    return relying_party.admits(is_test=is_test) and was_card_usable(login, grant.session, now)


def _refuse(login: LoginRequest, *, now: datetime) -> OAuthError:
    """What was approved may not be any more, and stays so."""
    approved = LoginRequest.objects.filter(pk=login.pk, state=LoginState.APPROVED)
    person = login.card.practitioner_id if login.card else None
    with transaction.atomic():
        if approved.update(state=LoginState.CANCELLED) == 1:
            write_login_line(
                "oidc.sign_in_not_admitted", login, practitioner_id=person, outcome=AuditOutcome.REFUSED, now=now
            )
    return DENIED


def _take(login: LoginRequest, grant: Grant, access: Made, tokens: Tokens, *, now: datetime) -> bool:
    """APPROVED to REDEEMED, once, with all that follows from it; False when another poll was first."""
    session, refresh_token = grant.session, tokens.refresh_token
    values: dict[str, Any] = {
        "login": login.pk,
        "sid": session.sid,
        "practitioner": session.practitioner_id,
        "acr": session.acr,
        "amr": json.dumps(session.amr),
        "auth_mode": session.auth_mode,
        "session_ends": session.expires_at,
        "resource": grant.resource,
        "situation": grant.situation_id,
        "access": access.digest,
        "certificate": access.certificate,
        "access_scopes": json.dumps(tokens.scope),
        "access_ends": now + policy.ACCESS_TOKEN_LIFETIME,
        "renews": bool(refresh_token),
        "refresh": digests.digest(refresh_token),
        "idle_at": now + policy.REFRESH_IDLE,
        "refresh_ends": now + policy.REFRESH_LIFETIME,
        "now": now,
        **journal.line_of(
            action="oidc.signed_in",
            now=now,
            practitioner_id=session.practitioner_id,
            subject=login,
            category=AuditCategory.SIGN_IN,
            client_id=login.asker.public_id,
        ),
    }
    with queries.run(_TAKE, values) as cursor:
        return bool(cursor.rowcount == 1)
