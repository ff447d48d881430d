"""What is over is closed, and what serves nobody any more is removed, in bounded batches."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from oidc import policy
from oidc.models import (
    AccessToken,
    AuthorizationCode,
    BackchannelRequest,
    Interaction,
    LoginRequest,
    LogoutDelivery,
    RefreshToken,
    ServiceToken,
    UsedAssertion,
    UserCodeTry,
)
from oidc.states import UNANSWERED
from oidc.vocabulary import DeliveryState, LoginState


def expire(*, limit: int, now: datetime) -> int:
    """Close the login requests whose time is over; a day after their end, remove codes, tokens, pages, and questions
    that nobody answered: whoever knows a number makes those at no cost. Returns how many rows.

    Safe to run twice, and at once with itself. Evidence, what a phone answered, grants and sessions stay.
    """
    late = LoginRequest.objects.filter(state=LoginState.PENDING, expires_at__lte=now)
    closed = LoginRequest.objects.filter(pk__in=late.values("pk")[:limit], state=LoginState.PENDING).update(
        state=LoginState.EXPIRED
    )
    return closed + sum(_remove(rows, limit=limit) for rows in _of_no_use(now - policy.KEPT_AFTER_EXPIRY, now))


def _of_no_use(before: datetime, now: datetime) -> tuple[QuerySet[Any], ...]:
    return (
        AuthorizationCode.objects.filter(expires_at__lte=before),
        AccessToken.objects.filter(expires_at__lte=before),
        RefreshToken.objects.filter(expires_at__lte=before),
        ServiceToken.objects.filter(expires_at__lte=before),
        BackchannelRequest.objects.filter(expires_at__lte=before),
        UsedAssertion.objects.filter(expires_at__lte=now),
        UserCodeTry.objects.filter(free_at__lte=now),
        LoginRequest.objects.filter(expires_at__lte=before, state__in=UNANSWERED, evidence__isnull=True),
        Interaction.objects.filter(expires_at__lte=before),
        LogoutDelivery.objects.filter(created_at__lte=before).exclude(state=DeliveryState.DUE),
    )


def _remove(rows: QuerySet[Any], *, limit: int) -> int:
    chosen = rows.model._default_manager.filter(pk__in=rows.values("pk")[:limit])
    return int(chosen.delete()[0])
