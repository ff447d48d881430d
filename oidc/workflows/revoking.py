"""A service gives a token back."""

from datetime import datetime

from django.db import transaction

from directory import journal
from directory.models import AuditCategory
from oidc.models import AccessToken, Grant, RelyingParty, ServiceToken
from oidc.protocol import digests
from oidc.queries.signed_access import read_signed_access
from oidc.vocabulary import TokenKind


def revoke(*, relying_party: RelyingParty, token: str, now: datetime) -> None:
    """End a token: a refresh token with all that its sign-in gave (RFC 7009 §2.1), another one alone.

    relying_party: already authenticated. A token of another client stays untouched, one that is over or never was
    too: who asks learns of neither.
    """
    digest = digests.digest(token)
    with transaction.atomic():
        if token.startswith(digests.REFRESH_TOKEN):
            _end_grant(digest, relying_party, now)
        elif token.startswith(digests.ACCESS_TOKEN):
            _end_access(digest, relying_party, now)
        elif token.startswith(digests.SERVICE_TOKEN):
            _end_own(digest, relying_party, now)
        elif signed := read_signed_access(token, now=now):
            end = _end_access if signed.is_of_person else _end_own
            end(signed.digest, relying_party, now)


def _end_grant(digest: str, relying_party: RelyingParty, now: datetime) -> None:
    grants = Grant.objects.filter(refresh_tokens__digest=digest, relying_party=relying_party, revoked_at__isnull=True)
    people = list(grants.values_list("practitioner_id", flat=True))
    if grants.update(revoked_at=now, revoked_reason="revoked_by_service"):
        _write_line(TokenKind.REFRESH, relying_party, people[0], now=now)


def _end_access(digest: str, relying_party: RelyingParty, now: datetime) -> None:
    tokens = AccessToken.objects.filter(digest=digest, grant__relying_party=relying_party, revoked_at__isnull=True)
    people = list(tokens.values_list("grant__practitioner_id", flat=True))
    if tokens.update(revoked_at=now):
        _write_line(TokenKind.ACCESS, relying_party, people[0], now=now)


def _end_own(digest: str, relying_party: RelyingParty, now: datetime) -> None:
    own = ServiceToken.objects.filter(digest=digest, relying_party=relying_party, revoked_at__isnull=True)
    if own.update(revoked_at=now):
        _write_line(TokenKind.SERVICE, relying_party, None, now=now)


def _write_line(kind: TokenKind, relying_party: RelyingParty, practitioner_id: int | None, *, now: datetime) -> None:
    """Of two that give one token back at once, one writes it."""
    journal.record(
        action="oidc.token_revoked",
        practitioner_id=practitioner_id,
        subject=relying_party,
        now=now,
        category=AuditCategory.SIGN_IN,
        client_id=relying_party.public_id,
        token=kind,
    )
