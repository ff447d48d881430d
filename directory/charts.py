"""Charts made of numbers: what is drawn, the same numbers as a table, and one sentence that says what is seen.

The portal's dashboards and public pages draw with them; words come from who asks.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import StringIO
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from directory.policy import FIGURE_MONTHS

WIDTH: Final = 1_000  # of a bar that is full, in the units of its drawing
HEIGHT: Final = 200  # of the highest column
SLOT: Final = 60  # of one month; its columns stand inside
GAP: Final = 12
TONES: Final = 3  # of the style sheets


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
    least: smaller numbers are not told, but that they are there.
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
    least: int = 0

    @property
    def table(self) -> list[tuple[str, list[str]]]:
        """The rows as people read them."""
        return [(title, [at_least(value, self.least) for value in values]) for title, values in self.rows]

    @property
    def is_empty(self) -> bool:
        """There is nothing to draw."""
        return not any(value for _title, values in self.rows for value in values)


def draw_months(
    key: str, title: str, months: Sequence[date], series: Sequence[tuple[str, list[int]]], *, least: int = 0
) -> Drawn:
    """Columns by month. series: the word of each, and one number a month. least: smaller numbers are neither drawn nor
    summed: nobody finds one by taking the others away.
    """
    drawn = [(label, [value if value >= least else 0 for value in values]) for label, values in series]
    highest = max((value for _label, values in drawn for value in values), default=0)
    width = (SLOT - GAP) // max(len(series), 1)
    columns = [
        Column(
            place * SLOT + GAP // 2 + tone * width,
            HEIGHT - scaled(value, highest, HEIGHT),
            width - 2,
            scaled(value, highest, HEIGHT),
            tone % TONES,
        )
        for tone, (_label, values) in enumerate(drawn)
        for place, value in enumerate(values)
    ]
    return Drawn(
        key=key,
        title=title,
        summary=told((label, sum(values)) for label, values in drawn),
        header=[_("Month"), *(label for label, _values in series)],
        rows=[
            (date_format(month, "F Y"), [values[place] for _label, values in series])
            for place, month in enumerate(months)
        ],
        columns=columns,
        ticks=[(date_format(month, "N")[:1], date_format(month, "N")) for month in months],
        legend=[(label, tone % TONES) for tone, (label, _values) in enumerate(series)],
        highest=written(highest),
        width=SLOT * len(months),
        least=least,
    )


def scaled(value: int, highest: int, length: int) -> int:
    """At least a line for what is not nothing."""
    return max(round(value * length / highest), 2) if value and highest else 0


def told(values: Iterable[tuple[str, int]]) -> str:
    """Each number after its word."""
    return " ; ".join(
        _("%(label)s: %(number)s") % {"label": label, "number": written(value)} for label, value in values
    )


def written(number: int) -> str:
    """A number as people read it."""
    return number_format(number, use_l10n=True, force_grouping=True)


def at_least(number: int, least: int) -> str:
    """Likewise; one that is smaller than `least`, and not zero, is not told."""
    return _("fewer than %(least)s") % {"least": least} if 0 < number < least else written(number)


def last_months(today: date) -> list[date]:
    """The first days of the months that are shown, the present one last."""
    months = [today.replace(day=1)]
    while len(months) < FIGURE_MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def write_csv(rows: Iterable[Sequence[object]]) -> str:
    """As French spreadsheets open it: semicolons, and a mark that says UTF-8. Words are ours: none is a formula."""
    file = StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)
    return "\ufeff" + file.getvalue()
