"""A question whose statement is written once, and planned once by each connection: the framework takes longer to write
a long one, and PostgreSQL to plan it, than to answer.

For what every call of a phone or of a service asks. The rows are those of the queryset, related ones too.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.utils import timezone

Row = TypeVar("Row")
Statement = tuple[str, tuple[Any, ...]]  # and its values, in order

# Values that no rule of ours holds: where the statement has one, a call puts its own
_EXAMPLES: dict[type, Callable[[int], Any]] = {
    datetime: lambda place: datetime(1789, 7, 14, 11, 17, 13, 191919, tzinfo=UTC) + timedelta(days=place),
    str: lambda place: f"\ue000{place}\ue000",  # characters that have no meaning
    UUID: lambda place: UUID(int=0x19191919_1919_4919_9919_191919191900 + place),
    int: lambda place: 0x1919_1919_1919_1900 + place,
}


@dataclass(frozen=True)
class _Place:
    """One value of a statement. name: of the value of the call that stands there; empty: it is the statement's own."""

    name: str
    own: Any = None
    is_day: bool = False


@dataclass(frozen=True)
class _Written:
    """A statement, and what reads its rows."""

    rows: QuerySet[Any, Any]
    compiler: Any
    sql: str
    places: list[_Place]


class Prepared(Generic[Row]):
    """A queryset of which only some values change.

    write: makes it from them, and from nothing else that changes; given: their types, by name. A value may decide
    nothing but what is compared: no None, no list, no part that comes or goes. The local day of an instant follows it.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Row]], **given: type) -> None:
        self._write = write
        self._given = given

    def rows(self, **values: Any) -> list[Row]:
        """What the database answers for these values. One query."""
        with _preparing_cursor() as cursor:
            cursor.execute(*self.statement(**values))
            return self.read(cursor.fetchall())

    def first(self, **values: Any) -> Row | None:
        """The only row, or the first."""
        return next(iter(self.rows(**values)), None)

    def statement(self, **values: Any) -> Statement:
        """For who asks on a connection of their own, and lets the answer be read here."""
        days = {name: timezone.localdate(value) for name, value in values.items() if isinstance(value, datetime)}
        places = self._written.places
        return self._written.sql, tuple(
            [(days if place.is_day else values)[place.name] if place.name else place.own for place in places]
        )

    def read(self, found: Sequence[tuple[Any, ...]]) -> list[Row]:
        """Make rows of what the statement found."""
        compiler = copy.copy(self._written.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # of this thread
        compiler.execute_sql = lambda *_args, **_options: [found]
        rows = self._written.rows.all()
        rows.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(rows)

    @cached_property
    def _written(self) -> _Written:
        examples = {name: _EXAMPLES[kind](place) for place, (name, kind) in enumerate(self._given.items())}
        rows = self._write(**examples)
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _columns: converters
        places = [_find(param, examples) for param in params]
        missing = set(examples) - {place.name for place in places}
        if missing:
            raise LookupError(f"the statement asks for no {', '.join(sorted(missing))}")
        return _Written(rows, compiler, sql, places)


class _PreparingCursor(psycopg.Cursor[Any]):
    """Sends the values apart from the statement, which the server keeps (psycopg gives it a name). The framework's own
    cursors write them into the text, which is then planned each time."""

    def execute(self, query: Any, params: Any = None, **_options: Any) -> "_PreparingCursor":
        """Prepared at its first use on a connection."""
        return super().execute(query, params, prepare=True)


def _preparing_cursor() -> Any:
    """The framework's cursor, with its errors and its counting of queries, around one that prepares."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(_PreparingCursor(connection.connection))


def _find(param: Any, examples: Mapping[str, Any]) -> _Place:
    for name, example in examples.items():
        if param == example:
            return _Place(name)
        if isinstance(example, datetime) and isinstance(param, date) and param == timezone.localdate(example):
            return _Place(name, is_day=True)
    return _Place("", own=param)
