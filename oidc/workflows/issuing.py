"""A code becomes tokens, once.

What a refusal changes is committed before the refusal is answered: it is returned, never raised.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from directory import journal
from directory.models import AuditCategory, AuditOutcome
from oidc import policy
from oidc.errors import OAuthError
from oidc.models import AccessToken, AuthorizationCode, Grant, RelyingParty
from oidc.protocol import digests, id_token, jose, pkce
from oidc.queries import keyring
from oidc.queries.standing import is_card_usable

REFUSED = OAuthError("invalid_grant", "the authorization code is not valid")
NOT_ADMITTED = OAuthError("access_denied", "this identity cannot sign in to this service's environment")

# One statement takes the code and says what it was bound to: of 24 parallel exchanges exactly one gets a row.
_BURN = """
    UPDATE oidc_authorizationcode AS code SET used_at = %(now)s
    FROM oidc_grant AS granted
    WHERE code.digest = %(digest)s AND code.used_at IS NULL
      AND granted.id = code.grant_id AND granted.relying_party_id = %(relying_party)s
    RETURNING code.grant_id, code.redirect_uri, code.code_challenge, code.expires_at
"""


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint answers. Its text shows no token."""

    scope: tuple[str, ...]
    access_token: str = field(repr=False)
    id_token: str = field(repr=False)

    def as_members(self) -> dict[str, Any]:
        """Return the members of the answer (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3)."""
        return {
            "access_token": self.access_token,
            "token_type": "Bearer",
            "expires_in": int(policy.ACCESS_TOKEN_LIFETIME.total_seconds()),
            "id_token": self.id_token,
            "scope": " ".join(self.scope),
        }


def exchange_code(
    *, relying_party: RelyingParty, code: str, redirect_uri: str, verifier: str, now: datetime
) -> Tokens | OAuthError:
    """Exchange a code for tokens. relying_party: already authenticated.

    The first presentation by its own client burns the code, whatever the outcome; a second one revokes what the
    first was given.
    A code of another client answers like an unknown one and stays untouched.
    """
    with transaction.atomic():
        bound = _burn(code, relying_party, now=now)
        if bound is None:
            _punish_replay(code, relying_party, now=now)
            return REFUSED
        grant_id, bound_uri, challenge, expires_at = bound
        verified = pkce.is_verified(verifier=verifier, challenge=challenge)
        if bound_uri != redirect_uri or not verified or expires_at <= now:
            _revoke(grant_id, reason="code_refused", now=now)
            return REFUSED
        grant = Grant.objects.select_related("session__card", "practitioner").get(pk=grant_id)
        refusal = _refusal(grant, relying_party, now=now)
        if refusal is not None:
            _revoke(grant_id, reason="not_admitted", now=now)
            return refusal
        access_token = digests.draw(digests.ACCESS_TOKEN)
        AccessToken.objects.create(
            digest=digests.digest(access_token),
            grant=grant,
            created_at=now,
            expires_at=now + policy.ACCESS_TOKEN_LIFETIME,
        )
    signed = _sign_id_token(grant, relying_party, access_token, now=now)
    return Tokens(scope=tuple(grant.scopes), access_token=access_token, id_token=signed)


def _burn(code: str, relying_party: RelyingParty, *, now: datetime) -> tuple[int, str, str, datetime] | None:
    values = {"now": now, "digest": digests.digest(code), "relying_party": relying_party.pk}
    with connection.cursor() as cursor:
        cursor.execute(_BURN, values)
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
    if ended or not is_card_usable(grant.session, now):
        return REFUSED
    return None


def _sign_id_token(grant: Grant, relying_party: RelyingParty, access_token: str, *, now: datetime) -> str:
    national_id = grant.practitioner.national_id
    who = id_token.Authentication(
        subject=id_token.make_subject(namespace=settings.SUBJECT_NAMESPACE, national_id=national_id),
        national_id=national_id,
        auth_time=grant.auth_time,
        acr=grant.acr,
        amr=tuple(grant.amr),
        auth_mode=grant.auth_mode,
        sid=grant.session.sid,
        nonce=grant.nonce,
    )
    claims = id_token.build_claims(
        who, issuer=settings.ISSUER, client_id=relying_party.public_id, access_token=access_token, now=now
    )
    key = keyring.current(now).signers[relying_party.id_token_signed_response_alg]
    return jose.sign(claims, key=key)
