"""What is over is closed, and what serves nobody any more is removed, in bounded batches."""

from datetime import datetime

from oidc import policy
from oidc.models import AccessToken, AuthorizationCode, LoginRequest
from oidc.vocabulary import LoginState


def expire(*, limit: int, now: datetime) -> int:
    """Close the login requests whose time is over, and remove codes and tokens a day after their end. Returns how
    many rows.

    Safe to run twice, and at once with itself. Evidence, grants and sessions stay.
    """
    late = LoginRequest.objects.filter(state=LoginState.PENDING, expires_at__lte=now)
    closed = LoginRequest.objects.filter(pk__in=late.values("pk")[:limit], state=LoginState.PENDING).update(
        state=LoginState.EXPIRED
    )
    before = now - policy.KEPT_AFTER_EXPIRY
    removed = 0
    for model in (AuthorizationCode, AccessToken):
        old = model._default_manager.filter(expires_at__lte=before)
        removed += model._default_manager.filter(pk__in=old.values("pk")[:limit]).delete()[0]
    return closed + removed
