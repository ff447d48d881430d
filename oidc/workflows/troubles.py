"""Refusals are kept for the teams of clients: few, bounded in number and in time, and without a word of the request."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from django.db.models import Count

from oidc import policy
from oidc.models import ClientTrouble, RelyingParty
from oidc.protocol.troubles import kept_description
from oidc.vocabulary import Door

_MINUTE: Final = timedelta(minutes=1)
_MOST_WINDOWS: Final = 10_000  # clients remembered; more than that begin anew


@dataclass
class _Window:
    """One minute of one client, in this process."""

    begun_at: datetime
    written: int = 0
    unkept: int = 0


_windows: dict[int, _Window] = {}
_lock = Lock()


def keep_trouble(
    *, relying_party: RelyingParty, door: Door, error: str, description: str, correlation_id: str, now: datetime
) -> bool:
    """Keep one refusal; False when the client was refused so often this minute that it is counted only.

    One insert, and beyond the limit none: a client that goes round in circles fills nothing. What was counted is told
    by the next one that is kept.
    """
    unkept = _admit(relying_party.pk, now)
    if unkept is None:
        return False
    ClientTrouble.objects.create(
        relying_party=relying_party,
        at=now,
        door=door,
        error=error[:60],
        description=kept_description(description)[:200],
        correlation_id=correlation_id,
        unkept=unkept,
    )
    return True


def _admit(key: int, now: datetime) -> int | None:
    """How many came before and were not kept; None: this one is not either."""
    with _lock:
        window = _windows.get(key)
        if window is None or not window.begun_at <= now < window.begun_at + _MINUTE:
            if len(_windows) >= _MOST_WINDOWS:
                _windows.clear()
            window = _windows[key] = _Window(now, unkept=window.unkept if window else 0)
        if window.written >= policy.TROUBLES_A_MINUTE:
            window.unkept += 1
            return None
        window.written += 1
        unkept, window.unkept = window.unkept, 0
        return unkept


def prune_troubles(*, limit: int, now: datetime) -> int:
    """Remove what is too old, and of each client all but the newest. How many rows; at most `limit` of each."""
    old = ClientTrouble.objects.filter(at__lte=now - policy.TROUBLES_KEPT_FOR)
    removed = ClientTrouble.objects.filter(pk__in=old.values("pk")[:limit]).delete()[0]
    return removed + sum(_prune_client(key, limit) for key in _with_too_many())


def _with_too_many() -> list[int]:
    counted = ClientTrouble.objects.values("relying_party").annotate(n=Count("pk")).filter(n__gt=policy.TROUBLES_KEPT)
    return list(counted.values_list("relying_party", flat=True))


def _prune_client(key: int, limit: int) -> int:
    rows = ClientTrouble.objects.filter(relying_party=key).order_by("-at", "-pk")
    surplus = list(rows.values_list("pk", flat=True)[policy.TROUBLES_KEPT : policy.TROUBLES_KEPT + limit])
    return ClientTrouble.objects.filter(pk__in=surplus).delete()[0]
