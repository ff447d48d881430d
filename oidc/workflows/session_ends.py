"""A step of several workflows: sessions end, with all that was granted in them, and their services are to be told."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from oidc.models import Grant, LogoutDelivery, ProviderSession
from oidc.vocabulary import EndReason


def end_sessions(sessions: QuerySet[ProviderSession], *, reason: EndReason, now: datetime) -> list[int]:
    """End these sessions, in the caller's transaction; returns the keys of those that were not over yet.

    Of two that end one session at once, one does. Their tokens are worth nothing from here on. Each service of a
    session is told, where it wants to be and the session had not run out by itself.
    """
    living = sessions.filter(ended_at__isnull=True).order_by("pk").select_for_update(of=("self",))
    ended = list(living.values_list("pk", flat=True))
    ProviderSession.objects.filter(pk__in=ended).update(ended_at=now, ended_reason=reason)
    _write_deliveries(ended, now=now)
    grants = Grant.objects.filter(session__in=ended, revoked_at__isnull=True)
    grants.update(revoked_at=now, revoked_reason=reason)
    return ended


def _write_deliveries(sessions: Collection[int], *, now: datetime) -> None:
    told = Grant.objects.filter(session__in=sessions, session__expires_at__gt=now, relying_party__is_active=True)
    wishing = told.exclude(relying_party__backchannel_logout_uri="")
    pairs = wishing.order_by("session", "relying_party").values_list("session_id", "relying_party_id").distinct()
    LogoutDelivery.objects.bulk_create(
        [
            LogoutDelivery(session_id=session, relying_party_id=relying_party, due_at=now, created_at=now)
            for session, relying_party in pairs
        ],
        ignore_conflicts=True,
    )
