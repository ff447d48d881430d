"""What the floors add to the holder space: pages of its menu, panels of its first page, parts of the export, words of
the journal, and what may end a session.

Each app declares its own when Django is ready; the frame shows what was declared, in that order, and knows no more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from directory.models import HolderSession, Practitioner
from directory.panels import Words

Value = str | bool | int | None
Row = Mapping[str, Value]


@dataclass(frozen=True)
class HolderEntry:
    """A page of the menu. address: its route name. note: what the holder finds there, in one sentence."""

    key: str
    label: Words
    note: Words
    address: str
    rank: int = 100


@dataclass(frozen=True)
class HolderPanel:
    """A block of the first page. context: the values of its template, or None when there is nothing to say."""

    key: str
    template: str
    context: Callable[[Practitioner, datetime], Mapping[str, object] | None]
    rank: int = 100


@dataclass(frozen=True)
class HolderGuard:
    """Asked at every use of a session. holds: False ends it at once."""

    key: str
    holds: Callable[[HolderSession, datetime], bool]


@dataclass(frozen=True)
class ExportPart:
    """One part of what a person takes away. columns: what each member of a row is called, in order.

    rows: of this person, at most `limit`; instants and days in ISO 8601.
    """

    key: str
    title: Words
    columns: Mapping[str, Words]
    rows: Callable[[Practitioner, datetime, int], Sequence[Row]]
    rank: int = 100


_entries: dict[str, HolderEntry] = {}
_panels: dict[str, HolderPanel] = {}
_guards: dict[str, HolderGuard] = {}
_parts: dict[str, ExportPart] = {}
_words: dict[str, Words] = {}
_landings: set[str] = set()


def register_holder_entry(entry: HolderEntry) -> None:
    """Add a page to the menu; the same key again replaces it."""
    _entries[entry.key] = entry


def register_holder_panel(panel: HolderPanel) -> None:
    """Add a block to the first page; the same key again replaces it."""
    _panels[panel.key] = panel


def register_holder_guard(guard: HolderGuard) -> None:
    """Add a condition to every use of a session; the same key again replaces it."""
    _guards[guard.key] = guard


def register_export_part(part: ExportPart) -> None:
    """Add a part to the export; the same key again replaces it."""
    _parts[part.key] = part


def register_journal_words(words: Mapping[str, Words]) -> None:
    """Tell actions of the audit trail to the person whom they concern: one sentence each, in the second person."""
    _words.update(words)


def register_landing(route: str) -> None:
    """Let the e-CPS lead to the pages below this route too: the same session opens them."""
    _landings.add(route)


def landings() -> list[str]:
    """Their routes."""
    return sorted(_landings)


def forget_holder_panel(key: str) -> None:
    """Take a block away again."""
    _panels.pop(key, None)


def iso(value: date | datetime | None) -> str | None:
    """ISO 8601 for rows of the export, in the time of the country for an instant; None for none."""
    if value is None:
        return None
    return timezone.localtime(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def entries() -> list[HolderEntry]:
    """In the order of their ranks."""
    return sorted(_entries.values(), key=lambda entry: (entry.rank, entry.key))


def holder_panels() -> list[HolderPanel]:
    """In the order of their ranks."""
    return sorted(_panels.values(), key=lambda panel: (panel.rank, panel.key))


def guards() -> list[HolderGuard]:
    """Every one of them must hold."""
    return list(_guards.values())


def export_parts() -> list[ExportPart]:
    """In the order of their ranks."""
    return sorted(_parts.values(), key=lambda part: (part.rank, part.key))


def journal_words() -> Mapping[str, Words]:
    """By action."""
    return _words
