"""Rows of a whole page, read in one message: one statement a table, plain tuples.

Statements are written out: putting them together anew for every page took as long as the database needs to answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection

from directory.api.fhir.registry import Reading

Row = TypeVar("Row", bound=NamedTuple)


@dataclass(frozen=True, eq=False)
class Statement(Generic[Row]):
    """A statement whose rows are of one kind, and begin with the key of what they belong to."""

    kind: type[Row]
    sql: str


def instant(column: str) -> str:
    """SQL for an instant as FHIR writes it."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""


class Answers:
    """What several statements say of these primary keys. They travel in one message: each way costs as much as they."""

    def __init__(self, keys: Sequence[int], reading: Reading, *statements: Statement[Any]) -> None:
        values: dict[str, str | date | bool] = {
            "keys": f"{{{','.join(map(str, keys))}}}",  # an array's own text: each statement holds it once more
            "today": reading.today,
            "test_people": reading.test_people,
        }
        self._found: dict[Statement[Any], list[tuple[Any, ...]]] = {}
        with connection.cursor() as cursor:
            cursor.execute(";".join([statement.sql for statement in statements]), values)
            for statement in statements:
                self._found[statement] = cursor.fetchall()
                cursor.nextset()

    def rows(self, statement: Statement[Row]) -> list[Row]:
        """Rows of one of the statements."""
        return [statement.kind._make(row) for row in self._found[statement]]

    def by_owner(self, statement: Statement[Row]) -> dict[int, list[Row]]:
        """The same, by what they belong to."""
        found: dict[int, list[Row]] = {}
        for row in self._found[statement]:
            found.setdefault(row[0], []).append(statement.kind._make(row))
        return found
