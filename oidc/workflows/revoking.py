"""A service gives a token back."""

from datetime import datetime

from django.db import transaction

from oidc.models import AccessToken, Grant, RelyingParty, ServiceToken
from oidc.protocol import digests
from oidc.queries.signed_access import read_signed_access


def revoke(*, relying_party: RelyingParty, token: str, now: datetime) -> None:
    """End a token: a refresh token with all that its sign-in gave (RFC 7009 §2.1), another one alone.

    relying_party: already authenticated. A token of another client stays untouched, one that is over or never was
    too: who asks learns of neither.
    """
    digest = digests.digest(token)
    with transaction.atomic():
        if token.startswith(digests.REFRESH_TOKEN):
            grants = Grant.objects.filter(refresh_tokens__digest=digest, relying_party=relying_party)
            grants.filter(revoked_at__isnull=True).update(revoked_at=now, revoked_reason="revoked_by_service")
        elif token.startswith(digests.ACCESS_TOKEN):
            _end_access(digest, relying_party, now)
        elif token.startswith(digests.SERVICE_TOKEN):
            _end_own(digest, relying_party, now)
        elif signed := read_signed_access(token, now=now):
            end = _end_access if signed.is_of_person else _end_own
            end(signed.digest, relying_party, now)


def _end_access(digest: str, relying_party: RelyingParty, now: datetime) -> None:
    tokens = AccessToken.objects.filter(digest=digest, grant__relying_party=relying_party)
    tokens.filter(revoked_at__isnull=True).update(revoked_at=now)


def _end_own(digest: str, relying_party: RelyingParty, now: datetime) -> None:
    own = ServiceToken.objects.filter(digest=digest, relying_party=relying_party)
    own.filter(revoked_at__isnull=True).update(revoked_at=now)
