"""What the last file of each kind said, line by line, as digests: the next one is compared with it.

A person of whom a line was refused is remembered with a digest that no line has: the next file finds them changed,
and what was spared for them is looked at again.
"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.models import ExtractKind

_NEVER: Final = "00000000-0000-0000-0000-000000000000"

# Whoever has a line that is new or gone. Other identifiers of one person are one person's: all their lines count.
_CHANGED: Final = """
CREATE UNLOGGED TABLE loading.changed AS
WITH differing AS (
    SELECT DISTINCT COALESCE(line.person, memory.person) AS person
    FROM loading.line FULL JOIN {memory} AS memory ON memory.digest = line.digest AND memory.person = line.person
    WHERE line.person IS NULL OR memory.person IS NULL
), everybody AS (
    SELECT p.id AS practitioner_id FROM differing JOIN directory_practitioner AS p ON p.national_id = person
    UNION
    SELECT f.practitioner_id FROM differing
        JOIN directory_formeridentifier AS f ON f.national_id = person AND f.ended_at IS NULL
)
SELECT person FROM differing
UNION
SELECT p.national_id FROM everybody JOIN directory_practitioner AS p ON p.id = everybody.practitioner_id
UNION
SELECT f.national_id FROM everybody
    JOIN directory_formeridentifier AS f ON f.practitioner_id = everybody.practitioner_id AND f.ended_at IS NULL
"""


def remembered_load(cursor: CursorWrapper, kind: ExtractKind, latest_load_id: int | None) -> int | None:
    """The load that the memory of a kind tells; None when it is not the latest: there is nothing to compare with."""
    cursor.execute("SELECT load_id FROM loading.memory_of WHERE kind = %s", [kind.value])
    row = cursor.fetchone()
    return row[0] if row is not None and row[0] == latest_load_id else None


def find_changed_people(cursor: CursorWrapper, kind: ExtractKind) -> None:
    """Make `changed`, people whose lines differ from the remembered ones, and `chosen_line`, all their lines."""
    cursor.execute(_CHANGED.format(memory=_table(kind)))
    cursor.execute("CREATE UNIQUE INDEX ON loading.changed (person)")
    cursor.execute("ANALYZE loading.changed")
    cursor.execute(
        "CREATE UNLOGGED TABLE loading.chosen_line AS"
        " SELECT line_number FROM loading.line JOIN loading.changed USING (person)"
    )


def remember(cursor: CursorWrapper, kind: ExtractKind, *, load_id: int, is_full: bool) -> None:
    """Keep what `staged` says as what the file said."""
    table = _table(kind)
    if is_full:
        cursor.execute(f"TRUNCATE {table}")
    else:
        cursor.execute(f"DELETE FROM {table} AS memory USING loading.changed WHERE changed.person = memory.person")
    cursor.execute(f"INSERT INTO {table} SELECT national_id, digest FROM loading.staged")
    cursor.execute(
        f"INSERT INTO {table} SELECT DISTINCT person, %s::uuid FROM loading.refused WHERE person <> ''", [_NEVER]
    )
    cursor.execute(f"ANALYZE {table}")
    cursor.execute("DELETE FROM loading.memory_of WHERE kind = %s", [kind.value])
    cursor.execute("INSERT INTO loading.memory_of VALUES (%s, %s)", [kind.value, load_id])


def _table(kind: ExtractKind) -> str:
    return f"loading.memory_{kind.value.lower()}"
