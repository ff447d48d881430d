"""A question whose statement is written once, and planned once by each connection: the framework takes longer to write
a long one, and PostgreSQL to plan it, than to answer.

For what every call of a phone or of a service asks. The rows are those of the queryset, related ones too.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
import psycopg
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import JSONField, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils import timezone
from psycopg.sql import Literal
from psycopg.types.datetime import TimestamptzLoader

from directory.queries.shapes import Shape, shape_of

Row = TypeVar("Row")
Convert = Callable[[Any, Any, Any], Any]
Statement = tuple[str, Mapping[str, Any]]  # and its values, by name

_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|s|%)")
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

    @property
    def is_written(self) -> bool:
        """Whether it stands in the statement as it is: not sent at every call, and PostgreSQL plans with it."""
        return not self.name and isinstance(self.own, str | int)

    @property
    def is_of_one_kind(self) -> bool:
        """Whether its type is told with it, so that one placeholder serves wherever the value stands."""
        return self.is_day or isinstance(self.own, date)


@dataclass(frozen=True)
class _Written:
    """A statement, and what makes rows of what it finds. own: its own values, those that are sent with it; days: of
    which value the local day stands there; both by placeholder. shape: of their model; None: the rows are values, in
    their order. annotations: by name, where they stand."""

    sql: str
    own: dict[str, Any]
    days: dict[str, str]
    converters: list[tuple[int, Convert, Any]]
    shape: Shape | None
    annotations: list[tuple[str, int]]


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
        written = self._written
        zone = timezone.get_default_timezone()
        days = {place: values[name].astimezone(zone).date() for place, name in written.days.items()}
        return written.sql, {**written.own, **days, **values}

    def read(self, found: Sequence[tuple[Any, ...]]) -> list[Row]:
        """Make rows of what the statement found."""
        written = self._written
        connection = connections[DEFAULT_DB_ALIAS]  # of this thread
        rows: list[Any] = [list(row) for row in found]
        for row in rows:
            for place, convert, expression in written.converters:
                row[place] = convert(row[place], expression, connection)
        if written.shape is None:
            return [tuple(row) for row in rows]  # type: ignore[misc]  # of values, not of models
        made: list[Row] = []
        for row in rows:
            one = written.shape.make(row, DEFAULT_DB_ALIAS)
            one.__dict__.update((name, row[place]) for name, place in written.annotations)
            made.append(one)
        return made

    @cached_property
    def _written(self) -> _Written:
        examples = {name: _EXAMPLES[kind](place) for place, (name, kind) in enumerate(self._given.items())}
        rows = self._write(**examples)
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = [_find(param, examples) for param in params]
        missing = set(examples) - {place.name for place in places}
        if missing:
            raise LookupError(f"the statement asks for no {', '.join(sorted(missing))}")
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns).items()
        named = list(zip(_name_places(places), places, strict=True))
        order = iter(named)
        return _Written(
            sql=_PLACEHOLDER.sub(lambda found: "%%" if found[0] == "%%" else _write_value(*next(order)), sql),
            own={name: place.own for name, place in named if not place.name and not place.is_written},
            days={name: place.name for name, place in named if place.is_day},
            converters=[
                (place, _quicker(one, column), column) for place, (several, column) in converters for one in several
            ],
            shape=shape_of(compiler.klass_info, compiler.select) if compiler.klass_info else None,
            annotations=list(compiler.annotation_col_map.items()) if compiler.klass_info else [],
        )


@contextmanager
def run(sql: str, values: Mapping[str, Any]) -> Iterator[Any]:
    """Run a statement written by hand, with `%(name)s` for its values; yields the cursor. One query.

    sql: a constant, for it is kept as long as the connection.
    """
    with _preparing_cursor() as cursor:
        cursor.execute(sql, values)
        yield cursor


class _PreparingCursor(psycopg.RawCursor[Any]):
    """Sends the values apart from the statement, which the server keeps (psycopg gives it a name). The framework's own
    cursors write them into the text, which is then read and planned each time. Instants are read by the compiled
    loader, in the time zone of the connection, which is UTC."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.adapters.register_loader("timestamptz", TimestamptzLoader)

    def execute(self, query: Any, params: Any = (), **_options: Any) -> "_PreparingCursor":
        """Prepared at its first use on a connection."""
        native, names = _read_once(query)
        given = [params[name] for name in names] if isinstance(params, Mapping) else params
        return super().execute(native, given, prepare=True)


@lru_cache(maxsize=256)
def _read_once(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with the placeholders of the server, and the names of its values, in their order."""
    names: list[str] = []

    def number(found: "re.Match[str]") -> str:
        if found[0] == "%%":
            return "%"
        name = found[1] or f"{len(names)}"
        if name not in names:
            names.append(name)
        return f"${names.index(name) + 1}"

    return _PLACEHOLDER.sub(number, sql).encode(), tuple(names)


def _preparing_cursor() -> Any:
    """The framework's cursor, with its errors and its counting of queries, around one that prepares."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(_PreparingCursor(connection.connection))


def _name_places(places: Sequence[_Place]) -> list[str]:
    """The names of the placeholders, in order; what is the same value stands behind one of them, where it may."""
    shared: dict[tuple[type, Any], str] = {}
    names = []
    for number, place in enumerate(places):
        name = place.name if place.name and not place.is_day else f"_{number}"
        if place.is_of_one_kind:
            name = shared.setdefault((type(place.own), place.name or place.own), name)
        names.append(name)
    return names


def _write_value(name: str, place: _Place) -> str:
    return Literal(place.own).as_string().replace("%", "%%") if place.is_written else f"%({name})s"


def _quicker(convert: Convert, column: Any) -> Convert:
    """The same conversion; of JSON, which most rows have several times, by the compiled library."""
    field = getattr(convert, "__self__", None)
    if isinstance(field, ArrayField):
        return _read_array if _is_plain_json(field.base_field) else convert
    return _read_json if _is_plain_json(field) and not isinstance(column, KeyTransform) else convert


def _is_plain_json(field: Any) -> bool:
    return isinstance(field, JSONField) and field.decoder is None


def _read_json(value: str | None, _expression: Any, _connection: Any) -> Any:
    return None if value is None else orjson.loads(value)


def _read_array(values: list[str | None] | None, expression: Any, connection: Any) -> Any:
    return None if values is None else [_read_json(one, expression, connection) for one in values]


def _find(param: Any, examples: Mapping[str, Any]) -> _Place:
    for name, example in examples.items():
        if param == example:
            return _Place(name)
        if isinstance(example, datetime) and isinstance(param, date) and param == timezone.localdate(example):
            return _Place(name, is_day=True)
    return _Place("", own=param)
