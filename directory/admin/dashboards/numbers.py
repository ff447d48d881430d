"""The numbers of a dashboard: read where the clock keeps them, counted at once where people are few."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from directory import panels, permissions
from directory.admin.dashboards.scopes import Scope
from directory.admin.viewer import Viewer
from directory.models import AuthorityKind
from directory.panels import Chart
from directory.policy import FIGURES_LIVE, FUNNEL_DAYS
from directory.queries.figures import Counted, count_live
from directory.queries.kept_figures import KeptFigures
from directory.workflows.figures import first_day_shown

ENROLLED = "enrolled"
SUMMED = (Chart.INVITED, Chart.FUNNEL, Chart.MODES, Chart.CAUSES)  # over FUNNEL_DAYS


@dataclass
class Numbers:
    """standing: by measure and population; months: by measure and first day; sums: by measure, of FUNNEL_DAYS.

    counted_at: None where the clock has counted nothing yet.
    """

    counted_at: datetime | None
    standing: Counter[tuple[str, str]] = field(default_factory=Counter)
    months: Counter[tuple[str, date]] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)


def read_numbers(viewer: Viewer, scope: Scope) -> Numbers:
    """The numbers of a scope that the viewer may read."""
    if scope.authority is not None and (
        scope.authority.kind == AuthorityKind.LOCAL or scope.authority.department_code  # a council: never kept
    ):
        people = permissions.people_counted_by(viewer.account, scope.authority, viewer.now)
        return _live(viewer, list(people.values_list("pk", flat=True)))
    kept = KeptFigures(scope.authority, test_people=scope.test_people)
    standing, counted_at = kept.standing(_keys(Chart.PEOPLE))
    if sum(one.value for one in standing if one.measure == ENROLLED) < FIGURES_LIVE:
        people = permissions.people_counted_by(viewer.account, scope.authority, viewer.now)
        few = list(people.values_list("pk", flat=True)[: FIGURES_LIVE + 1])
        if len(few) <= FIGURES_LIVE:
            return _live(viewer, few)
    months = kept.months(_keys(Chart.MONTHS), since=first_day_shown(viewer.now))
    sums = kept.total([key for chart in SUMMED for key in _keys(chart)], since=_funnel_begins(viewer.now))
    return _numbers(counted_at, standing, months, sums)


def _live(viewer: Viewer, people: list[int]) -> Numbers:
    since, begins = first_day_shown(viewer.now), _funnel_begins(viewer.now)
    counted = count_live(panels.series(), people, since=since, now=viewer.now)
    standing, months = set(_keys(Chart.PEOPLE)), set(_keys(Chart.MONTHS))
    return _numbers(
        viewer.now,
        [one for one in counted if one.measure in standing],
        [one for one in counted if one.measure in months],
        [one for one in counted if one.measure not in standing | months and one.day >= begins],
    )


def _numbers(
    counted_at: datetime | None, standing: list[Counted], months: list[Counted], sums: list[Counted]
) -> Numbers:
    numbers = Numbers(counted_at)
    for one in standing:
        numbers.standing[one.measure, one.population] += one.value
    for one in months:
        numbers.months[one.measure, one.day.replace(day=1)] += one.value
    for one in sums:
        numbers.sums[one.measure] += one.value
    return numbers


def _keys(chart: Chart) -> list[str]:
    return [measure.key for measure in panels.measures(chart)]


def _funnel_begins(now: datetime) -> date:
    return timezone.localdate(now) - timedelta(days=FUNNEL_DAYS - 1)
