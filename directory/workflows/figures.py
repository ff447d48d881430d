"""The figures of the dashboards are counted by the clock and kept; who takes them away is told to the trail."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from directory import journal, permissions
from directory.models import Account, AuditOutcome, RegistrationAuthority
from directory.policy import FIGURE_MONTHS
from directory.queries import figures
from directory.queries.figures import Series
from directory.workflows.turns import has_turn

ONE_AT_A_TIME: Final = 0x46494755  # key of the advisory lock, arbitrary


def keep_figures(*, now: datetime) -> int:
    """Count what the ground floor counts. Returns how many figures were written; 0 while another count runs."""
    return keep_series([figures.STANDING, figures.REGISTERED], now=now)


def keep_series(series: list[Series], *, now: datetime) -> int:
    """Count these series, of this floor or of an upper one, and keep them; safe to run again.

    What holds is kept for the day of `now`. What happens is counted again from the last day that was kept, which went
    on after it was counted; the first time, from the first month that dashboards show.
    """
    with transaction.atomic():
        if not has_turn(ONE_AT_A_TIME):
            return 0
        return sum(figures.write_anew(one, since=_since(one, now), now=now) for one in series)


def first_day_shown(now: datetime) -> date:
    """The first day of the first month of the dashboards."""
    first = timezone.localdate(now).replace(day=1)
    for _month in range(FIGURE_MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def record_export(*, account: Account, authority: RegistrationAuthority | None, chart: str, now: datetime) -> None:
    """Somebody takes the numbers of a chart away. authority: whose people were counted; None: the nation's."""
    journal.record(
        action="directory.figures_exported",
        actor=account,
        subject=authority,
        now=now,
        mandate=permissions.acting_mandate(account, authority, now),
        authority_id=authority.pk if authority is not None else None,
        outcome=AuditOutcome.EXPORTED,
        chart=chart,
    )


def _since(series: Series, now: datetime) -> date:
    today = timezone.localdate(now)
    if not series.is_flow:
        return today
    return min(figures.last_day_of(series) or first_day_shown(now), today)
