"""Pages of a list by key: where one begins is one opaque word. Nothing is counted, and nothing before it is read."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.db.models import F, Func, IntegerField, Model, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.timezone import is_aware

Row = TypeVar("Row", bound=Model)

_LONGEST: Final = 4_000  # characters; no place written here is longer
_MOST: Final = 2**63  # no number of a column reaches it


class UnknownPlace(Exception):
    """A word that was never written here."""


class Kind(Enum):
    """What a column of an order holds."""

    INSTANT = "instant"
    TEXT = "text"
    NUMBER = "number"
    UUID = "uuid"


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by these columns, all of them upwards or all downwards; the last one tells all rows apart.

    columns: names of columns or annotations, through relations too, and what they hold. None of them is ever null.
    """

    columns: tuple[tuple[str, Kind], ...]
    is_descending: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """As a queryset calls them."""
        return tuple(name for name, _kind in self.columns)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list. previous, next: the words of the neighbouring pages; empty where there is none."""

    rows: list[Row]
    previous: str
    next: str


def page_of(rows: QuerySet[Row], order: Order, word: str, *, size: int) -> Page[Row]:
    """The page that begins at a word of a neighbouring one; the first for an empty word. One query.

    Raises UnknownPlace.
    """
    is_backwards, key = _read(word, order) if word else (False, None)
    is_down = order.is_descending is not is_backwards
    beyond = rows if key is None else rows.filter(_beyond(order, key, is_down=is_down))
    found = list(beyond.order_by(*(f"-{name}" if is_down else name for name in order.names))[: size + 1])
    goes_on, shown = len(found) > size, found[:size]
    if is_backwards:
        shown.reverse()
    has_before, has_after = (goes_on, True) if is_backwards else (key is not None, goes_on)
    return Page(
        shown,
        _write(shown[0], order, is_backwards=True) if shown and has_before else "",
        _write(shown[-1], order, is_backwards=False) if shown and has_after else "",
    )


def _beyond(order: Order, key: list[Any], *, is_down: bool) -> GreaterThan | LessThan:
    """The whole key is compared at once, as a row: so the index of the order is entered where the page begins."""
    compare = LessThan if is_down else GreaterThan
    here, there = (_row(*map(F, order.names)), _row(*map(Value, key)))
    return compare(here, there)


def _row(*parts: Any) -> Func:
    return Func(*parts, function="ROW", output_field=IntegerField())  # of no type that matters: both sides are rows


def _write(row: Model, order: Order, *, is_backwards: bool) -> str:
    values = [_WRITTEN[kind](attrgetter(name.replace("__", "."))(row)) for name, kind in order.columns]
    text = json.dumps([int(is_backwards), *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(word: str, order: Order) -> tuple[bool, list[Any]]:
    try:
        if len(word) > _LONGEST or not word.isascii():
            raise ValueError
        way, *values = json.loads(base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True))
        if type(way) is not int or way not in {0, 1}:
            raise ValueError
        key = [_READ[kind](value) for (_name, kind), value in zip(order.columns, values, strict=True)]
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError, OverflowError):
        raise UnknownPlace from None
    return way == 1, key


def _read_instant(value: Any) -> datetime:
    at = datetime.fromisoformat(value)
    if not is_aware(at):
        raise ValueError
    return at.astimezone(UTC)


def _read_text(value: Any) -> str:
    if type(value) is not str or "\0" in value:
        raise ValueError
    value.encode()  # UnicodeEncodeError, a ValueError, for halves of characters
    return value


def _read_number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < _MOST:
        raise ValueError
    return value


_READ: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    Kind.INSTANT: _read_instant,
    Kind.TEXT: _read_text,
    Kind.NUMBER: _read_number,
    Kind.UUID: UUID,
}
_WRITTEN: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    Kind.INSTANT: datetime.isoformat,
    Kind.TEXT: str,
    Kind.NUMBER: int,
    Kind.UUID: str,
}
