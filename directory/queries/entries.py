"""Pages of directory entries in the order of names, by key: what is frequent is met on the way, the rest is gathered.

Two ways lead to the same page. A condition that many people meet is checked along the index of names until the page
is full; one that few meet is answered by the index of terms, then sorted. The planner's own estimate says which; a
walk that finds too little on its way gives up and the people are gathered.
"""

# ruff: noqa: S608 - statements are put together from constants of this file; values are parameters

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from directory.models import Practitioner

MANY = 4_000  # people that the planner expects: from there on they are met on the way
LONGEST_WALK = 20_000  # entries read along the index of names before the walk gives up
COUNTED = 1_000  # more than so many are said to be more

Key = tuple[str, str, int]  # family_key, given_key, practitioner


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
class Question:
    """What entries must meet. on_names: pieces that the index of names answers; others: all the rest."""

    on_names: tuple[Condition, ...] = ()
    others: tuple[Condition, ...] = ()
    within: QuerySet[Practitioner] | None = field(default=None, compare=False)

    def and_also(self, *others: Condition) -> "Question":
        """The same, narrower."""
        return Question(self.on_names, (*self.others, *others), self.within)


_ORDER = "e.family_key, e.given_key, e.practitioner_id"
_SHOWN = "e.practitioner_id, e.family_key, e.given_key"


def read_page(question: Question, *, after: Key | None, limit: int) -> list[Key]:
    """The next entries in the order of names."""
    if expect(question) >= MANY:
        found = _walk(question, after, limit)
        if len(found) == limit:
            return found
    return _gather(question, after, limit)


def count(question: Question) -> tuple[int, bool]:
    """How many entries, and whether there are more than that. Many are not counted: the planner's word is taken."""
    if expect(question) >= MANY:
        return COUNTED, True
    where, values = _where([*question.on_names, *question.others, *_in_scope(question.within)])
    statement = f"SELECT count(*) FROM (SELECT FROM directory_directoryentry e WHERE {where} LIMIT %s) found"
    found = int(_rows(statement, [*values, COUNTED + 1])[0][0])
    return min(found, COUNTED), found > COUNTED


def expect(question: Question) -> int:
    """How many entries the planner expects."""
    where, values = _where([*question.on_names, *question.others, *_in_scope(question.within)])
    plan = _rows(f"EXPLAIN (FORMAT json) SELECT FROM directory_directoryentry e WHERE {where}", values)[0][0]
    return int((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]["Plan Rows"])


def _walk(question: Question, after: Key | None, limit: int) -> list[Key]:
    inner, inner_values = _where([*question.on_names, *_beyond(after)])
    rows = [Condition(other.row or other.sql, other.values) for other in question.others]
    outer, outer_values = _where([*rows, *_one_by_one(question.within)])
    statement = f"""
        SELECT {_SHOWN} FROM (
            SELECT * FROM directory_directoryentry e WHERE {inner} ORDER BY {_ORDER} LIMIT {LONGEST_WALK}) e
        WHERE {outer} ORDER BY {_ORDER} LIMIT %s"""
    return _keys(statement, [*inner_values, *outer_values, limit])


def _gather(question: Question, after: Key | None, limit: int) -> list[Key]:
    where, values = _where([*question.on_names, *question.others, *_beyond(after), *_in_scope(question.within)])
    statement = f"""
        WITH e AS MATERIALIZED (SELECT {_SHOWN} FROM directory_directoryentry e WHERE {where})
        SELECT {_SHOWN} FROM e ORDER BY {_ORDER} LIMIT %s"""
    return _keys(statement, [*values, limit])


def _beyond(after: Key | None) -> list[Condition]:
    return [] if after is None else [Condition(f"({_ORDER}) > (%s, %s, %s)", after)]


def _in_scope(within: QuerySet[Practitioner] | None) -> list[Condition]:
    if within is None:
        return []
    sql, values = within.order_by().values("pk").query.sql_with_params()
    return [Condition(f"e.practitioner_id IN ({sql})", tuple(values))]


def _one_by_one(within: QuerySet[Practitioner] | None) -> list[Condition]:
    """The scope asked of each entry met: never computed whole."""
    if within is None:
        return []
    this = within.order_by().filter(pk=RawSQL("e.practitioner_id", [])).values("pk")
    sql, values = this.query.sql_with_params()
    return [Condition(f"({sql} LIMIT 1) IS NOT NULL", tuple(values))]


def _where(conditions: list[Condition]) -> tuple[str, list[Any]]:
    text = " AND ".join(f"({condition.sql})" for condition in conditions) or "true"
    return text, [value for condition in conditions for value in condition.values]


def _keys(statement: str, values: list[Any]) -> list[Key]:
    return [(family, given, key) for key, family, given in _rows(statement, values)]


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
