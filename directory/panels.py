"""What upper floors add to the frames of the portal: panels of a record, figures and tasks of the day, measures of the
dashboards, entries of the menu.

Each app declares its own when Django is ready; pages show what was declared, in that order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise

from directory.models import Account, Practitioner
from directory.queries.figures import Series

Words = str | Promise  # lazy translations are welcome: they are strings to their readers
MOST_COUNTED: Final = 100  # things that wait: beyond, a page says that there are more


@dataclass(frozen=True)
class Panel:
    """A block of a person's record. context: values of its template, or None when this account must not see it."""

    key: str
    template: str
    context: Callable[[Account, Practitioner, datetime], Mapping[str, object] | None]
    rank: int = 100


@dataclass(frozen=True)
class Action:
    """A button of a person's record. address: where it leads, or None when this account may not."""

    key: str
    label: Words
    address: Callable[[Account, Practitioner, datetime], str | None]
    rank: int = 100


@dataclass(frozen=True)
class Figure:
    """A number of the day, for the people that the account sees. count: None hides it.

    at_most: count stops there; reached, it is said to be more.
    """

    key: str
    label: Words
    count: Callable[[Account, datetime], int | None]
    address: str = ""
    rank: int = 100
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One thing that waits. words: who, or what; note: where, or since when; address: where it is dealt with."""

    words: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, the oldest first. found: at most MOST_COUNTED + 1 things, read with a limit. line: one in words."""

    found: Sequence[Any]
    line: Callable[[Any], TaskLine]

    @property
    def count(self) -> int:
        """How many, at most MOST_COUNTED."""
        return min(len(self.found), MOST_COUNTED)

    @property
    def is_capped(self) -> bool:
        """There are more."""
        return len(self.found) > MOST_COUNTED

    def lines(self, most: int = MOST_COUNTED) -> list[TaskLine]:
        """The first of them in words."""
        return [self.line(one) for one in self.found[: min(most, MOST_COUNTED)]]


@dataclass(frozen=True)
class Task:
    """Something that waits for this account today.

    read: what waits, or None when such things are not this account's. address: the page where all of them are (with a
    slash, or a route name of the portal); without one, a page of the portal lists them.
    """

    key: str
    label: Words
    read: Callable[[Account, datetime], Waiting | None]
    address: str = ""
    rank: int = 100


class Chart(StrEnum):
    """The charts of the dashboards, as addresses call them."""

    PEOPLE = "personnes"
    MONTHS = "mois"
    INVITED = "invitations"
    FUNNEL = "parcours"
    MODES = "modes"
    CAUSES = "echecs"


@dataclass(frozen=True)
class Measure:
    """One line of a chart. key: as a series of `directory.queries.figures` has it."""

    key: str
    label: Words
    chart: Chart
    rank: int = 100


@dataclass(frozen=True)
class Entry:
    """A line of the menu. address: a route name of the portal. may_see: whether this account finds it there."""

    key: str
    label: Words
    icon: str
    address: str
    may_see: Callable[[Account, datetime], bool]
    rank: int = 100


_panels: dict[str, Panel] = {}
_actions: dict[str, Action] = {}
_figures: dict[str, Figure] = {}
_entries: dict[str, Entry] = {}
_tasks: dict[str, Task] = {}
_measures: dict[str, tuple[Measure, Series]] = {}


def register_panel(panel: Panel) -> None:
    """Add a panel to people's records; the same key again replaces it."""
    _panels[panel.key] = panel


def register_action(action: Action) -> None:
    """Add a button to people's records; the same key again replaces it."""
    _actions[action.key] = action


def register_figure(figure: Figure) -> None:
    """Add a number to the day; the same key again replaces it."""
    _figures[figure.key] = figure


def register_entry(entry: Entry) -> None:
    """Add a line to the menu; the same key again replaces it."""
    _entries[entry.key] = entry


def register_task(task: Task) -> None:
    """Add a kind of things that wait to the day; the same key again replaces it."""
    _tasks[task.key] = task


def register_measures(series: Series, measures: Sequence[Measure]) -> None:
    """Add lines to the charts of the dashboards, counted by this series; the same keys again replace them."""
    _measures.update({measure.key: (measure, series) for measure in measures})


def panels() -> list[Panel]:
    """In the order of their ranks."""
    return sorted(_panels.values(), key=lambda panel: (panel.rank, panel.key))


def actions() -> list[Action]:
    """In the order of their ranks."""
    return sorted(_actions.values(), key=lambda action: (action.rank, action.key))


def figures() -> list[Figure]:
    """In the order of their ranks."""
    return sorted(_figures.values(), key=lambda figure: (figure.rank, figure.key))


def entries() -> list[Entry]:
    """In the order of their ranks."""
    return sorted(_entries.values(), key=lambda entry: (entry.rank, entry.key))


def tasks() -> list[Task]:
    """In the order of their ranks."""
    return sorted(_tasks.values(), key=lambda task: (task.rank, task.key))


def measures(chart: Chart) -> list[Measure]:
    """The lines of a chart, in the order of their ranks."""
    found = [measure for measure, _series in _measures.values() if measure.chart is chart]
    return sorted(found, key=lambda measure: (measure.rank, measure.key))


def series() -> list[Series]:
    """All that dashboards count."""
    return list(dict.fromkeys(series for _measure, series in _measures.values()))
