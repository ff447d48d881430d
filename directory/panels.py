"""What upper floors add to the frames of the portal: panels of a record, figures of the dashboard, entries of the menu.

Each app declares its own when Django is ready; pages show what was declared, in that order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from directory.models import Account, Practitioner

Words = str  # lazy translations are welcome: they are strings to their readers


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
    """A number of the dashboard, for the people that the account sees. count: None hides it."""

    key: str
    label: Words
    count: Callable[[Account, datetime], int | None]
    address: str = ""
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


def register_panel(panel: Panel) -> None:
    """Add a panel to people's records; the same key again replaces it."""
    _panels[panel.key] = panel


def register_action(action: Action) -> None:
    """Add a button to people's records; the same key again replaces it."""
    _actions[action.key] = action


def register_figure(figure: Figure) -> None:
    """Add a number to the dashboard; the same key again replaces it."""
    _figures[figure.key] = figure


def register_entry(entry: Entry) -> None:
    """Add a line to the menu; the same key again replaces it."""
    _entries[entry.key] = entry


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
