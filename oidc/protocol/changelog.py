"""The changes of the interface, read from their document: days, and under each what changed. Nothing else is written
in it: no other mark has a meaning here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

_DAY: Final = "## "
_ITEM: Final = "- "
_CODE: Final = "`"


@dataclass(frozen=True)
class Part:
    """A piece of a sentence. is_code: written as a program writes it."""

    text: str
    is_code: bool


@dataclass(frozen=True)
class ChangeDay:
    """What changed on one day."""

    day: date
    changes: tuple[tuple[Part, ...], ...]


def read_changelog(text: str) -> tuple[ChangeDay, ...]:
    """Read the document, in its order. Raises ValueError for a day that is none."""
    days: list[tuple[date, list[tuple[Part, ...]]]] = []
    for line in text.splitlines():
        if line.startswith(_DAY):
            days.append((date.fromisoformat(line.removeprefix(_DAY).strip()), []))
        elif line.startswith(_ITEM) and days:
            days[-1][1].append(_parts(line.removeprefix(_ITEM).strip()))
    return tuple(ChangeDay(day, tuple(changes)) for day, changes in days)


def _parts(text: str) -> tuple[Part, ...]:
    pieces = enumerate(text.split(_CODE))
    return tuple(Part(piece, is_code=number % 2 == 1) for number, piece in pieces if piece)
