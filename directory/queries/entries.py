"""Pages of directory entries in the order of names, by key: what is frequent is met on the way, the rest is gathered.

Three ways lead to the same page. What few people meet is gathered whole, ranked, sorted and counted by one statement.
A condition that many meet is checked along the index of names until the page is full; a walk that finds too little on
its way gives up and the people are gathered. The planner's own estimate says which.
"""

# ruff: noqa: S608 - statements are put together from constants of this file and its neighbours; values are parameters

import json
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from directory.queries.questions import Condition, Question, in_scope, likely, one_by_one

MANY: Final = 4_000  # people that the planner expects: from there on they are met on the way
LONGEST_WALK: Final = 20_000  # entries read along the index of names before the walk gives up
SHORT_WALK: Final = 5_000  # likewise, among names that begin alike, when as many are expected to be read
MANY_IN_SCOPE: Final = 500  # the same, where each must also be found in a scope
FEW: Final = 1_000  # people to be ranked one by one: from there on ranks are asked in turn
COUNTED: Final = 1_000  # more than so many are said to be more

Key = tuple[str, str, int]  # family_key, given_key, practitioner

_KEY = "e.family_key, e.given_key, e.practitioner_id"


@dataclass(frozen=True, slots=True)
class Place:
    """Behind the entry of this key, among those of this rank; before it, read backwards. key: None for an end."""

    rank: int = 0
    key: Key | None = None
    is_backwards: bool = False

    @property
    def _suffix(self) -> str:
        return " DESC" if self.is_backwards else ""

    @property
    def order(self) -> str:
        """How entries are sorted in this direction."""
        return ", ".join(f"{column}{self._suffix}" for column in _KEY.split(", "))

    @property
    def ranked_order(self) -> str:
        """The same, rank by rank."""
        return f"e.rank{self._suffix}, {self.order}"

    @property
    def sign(self) -> str:
        """What follows compares so with the key."""
        return "<" if self.is_backwards else ">"


def read_few(
    questions: list[Question], ranks: list[tuple[int, Condition]], *, place: Place, limit: int
) -> tuple[list[Place], int]:
    """The next entries by rank and name, and how many there are in all. One statement: for questions that few meet.

    questions: entries that meet one of them. ranks: an entry has the rank of the first condition that it meets, and
    meets one; without ranks, 0.
    """
    tests = ranks[:-1]  # who meets none of them meets the last one
    whens = " ".join(f"WHEN {condition.row or condition.sql} THEN {rank}" for rank, condition in tests)
    shown_rank = f"CASE {whens} ELSE {ranks[-1][0]} END" if tests else str(ranks[-1][0] if ranks else 0)
    case_values = [value for _rank, condition in tests for value in condition.values]
    beyond = "" if place.key is None else f"WHERE (e.rank, {_KEY}) {place.sign} (%s, %s, %s, %s)"
    parts, values = [], []
    for question in questions:
        where, part_values = _where([*question.on_names, *question.others, *in_scope(question.scope)])
        parts.append(f"SELECT {_KEY}, {shown_rank} AS rank FROM directory_directoryentry e WHERE {where}")
        values += [*case_values, *part_values]
    statement = f"""
        WITH e AS MATERIALIZED ({" UNION ".join(parts)})
        SELECT total.people, page.* FROM (SELECT count(*) AS people FROM e) total LEFT JOIN (
            SELECT e.rank, {_KEY} FROM e {beyond} ORDER BY {place.ranked_order} LIMIT %s) page ON true"""
    rows = _rows(statement, [*values, *((place.rank, *place.key) if place.key else ()), limit])
    found = [Place(rank, (family, given, key)) for _people, rank, family, given, key in rows if key is not None]
    return sorted(found, key=lambda one: (one.rank, one.key), reverse=place.is_backwards), int(rows[0][0])


def read_page(question: Question, *, place: Place, limit: int) -> list[Place]:
    """The next entries in the order of names."""
    walked = _are_met_on_the_way(question, limit)
    found = _walk(question, place, limit) if walked else []
    if len(found) < limit and not (walked and _is_walked_whole(question, place)):
        found = _gather(question, place, limit)
    return [Place(place.rank, key) for key in found]


def _are_met_on_the_way(question: Question, limit: int) -> bool:
    """Whether the page is full before the walk is long."""
    if question.on_names and (question.at_most is None or question.at_most >= MANY):
        dense = expect(Question((), question.others, question.scope))
        if limit * expect(Question()) < SHORT_WALK * dense:
            return True
    return not is_few(question, MANY)


def is_few(question: Question, most: int) -> bool:
    """Whether fewer people than so many are expected to meet it; fewer yet where each must be found in a scope."""
    most = min(most, MANY_IN_SCOPE) if question.scope is not None and question.scope.terms else most
    return (question.at_most is not None and question.at_most < most) or expect(question) < most


def expect(question: Question) -> int:
    """How many entries the planner expects; those of a scope by its terms alone, which it can judge."""
    where, values = _where([*question.on_names, *question.others, *likely(question.scope)])
    plan = _rows(f"EXPLAIN (FORMAT json) SELECT FROM directory_directoryentry e WHERE {where}", values)[0][0]
    return int((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]["Plan Rows"])


def _walk(question: Question, place: Place, limit: int) -> list[Key]:
    inner, inner_values = _where([*question.on_names, *_beyond(place)])
    rows = [Condition(other.row or other.sql, other.values) for other in question.others]
    outer, outer_values = _where([*rows, *one_by_one(question.scope)])
    statement = f"""
        SELECT {_KEY} FROM (
            SELECT * FROM directory_directoryentry e WHERE {inner} ORDER BY {place.order} LIMIT {LONGEST_WALK}) e
        WHERE {outer} ORDER BY {place.order} LIMIT %s"""
    return _rows(statement, [*inner_values, *outer_values, limit])


def _is_walked_whole(question: Question, place: Place) -> bool:
    """Whether the walk came to the end of its names: what it found is all."""
    if not question.on_names:
        return False
    where, values = _where([*question.on_names, *_beyond(place)])
    counted = (
        f"SELECT count(*) FROM (SELECT FROM directory_directoryentry e WHERE {where} LIMIT {LONGEST_WALK}) AS read"
    )
    return int(_rows(counted, values)[0][0]) < LONGEST_WALK


def _gather(question: Question, place: Place, limit: int) -> list[Key]:
    where, values = _where([*question.on_names, *question.others, *_beyond(place), *in_scope(question.scope)])
    statement = f"""
        WITH e AS MATERIALIZED (SELECT {_KEY} FROM directory_directoryentry e WHERE {where})
        SELECT {_KEY} FROM e ORDER BY {place.order} LIMIT %s"""
    return _rows(statement, [*values, limit])


def _beyond(place: Place) -> list[Condition]:
    return [] if place.key is None else [Condition(f"({_KEY}) {place.sign} (%s, %s, %s)", place.key)]


def _where(conditions: list[Condition]) -> tuple[str, list[Any]]:
    text = " AND ".join(f"({condition.sql})" for condition in conditions) or "true"
    return text, [value for condition in conditions for value in condition.values]


def _rows(statement: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
        return rows
