"""Charts made of numbers: bars for the eye, the same numbers as a table, and one sentence that says what is seen."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from directory import panels
from directory.admin.dashboards.numbers import ENROLLED, Numbers
from directory.charts import WIDTH, Bar, Drawn, draw_months, last_months, scaled, told, written
from directory.models import Population
from directory.panels import Chart
from directory.policy import FUNNEL_DAYS


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
        summary=told((title, values[-1]) for title, values in rows),
        header=[_("Measure"), *(str(one.label).capitalize() for one in counted), _("Together")],
        rows=rows,
        groups=groups,
    )


def _summed(title: str, values: list[int]) -> tuple[str, list[int]]:
    return title, [*values, sum(values)]


def _months(numbers: Numbers, today: date) -> Drawn:
    measures, months = panels.measures(Chart.MONTHS), last_months(today)
    return draw_months(
        Chart.MONTHS,
        _("Registrations and first e-CPS, by month"),
        months,
        [(str(one.label), [numbers.months[one.key, month] for month in months]) for one in measures],
    )


def _summed_up(numbers: Numbers, chart: Chart) -> list[tuple[str, int]]:
    return [(str(one.label), numbers.sums[one.key]) for one in panels.measures(chart)]


def _steps(numbers: Numbers, chart: Chart, title: str, header: list[str]) -> Drawn:
    """Each step as a part of the first."""
    values = _summed_up(numbers, chart)
    whole = values[0][1] if values else 0
    rows = [(label, [value]) for label, value in values]
    return Drawn(chart, title, told(values), header, rows, groups=[("", _bars(values, whole))])


def _modes(numbers: Numbers, title: str) -> Drawn:
    """Each as a part of all."""
    values = _summed_up(numbers, Chart.MODES)
    bars = _bars(values, sum(value for _label, value in values), lambda _place: 1)
    rows = [(label, [value]) for label, value in values]
    return Drawn(Chart.MODES, title, told(values), [_("Means"), _("e-CPS")], rows, groups=[("", bars)])


def _causes(numbers: Numbers) -> Drawn:
    values = _summed_up(numbers, Chart.CAUSES)
    shown = sorted((one for one in values if one[1]), key=lambda one: -one[1])
    return Drawn(
        key=Chart.CAUSES,
        title=_("What stopped the others"),
        summary=told(shown),
        header=[_("Cause"), _("Activations")],
        rows=[(label, [value]) for label, value in values],
        groups=[("", _bars(shown, sum(value for _label, value in shown), lambda _place: 2))],
    )


def _bars(values: list[tuple[str, int]], whole: int, tone: Callable[[int], int] = lambda place: place) -> list[Bar]:
    """Bars of parts of a whole."""
    longest = max([whole, *(value for _label, value in values)], default=0)
    return [
        Bar(label, written(value), scaled(value, longest, WIDTH), _share(value, whole), tone(place) % 3)
        for place, (label, value) in enumerate(values)
    ]


def _share(value: int, whole: int) -> str:
    """In hundredths; what is not nothing is not called nothing."""
    if not whole:
        return ""
    share = round(100 * value / whole)
    return _("%(share)s %%") % {"share": "< 1" if value and not share else written(share)}
