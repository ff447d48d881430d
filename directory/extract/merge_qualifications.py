"""Diplomas and authorizations to practise: staged lines resolved against the directory, then written.

What the portal entered is neither changed nor removed: only what earlier loads brought.
"""

from dataclasses import dataclass
from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.plan import Params, make_table


@dataclass(frozen=True, slots=True)
class Qualification:
    """A kind of row. name: of its tables in the schema of loads. keys, labels: column of `table` → field of a line.

    others: columns that the file does not tell, which every row must have.
    """

    name: str
    table: str
    told: str
    keys: dict[str, str]
    labels: dict[str, str]
    others: tuple[str, ...]


DIPLOMAS: Final = Qualification(
    name="diploma",
    table="directory_diploma",
    told="has_diploma",
    keys={"type_code": "diploma_type_code", "code": "diploma_code"},
    labels={"type_label": "diploma_type_label", "label": "diploma_label"},
    others=("place_code", "number"),
)
AUTHORIZATIONS: Final = Qualification(
    name="authorization",
    table="directory_practiceauthorization",
    told="has_authorization",
    keys={"type_code": "authorization_type_code", "discipline_code": "discipline_code"},
    labels={"type_label": "authorization_type_label", "discipline_label": "discipline_label"},
    others=("profession_code",),
)

# Lines of one diploma differ by label at most: the first of them, as letters go, whatever the order of lines.
_RESOLVE: Final = """
SELECT named.*, d.id AS known_id, d.id IS NULL AS is_new,
    d.load_id IS NOT NULL AND ({known_labels}) IS DISTINCT FROM ({named_labels}) AS is_changed
FROM (
    SELECT DISTINCT ON (w.id, {fields}) w.id AS practitioner_id, {read}
    FROM staged AS s JOIN resolved_person AS w ON w.national_id = s.national_id
    WHERE s.{told}
    ORDER BY w.id, {fields}, {sorted_labels}
) AS named
LEFT JOIN {table} AS d ON d.practitioner_id = named.practitioner_id AND {same} {only}
"""
_GONE: Final = """
SELECT d.id, d.practitioner_id
FROM {table} AS d JOIN concerned AS c ON c.id = d.practitioner_id
WHERE d.load_id IS NOT NULL {only} AND NOT EXISTS (SELECT FROM resolved_{name} AS n WHERE n.known_id = d.id)
"""
_CREATE: Final = """
INSERT INTO {table} (practitioner_id, {columns}, load_id, {others})
SELECT practitioner_id, {columns}, %(load)s, {blanks} FROM resolved_{name} WHERE is_new
"""
_UPDATE: Final = """
UPDATE {table} AS d SET {assigned}, load_id = %(load)s
FROM resolved_{name} AS n WHERE n.known_id = d.id AND n.is_changed
"""
_REMOVE: Final = "DELETE FROM {table} AS d USING gone_{name} AS g WHERE g.id = d.id"


def resolve_qualifications(cursor: CursorWrapper, kind: Qualification) -> None:
    """Leave `resolved_…` and `gone_…`."""
    names = _names(kind)
    make_table(cursor, f"resolved_{kind.name}", _RESOLVE.format(**names))
    make_table(cursor, f"gone_{kind.name}", _GONE.format(**names))


def apply_qualifications(cursor: CursorWrapper, params: Params, kind: Qualification) -> Merged:
    """Create, put labels right, remove."""
    names = _names(kind)
    cursor.execute(_CREATE.format(**names), params.values)
    created = cursor.rowcount
    cursor.execute(_UPDATE.format(**names), params.values)
    updated = cursor.rowcount
    cursor.execute(_REMOVE.format(**names))
    return Merged(created=created, updated=updated, removed=cursor.rowcount)


def _names(kind: Qualification) -> dict[str, str]:
    both = kind.keys | kind.labels
    return {
        "name": kind.name,
        "table": kind.table,
        "told": kind.told,
        "fields": ", ".join(f"s.{field}" for field in kind.keys.values()),
        "read": ", ".join(f"s.{field} AS {column}" for column, field in both.items()),
        "sorted_labels": ", ".join(f's.{field} COLLATE "C"' for field in kind.labels.values()),
        "known_labels": ", ".join(f"d.{column}" for column in kind.labels),
        "named_labels": ", ".join(f"named.{column}" for column in kind.labels),
        "same": " AND ".join(f"d.{column} = named.{column}" for column in kind.keys),
        "only": "AND d.profession_code = ''" if "profession_code" in kind.others else "",
        "columns": ", ".join(both),
        "others": ", ".join(kind.others),
        "blanks": ", ".join("''" for _ in kind.others),
        "assigned": ", ".join(f"{column} = n.{column}" for column in kind.labels),
    }
