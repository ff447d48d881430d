"""Charts made of numbers: bars for the eye, the same numbers as a table, and one sentence that says what is seen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from directory import panels
from directory.admin.dashboards.numbers import ENROLLED, Numbers
from directory.models import Population
from directory.panels import Chart
from directory.policy import FIGURE_MONTHS, FUNNEL_DAYS

WIDTH: Final = 1_000  # of a bar that is full, in the units of its drawing
HEIGHT: Final = 200  # of the highest column
SLOT: Final = 60  # of one month; its columns stand inside
GAP: Final = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One horizontal bar. value: in words; width: of WIDTH; share: in words, or empty. tone: of the style sheet."""

    label: str
    value: str
    width: int
    share: str
    tone: int


@dataclass(frozen=True, slots=True)
class Column:
    """One vertical bar, in the units of the drawing."""

    x: int
    y: int
    width: int
    height: int
    tone: int


@dataclass
class Drawn:
    """One chart. header, rows: its table, the first word of a row being its title. groups: bars under a title.

    columns, ticks: of a drawing by month (each tick: short and long word). summary: what is seen, in a sentence.
    """

    key: str
    title: str
    summary: str
    header: list[str]
    rows: list[tuple[str, list[int]]]
    groups: list[tuple[str, list[Bar]]] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    ticks: list[tuple[str, str]] = field(default_factory=list)
    legend: list[tuple[str, int]] = field(default_factory=list)
    highest: str = ""
    width: int = 0

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        """The rows as people read them."""
        return [(title, [written(value) for value in values]) for title, values in self.rows]

    @property
    def is_empty(self) -> bool:
        """There is nothing to draw."""
        return not any(value for _title, values in self.rows for value in values)


def draw(numbers: Numbers, today: date) -> list[Drawn]:
    """The charts of a page, in its order."""
    days = {"days": FUNNEL_DAYS}
    return [
        _people(numbers),
        _months(numbers, today),
        _steps(numbers, Chart.INVITED, _("Invitations of the last %(days)d days") % days, [_("Step"), _("People")]),
        _steps(
            numbers,
            Chart.FUNNEL,
            _("Activations asked for in the last %(days)d days") % days,
            [_("Step"), _("Activations")],
        ),
        _modes(numbers, _("e-CPS activated in the last %(days)d days, by means") % days),
        _causes(numbers),
    ]


def _people(numbers: Numbers) -> Drawn:
    measures = panels.measures(Chart.PEOPLE)
    counted = [one for one in Population if one is not Population.OTHER or numbers.standing[ENROLLED, one.value]]
    groups = []
    for population in counted:
        whole = numbers.standing[ENROLLED, population.value]
        values = [(str(one.label), numbers.standing[one.key, population.value]) for one in measures]
        groups.append((str(population.label).capitalize(), _bars(values, whole)))
    rows = [
        _summed(str(one.label), [numbers.standing[one.key, population.value] for population in counted])
        for one in measures
    ]
    return Drawn(
        key=Chart.PEOPLE,
        title=_("People, by the authority that answers for them"),
        summary=_told((title, values[-1]) for title, values in rows),
        header=[_("Measure"), *(str(one.label).capitalize() for one in counted), _("Together")],
        rows=rows,
        groups=groups,
    )


def _summed(title: str, values: list[int]) -> tuple[str, list[int]]:
    return title, [*values, sum(values)]


def _months(numbers: Numbers, today: date) -> Drawn:
    measures, months = panels.measures(Chart.MONTHS), _last_months(today)
    series = [[numbers.months[one.key, month] for month in months] for one in measures]
    highest = max((value for values in series for value in values), default=0)
    width = (SLOT - GAP) // max(len(measures), 1)
    columns = [
        Column(
            place * SLOT + GAP // 2 + tone * width,
            HEIGHT - _scaled(value, highest, HEIGHT),
            width - 2,
            _scaled(value, highest, HEIGHT),
            tone,
        )
        for tone, values in enumerate(series)
        for place, value in enumerate(values)
    ]
    labels = [str(one.label) for one in measures]
    return Drawn(
        key=Chart.MONTHS,
        title=_("Registrations and first e-CPS, by month"),
        summary=_told((label, sum(values)) for label, values in zip(labels, series, strict=True)),
        header=[_("Month"), *labels],
        rows=[(date_format(month, "F Y"), [values[place] for values in series]) for place, month in enumerate(months)],
        columns=columns,
        ticks=[(date_format(month, "N")[:1], date_format(month, "N")) for month in months],
        legend=[(label, tone) for tone, label in enumerate(labels)],
        highest=written(highest),
        width=SLOT * len(months),
    )


def _summed_up(numbers: Numbers, chart: Chart) -> list[tuple[str, int]]:
    return [(str(one.label), numbers.sums[one.key]) for one in panels.measures(chart)]


def _steps(numbers: Numbers, chart: Chart, title: str, header: list[str]) -> Drawn:
    """Each step as a part of the first."""
    values = _summed_up(numbers, chart)
    whole = values[0][1] if values else 0
    rows = [(label, [value]) for label, value in values]
    return Drawn(chart, title, _told(values), header, rows, groups=[("", _bars(values, whole))])


def _modes(numbers: Numbers, title: str) -> Drawn:
    """Each as a part of all."""
    values = _summed_up(numbers, Chart.MODES)
    bars = _bars(values, sum(value for _label, value in values), lambda _place: 1)
    rows = [(label, [value]) for label, value in values]
    return Drawn(Chart.MODES, title, _told(values), [_("Means"), _("e-CPS")], rows, groups=[("", bars)])


def _causes(numbers: Numbers) -> Drawn:
    values = _summed_up(numbers, Chart.CAUSES)
    shown = sorted((one for one in values if one[1]), key=lambda one: -one[1])
    return Drawn(
        key=Chart.CAUSES,
        title=_("What stopped the others"),
        summary=_told(shown),
        header=[_("Cause"), _("Activations")],
        rows=[(label, [value]) for label, value in values],
        groups=[("", _bars(shown, sum(value for _label, value in shown), lambda _place: 2))],
    )


def _bars(values: list[tuple[str, int]], whole: int, tone: Callable[[int], int] = lambda place: place) -> list[Bar]:
    """Bars of parts of a whole."""
    longest = max([whole, *(value for _label, value in values)], default=0)
    return [
        Bar(label, written(value), _scaled(value, longest, WIDTH), _share(value, whole), tone(place) % 3)
        for place, (label, value) in enumerate(values)
    ]


def _scaled(value: int, highest: int, length: int) -> int:
    """At least a line for what is not nothing."""
    return max(round(value * length / highest), 2) if value and highest else 0


def _share(value: int, whole: int) -> str:
    """In hundredths; what is not nothing is not called nothing."""
    if not whole:
        return ""
    share = round(100 * value / whole)
    return _("%(share)s %%") % {"share": "< 1" if value and not share else written(share)}


def _told(values: Iterator[tuple[str, int]] | list[tuple[str, int]]) -> str:
    told = [_("%(label)s: %(number)s") % {"label": label, "number": written(value)} for label, value in values]
    return " ; ".join(told)


def written(number: int) -> str:
    """A number as people read it."""
    return number_format(number, use_l10n=True, force_grouping=True)


def _last_months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) < FIGURE_MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]
