"""How the figures of the provider are told: numbers, charts and a file, for everybody and for the portal."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from directory.charts import Drawn, at_least, draw_months, last_months, write_csv, written
from oidc import policy
from oidc.queries.figures import Counted, as_it_stands, by_month
from oidc.vocabulary import Environment, FigureMeasure

COLUMNS = ("month", "environment", "measure", "means", "acr", "value")
_KNOWN = tuple((means.auth_mode, means.acr) for means in (policy.VIRTUAL_CARD, policy.SMART_CARD))


@dataclass(frozen=True)
class Told:
    """The figures of one environment. numbers: word and number; charts: by month."""

    environment: str
    numbers: list[tuple[str, str]]
    charts: list[Drawn]

    @property
    def is_sandbox(self) -> bool:
        """Test people alone."""
        return self.environment == Environment.SANDBOX


@dataclass(frozen=True)
class Figures:
    """All that was read. counted_at: None where the clock has counted nothing yet."""

    today: date
    counted_at: datetime | None
    standing: list[Counted]
    months: list[Counted]


def read_figures(today: date) -> Figures:
    """What was kept, for the months that are shown. Two queries."""
    standing, counted_at = as_it_stands()
    return Figures(today, counted_at, standing, by_month(since=last_months(today)[0]))


def of_environments(figures: Figures, environments: Sequence[Environment]) -> Figures:
    """Those of some environments alone."""
    return replace(
        figures,
        standing=[one for one in figures.standing if one.environment in environments],
        months=[one for one in figures.months if one.environment in environments],
    )


def tell(figures: Figures, environment: Environment, *, least: int = 0) -> Told:
    """The figures of one environment in words. least: smaller numbers of people's are not told, nor part of a sum."""
    standing = {one.measure: one.value for one in figures.standing if one.environment == environment}
    counted = [one for one in figures.months if one.environment == environment]
    signed_in = [one for one in counted if one.measure == FigureMeasure.SIGN_INS]
    this_month = figures.today.replace(day=1)
    numbers = [
        (_("Services connected"), written(standing.get(FigureMeasure.SERVICES, 0))),
        (_("e-CPS in service"), at_least(standing.get(FigureMeasure.CARDS_WORKING, 0), least)),
        (_("Sign-ins this month"), _sum((one for one in signed_in if one.month == this_month), least)),
        (_("Sign-ins in twelve months"), _sum(signed_in, least)),
    ]
    charts = (_sign_ins, signed_in), (_cards, counted)
    return Told(environment, numbers, [draw(rows, environment, figures.today, least) for draw, rows in charts])


def write_file(figures: Figures, *, least: int = 0) -> str:
    """The same numbers as a file: its words are those that are stored, whatever the language. How things stand is under
    the present month. least: smaller numbers of real people's are written `<` and it.
    """
    lines = [
        (f"{one.month or figures.today:%Y-%m}", one.environment, one.measure, one.means, one.acr, _cell(one, least))
        for one in [*figures.months, *figures.standing]
    ]
    return write_csv([COLUMNS, *lines])


def _cell(one: Counted, least: int) -> str:
    is_of_people = one.environment == Environment.PRODUCTION and one.measure != FigureMeasure.SERVICES
    return f"<{least}" if is_of_people and 0 < one.value < least else str(one.value)


def _sum(counted: Iterable[Counted], least: int) -> str:
    values = [one.value for one in counted if one.value]
    told = sum(value for value in values if value >= least)
    if all(value >= least for value in values):
        return written(told)
    return _("%(number)s or more") % {"number": written(max(told, 1))}


def _sign_ins(counted: list[Counted], environment: str, today: date, least: int) -> Drawn:
    months, values = last_months(today), Counter[tuple[str, str, date | None]]()
    for one in counted:
        values[one.means, one.acr, one.month] += one.value
    kinds = sorted({(one.means, one.acr) for one in counted} - set(_KNOWN))
    series = [(_means(means, acr), [values[means, acr, month] for month in months]) for means, acr in (*_KNOWN, *kinds)]
    return draw_months(
        f"sign-ins-{environment}", _("Sign-ins by month, by means and level"), months, series, least=least
    )


def _cards(counted: list[Counted], environment: str, today: date, least: int) -> Drawn:
    months = last_months(today)
    values = {one.month: one.value for one in counted if one.measure == FigureMeasure.CARDS_ACTIVATED}
    series = [(_("e-CPS activated in the month"), [values.get(month, 0) for month in months])]
    return draw_months(f"cards-{environment}", _("e-CPS activated, by month"), months, series, least=least)


def _means(means: str, acr: str) -> str:
    words = {policy.VIRTUAL_CARD.auth_mode: _("e-CPS"), policy.SMART_CARD.auth_mode: _("Physical card")}
    return _("%(means)s, level %(acr)s") % {"means": words.get(means, means), "acr": acr}
