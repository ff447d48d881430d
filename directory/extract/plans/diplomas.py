"""The extract of diplomas and authorizations to practise: a line tells one of them, or one of each."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.merge_known import IS_UNKNOWN_PERSON, resolve_known_people
from directory.extract.merge_qualifications import (
    AUTHORIZATIONS,
    DIPLOMAS,
    apply_qualifications,
    resolve_qualifications,
)
from directory.extract.plan import Change, Comparison, Params, make_table
from directory.extract.reader import LineFault
from directory.models import ExtractKind
from directory.vocabulary.nomenclatures import Nomenclature

KIND: Final = ExtractKind.DIPLOMAS
TABLES: Final = ("directory_practitioner", "directory_diploma", "directory_practiceauthorization")
DERIVED: Final = """
    has_diploma boolean NOT NULL GENERATED ALWAYS AS (diploma_type_code || diploma_code <> '') STORED,
    has_authorization boolean NOT NULL GENERATED ALWAYS AS (authorization_type_code || discipline_code <> '') STORED
"""
LIMITS: Final = {
    "national_id": 40,
    "diploma_type_code": 10,
    "diploma_type_label": 200,
    "diploma_code": 20,
    "diploma_label": 300,
    "authorization_type_code": 10,
    "authorization_type_label": 200,
    "discipline_code": 20,
    "discipline_label": 300,
}
FAULTS: Final = {
    LineFault.NOTHING_SAID: "NOT has_diploma AND NOT has_authorization",
    LineFault.UNKNOWN_PERSON: IS_UNKNOWN_PERSON,
}
REMARKS: Final[dict[LineFault, str]] = {}
IS_SEARCHED: Final = False
CODED: Final[dict[str, tuple[Nomenclature, ...]]] = {}  # their tables do not ship: labels come with the lines

_TOUCHED: Final = """
INSERT INTO loading.touched
SELECT practitioner_id FROM resolved_diploma WHERE is_new OR is_changed
UNION SELECT practitioner_id FROM gone_diploma
UNION SELECT practitioner_id FROM resolved_authorization WHERE is_new OR is_changed
UNION SELECT practitioner_id FROM gone_authorization
"""
_TOLD: Final = """
SELECT practitioner_id AS id, count(*) AS known FROM (
    SELECT practitioner_id FROM directory_diploma WHERE load_id IS NOT NULL
    UNION ALL SELECT practitioner_id FROM directory_practiceauthorization WHERE load_id IS NOT NULL
) AS row GROUP BY 1
"""
_MORE: Final = """
SELECT practitioner_id AS id FROM resolved_diploma WHERE is_new OR is_changed
UNION SELECT practitioner_id FROM resolved_authorization WHERE is_new OR is_changed
"""
_LESS: Final = """
SELECT practitioner_id AS id, count(*) AS rows FROM (
    SELECT practitioner_id FROM gone_diploma UNION ALL SELECT practitioner_id FROM gone_authorization
) AS row GROUP BY 1
"""
# People of whom files of this kind told something, before and after.
_COMPARE_PEOPLE: Final = """
SELECT p.identifier_type, count(told.id), count(*) FILTER (WHERE told.id IS NULL),
    count(*) FILTER (WHERE told.known > 0 AND more.id IS NOT NULL OR less.rows < told.known),
    count(*) FILTER (WHERE less.rows = told.known AND more.id IS NULL)
FROM told FULL JOIN more ON more.id = told.id LEFT JOIN less ON less.id = told.id
JOIN directory_practitioner AS p ON p.id = COALESCE(told.id, more.id)
WHERE p.is_test = ANY(%(environments)s)
GROUP BY p.identifier_type
"""
_COMPARE_ROWS: Final = """
SELECT (SELECT count(*) FROM {table} WHERE load_id IS NOT NULL), count(*) FILTER (WHERE is_new),
    count(*) FILTER (WHERE is_changed), (SELECT count(*) FROM gone_{name})
FROM resolved_{name}
"""


def resolve(cursor: CursorWrapper, params: Params) -> None:
    """People are those that the directory has."""
    resolve_known_people(cursor)
    for qualification in (DIPLOMAS, AUTHORIZATIONS):
        resolve_qualifications(cursor, qualification)
    cursor.execute(_TOUCHED)


def compare(cursor: CursorWrapper, params: Params) -> Comparison:
    """People by type of identifier, diplomas and authorizations."""
    for name, query in (("told", _TOLD), ("more", _MORE), ("less", _LESS)):
        make_table(cursor, name, query)
    cursor.execute(_COMPARE_PEOPLE, params.values)
    people = {
        kind: Change(known=known, created=created, updated=updated, closed=closed)
        for kind, known, created, updated, closed in cursor.fetchall()
    }
    rows = {}
    for kind, qualification in (("diplomas", DIPLOMAS), ("authorizations", AUTHORIZATIONS)):
        cursor.execute(_COMPARE_ROWS.format(table=qualification.table, name=qualification.name))
        known, created, updated, closed = cursor.fetchone() or (0, 0, 0, 0)
        rows[kind] = Change(known=known, created=created, updated=updated, closed=closed)
    return Comparison(people, rows)


def apply(cursor: CursorWrapper, params: Params, *, bulk: bool) -> dict[str, Merged]:
    """Both kinds of rows."""
    return {
        "diplomas": apply_qualifications(cursor, params, DIPLOMAS),
        "authorizations": apply_qualifications(cursor, params, AUTHORIZATIONS),
    }
