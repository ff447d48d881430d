"""What a kind of official file does with its lines: the contract between the load and the plan of each kind.

The load stages lines, refuses faulty ones, then hands over to the plan inside one transaction that holds the plan's
tables against other writers. Tables that it finds, all in the schema `loading`, which is on the search path:

staged      one row a usable line: line_number, digest, the fields of the kind as text (never null), and what DERIVED
            adds. When the last file is remembered (not `is_full`) only the lines of people whose lines changed.
given       name of every field that the file has: what an older generation lacks says nothing.
concerned   id of every practitioner about whom the load may conclude from silence: what no staged line names of them
            is gone. People with a refused line are not in it: a damaged line takes no right away.
touched     id of practitioners whose public rows change; empty at first, the plan fills it in `resolve` or `apply`.
            The load renews their instant of last change and, where the plan says so, their search entry.
relisted    id of practitioners who did not change, but are found by other words now (their structure moved); likewise.

A plan makes its own tables with `make_table`; they go with the transaction.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.reader import LineFault
from directory.models import ExtractKind
from directory.vocabulary.nomenclatures import Nomenclature


@dataclass(frozen=True, slots=True)
class Params:
    """What statements are given, by name: `cursor.execute(statement, params.values)`.

    load: the id that rows will name. today: the day by which things end. is_full: every line of the file is staged.
    environments: is_test of the people that the file speaks of (the whole file, not only staged lines).
    """

    load: int
    now: datetime
    today: date
    is_full: bool
    environments: list[bool]

    @property
    def values(self) -> dict[str, Any]:
        """The placeholders: %(load)s, %(now)s, %(today)s, %(is_full)s, %(environments)s."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Change:
    """What would happen to one kind of thing. known: how many the directory has now, the base of percentages."""

    known: int = 0
    created: int = 0
    updated: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What applying would change.

    people: by type of identifier (8, 0, 3…); closed: people of whom the file says nothing any more and who lose all
    that loads brought. rows: by kind of row (roles, expertises, diplomas…). The limits that pause a load are asked of
    every entry of both.
    """

    people: dict[str, Change] = field(default_factory=dict)
    rows: dict[str, Change] = field(default_factory=dict)

    @property
    def as_json(self) -> dict[str, dict[str, int]]:
        """One entry a type of identifier, then one a kind of row; as ExtractLoad.comparison keeps it."""
        return {name: asdict(change) for name, change in {**self.people, **self.rows}.items()}


class Plan(Protocol):
    """One kind of file. A module of `directory.extract.plans` is one: its constants and functions, by these names."""

    @property
    def KIND(self) -> ExtractKind:  # noqa: N802  # a constant of a module
        """Which files."""

    @property
    def TABLES(self) -> tuple[str, ...]:  # noqa: N802
        """Tables of the directory that it writes: locked in this order; rebuilt after a first load."""

    @property
    def DERIVED(self) -> str:  # noqa: N802
        """Generated columns of `staged`, as SQL (`is_test boolean NOT NULL GENERATED ALWAYS AS (…) STORED, …`)."""

    @property
    def FAULTS(self) -> Mapping[LineFault, str]:  # noqa: N802
        """More reasons to refuse a line, in order: a condition in SQL over one row of `staged`."""

    @property
    def LIMITS(self) -> Mapping[str, int]:  # noqa: N802
        """Characters that columns of the directory can hold, by field or derived column; longer lines are refused."""

    @property
    def REMARKS(self) -> Mapping[LineFault, str]:  # noqa: N802
        """Values that cannot be used on lines that can: likewise. They are told, and `resolve` leaves them out."""

    @property
    def IS_SEARCHED(self) -> bool:  # noqa: N802
        """Whether what it writes finds people: the search entries of whom it touched are renewed."""

    @property
    def CODED(self) -> Mapping[str, tuple[Nomenclature, ...]]:  # noqa: N802
        """Columns of `staged` → nomenclatures whose codes they may hold; other codes are kept, and reported."""

    def resolve(self, cursor: CursorWrapper, params: Params) -> None:
        """Find out, without writing to the directory, what is new, changed and gone; allot ids to what is new."""

    def compare(self, cursor: CursorWrapper, params: Params) -> Comparison:
        """Count what `resolve` found."""

    def apply(self, cursor: CursorWrapper, params: Params, *, bulk: bool) -> dict[str, Merged]:
        """Write it; rows by kind. bulk: the tables were all but empty and have neither index nor foreign key now."""


def make_table(cursor: CursorWrapper, name: str, query: str, values: Mapping[str, Any] | None = None) -> int:
    """Keep the rows of a query for the rest of the transaction, with statistics; returns how many.

    An ordinary unlogged table and not a temporary one: several processes of the server may read it at once.
    """
    cursor.execute(f"DROP TABLE IF EXISTS loading.{name}")
    cursor.execute(f"CREATE UNLOGGED TABLE loading.{name} AS {query}", values)
    count = int(cursor.rowcount)
    cursor.execute(f"ANALYZE loading.{name}")
    return count
