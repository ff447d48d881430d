"""A first load fills tables without indexes and builds them once, at the end of the same transaction.

What is set aside is read from the catalogue and put back as it was: secondary indexes, unique constraints that no
foreign key leans on, foreign keys of the tables themselves, statement triggers on INSERT. Primary keys stay.
"""

from dataclasses import dataclass
from typing import Final

from django.db.backends.utils import CursorWrapper

_CONSTRAINTS: Final = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype = 'f'
FROM pg_constraint AS c
WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('u', 'f')
    AND NOT EXISTS (SELECT FROM pg_constraint AS leaning WHERE leaning.contype = 'f' AND c.contype = 'u'
        AND leaning.conindid = c.conindid)
ORDER BY contype = 'f', conrelid::regclass::text, conname
"""
_INDEXES: Final = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index AS i
WHERE i.indrelid::regclass::text = ANY(%s)
    AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
ORDER BY 1
"""
_INSERT_TRIGGERS: Final = """
SELECT tgrelid::regclass::text, tgname FROM pg_trigger
WHERE tgrelid::regclass::text = ANY(%s) AND NOT tgisinternal AND tgenabled = 'O' AND tgtype & 1 = 0 AND tgtype & 4 > 0
"""


@dataclass(frozen=True, slots=True)
class SetAside:
    """What makes the tables whole again: statements, in order."""

    statements: tuple[str, ...]


def set_aside(cursor: CursorWrapper, tables: tuple[str, ...]) -> SetAside:
    """Strip the tables. Readers of these tables wait until the transaction ends."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    cursor.execute(_CONSTRAINTS, [list(tables)])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [list(tables)])
    indexes = cursor.fetchall()
    cursor.execute(_INSERT_TRIGGERS, [list(tables)])
    triggers = cursor.fetchall()
    for table, name, _definition, _is_key in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for table, name in triggers:
        cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
    unique = [_add(*constraint) for constraint in constraints if not constraint[3]]
    keys = [_add(*constraint) for constraint in constraints if constraint[3]]
    built = [definition for _name, definition in indexes]
    enabled = [f'ALTER TABLE {table} ENABLE TRIGGER "{name}"' for table, name in triggers]
    return SetAside((*unique, *built, *keys, *enabled))


def put_back(cursor: CursorWrapper, aside: SetAside, tables: tuple[str, ...]) -> None:
    """Build the indexes, check the constraints, renew the statistics."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in tables:
        cursor.execute(f"ANALYZE {table}")
    for statement in aside.statements:
        cursor.execute(statement)


def _add(table: str, name: str, definition: str, _is_key: bool) -> str:  # noqa: FBT001  # a row of the catalogue
    return f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
