"""What entries must meet, in pieces: conditions, the scope of who asks, and questions made of both."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from directory.models import Practitioner


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of a WHERE on the entry `e`, with its values. row: the same, quicker where a row is at hand."""

    sql: str
    values: tuple[Any, ...] = ()
    row: str = ""

    def negated(self) -> "Condition":
        """What does not meet it: asked of rows, never of an index."""
        return Condition(f"NOT ({self.row or self.sql})", self.values)

    def on_rows(self) -> "Condition":
        """The same asked of rows, never of an index."""
        return Condition(f"({self.row or self.sql}) IS TRUE", self.values)


def has_any(terms: list[str]) -> Condition:
    """Entries that hold one of these terms. On a row, the terms are hashed once instead of compared in turn."""
    values = (terms,)
    if len(terms) == 1:
        return Condition("e.terms @> %s::text[]", values)
    row = "EXISTS (SELECT FROM unnest(e.terms) AS term WHERE term = ANY (%s::text[]))"
    return Condition("e.terms && %s::text[]", values, row)


def has_all(parts: list[Condition]) -> Condition:
    """Entries that meet all of these."""
    values = tuple(value for part in parts for value in part.values)
    return Condition(
        " AND ".join(f"({part.sql})" for part in parts),
        values,
        " AND ".join(f"({part.row or part.sql})" for part in parts),
    )


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Whom somebody may find. people: all of them; terms: each of them has one of these in their entry.

    Without terms the people are computed whole: for scopes of a few thousand.
    """

    people: QuerySet[Practitioner]
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What entries must meet. on_names: pieces that the index of names answers; others: all the rest.

    at_most: how many meet it at most, where that is known without asking the planner.
    """

    on_names: tuple[Condition, ...] = ()
    others: tuple[Condition, ...] = ()
    scope: SearchScope | None = field(default=None, compare=False)
    at_most: int | None = None

    def on_rows(self) -> "Question":
        """The same asked of rows that something else finds."""
        return replace(self, others=tuple(other.on_rows() for other in self.others))

    def and_also(self, *others: Condition, at_most: int | None = None) -> "Question":
        """The same, narrower."""
        return replace(self, others=(*self.others, *others), at_most=at_most)


def in_scope(scope: SearchScope | None) -> list[Condition]:
    """The scope asked of a set of entries: computed whole, or of each where its terms narrow it first."""
    if scope is None:
        return []
    if scope.terms:
        return [has_any(sorted(scope.terms)), *one_by_one(scope)]
    return [_among("e.practitioner_id IN ({})", scope.people.order_by())]


def likely(scope: SearchScope | None) -> list[Condition]:
    """The scope as the planner can estimate it."""
    return [has_any(sorted(scope.terms))] if scope is not None and scope.terms else in_scope(scope)


def one_by_one(scope: SearchScope | None) -> list[Condition]:
    """The scope asked of each entry met: never computed whole."""
    if scope is None:
        return []
    this = scope.people.order_by().filter(pk=RawSQL("e.practitioner_id", []))
    terms = [has_any(sorted(scope.terms))] if scope.terms else []
    return [
        *(Condition(narrow.row or narrow.sql, narrow.values) for narrow in terms),
        _among("({} LIMIT 1) IS NOT NULL", this),
    ]


def _among(test: str, people: QuerySet[Practitioner]) -> Condition:
    """The test with the statement of these people; nobody meets it when the framework sees that there are none."""
    try:
        sql, values = people.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return Condition("false")
    return Condition(test.format(sql), tuple(values))
