"""What entries must meet, in pieces: conditions, the scope of who asks, and questions made of both."""

from dataclasses import dataclass, field
from typing import Any

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
    """What entries must meet. on_names: pieces that the index of names answers; others: all the rest."""

    on_names: tuple[Condition, ...] = ()
    others: tuple[Condition, ...] = ()
    scope: SearchScope | None = field(default=None, compare=False)

    def and_also(self, *others: Condition) -> "Question":
        """The same, narrower."""
        return Question(self.on_names, (*self.others, *others), self.scope)


def in_scope(scope: SearchScope | None) -> list[Condition]:
    """The scope asked of a set of entries: computed whole, or of each where its terms narrow it first."""
    if scope is None:
        return []
    if scope.terms:
        return [has_any(sorted(scope.terms)), *one_by_one(scope)]
    sql, values = scope.people.order_by().values("pk").query.sql_with_params()
    return [Condition(f"e.practitioner_id IN ({sql})", tuple(values))]


def one_by_one(scope: SearchScope | None) -> list[Condition]:
    """The scope asked of each entry met: never computed whole."""
    if scope is None:
        return []
    this = scope.people.order_by().filter(pk=RawSQL("e.practitioner_id", [])).values("pk")
    sql, values = this.query.sql_with_params()
    terms = [has_any(sorted(scope.terms))] if scope.terms else []
    return [
        *(Condition(narrow.row or narrow.sql, narrow.values) for narrow in terms),
        Condition(f"({sql} LIMIT 1) IS NOT NULL", tuple(values)),
    ]
