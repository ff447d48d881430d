"""What a list shows of a row: cells, each in words, some as a badge, a code or a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime


@dataclass(frozen=True, slots=True)
class Cell:
    """words: empty for nothing. colour: of a badge. is_code: in letters of one width; is_short: never cut in two."""

    words: Any = ""
    colour: str = ""
    is_code: bool = False
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column, called by its label in front of each cell on a phone. The first one of a list leads to the record."""

    label: Any
    read: Callable[[Any], Cell]


def plain(words: Any) -> Cell:
    """Words."""
    return Cell(words or "")


def code(text: str) -> Cell:
    """A number or a code: never cut in two."""
    return Cell(text, is_code=True, is_short=True)


def long_code(text: str) -> Cell:
    """The same, of more characters than a phone is wide."""
    return Cell(text, is_code=True)


def badge(colour: str, words: Any) -> Cell:
    """A state. colour: success, warning, danger, info, or nothing."""
    return Cell(words, colour=colour or "plain")


def day(value: date | None) -> Cell:
    """A day, in figures."""
    return Cell(date_format(value, "SHORT_DATE_FORMAT") if value else "", is_short=True)


def instant(value: datetime | None) -> Cell:
    """A day and an hour, in figures."""
    return Cell(date_format(localtime(value), "SHORT_DATETIME_FORMAT") if value else "", is_short=True)
