"""The days of a chart: one bar a day, by means, for the eye; the same numbers as a table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from directory.charts import scaled
from oidc import policy
from oidc.queries.figures import SignIns

HEIGHT: Final = 160  # of the highest bar, in the units of the drawing
SLOT: Final = 20  # of one day
_WIDTH: Final = 14
MEANS: Final = (policy.VIRTUAL_CARD.auth_mode, policy.SMART_CARD.auth_mode)


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of one day's bar, in the units of the drawing. tone: of the style sheet."""

    x: int
    y: int
    height: int
    tone: int
    width: int = _WIDTH


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day. by_means: in the order of MEANS, then what is none of them. levels: with how many each."""

    day: date
    by_means: tuple[int, ...]
    levels: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All means together."""
        return sum(self.by_means)


@dataclass(frozen=True)
class DayBars:
    """The whole chart. lines: every day, without any too. highest: of one day."""

    lines: tuple[DayLine, ...]
    bars: tuple[Bar, ...] = field(repr=False)
    highest: int
    width: int

    @property
    def total(self) -> int:
        """Of all days."""
        return sum(line.total for line in self.lines)

    @property
    def by_means(self) -> tuple[int, ...]:
        """Of all days, in the order of a line."""
        return tuple(map(sum, zip(*(line.by_means for line in self.lines), strict=True)))


def draw_days(rows: Iterable[SignIns], *, since: date, until: date) -> DayBars:
    """The chart of these numbers. since, until: the first day, and the one after the last."""
    counted: dict[date, list[SignIns]] = {since + timedelta(days=n): [] for n in range((until - since).days)}
    for row in rows:
        if row.day in counted:
            counted[row.day].append(row)
    lines = tuple(_line(day, found) for day, found in counted.items())
    highest = max((line.total for line in lines), default=0)
    bars = tuple(bar for number, line in enumerate(lines) for bar in _bars(number, line, highest))
    return DayBars(lines, bars, highest, width=SLOT * len(lines))


def _line(day: date, rows: list[SignIns]) -> DayLine:
    means = [sum(row.value for row in rows if row.means == one) for one in MEANS]
    other = sum(row.value for row in rows if row.means not in MEANS)
    levels = {acr: sum(row.value for row in rows if row.acr == acr) for acr in sorted({row.acr for row in rows})}
    return DayLine(day, (*means, other), tuple(levels.items()))


def _bars(number: int, line: DayLine, highest: int) -> list[Bar]:
    """The parts of one day, one on another; a part that is not empty can be seen."""
    bars, top = [], HEIGHT
    for tone, value in enumerate(line.by_means):
        if value:
            height = scaled(value, highest, HEIGHT)
            top -= height
            bars.append(Bar(x=number * SLOT + (SLOT - _WIDTH) // 2, y=max(0, top), height=height, tone=tone))
    return bars
