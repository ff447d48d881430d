"""The figures of the provider are counted by the clock, day after day, and kept."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from directory.workflows.figures import first_day_shown
from directory.workflows.turns import has_turn
from oidc.queries import figures

ONE_AT_A_TIME: Final = 0x50464947  # key of the advisory lock, arbitrary


def keep_figures(*, limit: int, now: datetime) -> int:
    """Count the last day that was kept again, for it went on after it was counted, and the days since; and how things
    stand. Returns how many days were counted; 0 while another count runs.

    limit: days at once. After an outage the oldest come first, the next run goes on, and no day is left out; the first
    time, days are counted from the first month that is shown.
    """
    with transaction.atomic():
        if not has_turn(ONE_AT_A_TIME):
            return 0
        days = _days_to_count(now)[:limit]
        for day in days:
            figures.write_day(day, now=now)
        figures.write_standing(now=now)
        return len(days)


def count_again(*, since: date, now: datetime) -> int:
    """Count every day from this one on again, for the operator who brought data back. Returns how many days."""
    with transaction.atomic():
        if not has_turn(ONE_AT_A_TIME):
            return 0
        days = _days_between(since, timezone.localdate(now))
        for day in days:
            figures.write_day(day, now=now)
        return len(days)


def _days_to_count(now: datetime) -> list[date]:
    today = timezone.localdate(now)
    first = figures.last_day_counted()
    if first is None:
        first = max(figures.first_day_to_count() or today, first_day_shown(now))
    return _days_between(min(first, today), today)


def _days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=passed) for passed in range((last - first).days + 1)]
