"""The extract of expertises: all those of a profession, where the extract of activities has room for one."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.merge_expertises import apply_expertises, resolve_expertises
from directory.extract.merge_known import (
    IS_UNKNOWN_EXERCISE,
    IS_UNKNOWN_PERSON,
    resolve_known_exercises,
    resolve_known_people,
)
from directory.extract.plan import Change, Comparison, Params
from directory.extract.reader import LineFault
from directory.models import ExtractKind
from directory.vocabulary.codes import ExpertiseKind
from directory.vocabulary.nomenclatures import PROFESSIONS, Nomenclature

KIND: Final = ExtractKind.EXPERTISES
TABLES: Final = ("directory_practitioner", "directory_expertise")
DERIVED: Final = f"""
    specialty text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN expertise_kind_code = '{ExpertiseKind.SPECIALTY}' THEN expertise_code ELSE '' END
    ) STORED
"""
LIMITS: Final = {
    "national_id": 40,
    "profession_code": 10,
    "category_code": 5,
    "expertise_kind_code": 10,
    "expertise_code": 20,
}
FAULTS: Final = {
    LineFault.NOTHING_SAID: "expertise_code = ''",
    LineFault.UNKNOWN_PERSON: IS_UNKNOWN_PERSON,
    LineFault.UNKNOWN_EXERCISE: IS_UNKNOWN_EXERCISE,
}
REMARKS: Final[dict[LineFault, str]] = {}
IS_SEARCHED: Final = True
CODED: Final = {
    "profession_code": PROFESSIONS,
    "category_code": (Nomenclature.CATEGORY,),
    "expertise_kind_code": (Nomenclature.EXPERTISE_KIND,),
    "specialty": (Nomenclature.SPECIALTY,),
}

_TOUCHED: Final = """
INSERT INTO loading.touched
SELECT practitioner_id FROM resolved_expertise WHERE is_new
UNION SELECT practitioner_id FROM gone_expertise WHERE is_removed
"""
# People who have some from files of this kind, before and after.
_COMPARE_PEOPLE: Final = """
WITH told AS (
    SELECT e.practitioner_id AS id, count(*) AS known FROM directory_expertise AS x
    JOIN directory_professionalexercise AS e ON e.id = x.exercise_id WHERE x.is_in_expertises GROUP BY 1
), more AS (
    SELECT practitioner_id AS id, count(*) AS rows FROM resolved_expertise WHERE is_new OR is_unmarked GROUP BY 1
), less AS (SELECT practitioner_id AS id, count(*) AS rows FROM gone_expertise GROUP BY 1)
SELECT p.identifier_type, count(told.id), count(*) FILTER (WHERE told.id IS NULL),
    count(*) FILTER (WHERE told.known > 0 AND more.id IS NOT NULL OR less.rows < told.known),
    count(*) FILTER (WHERE less.rows = told.known AND more.id IS NULL)
FROM told FULL JOIN more ON more.id = told.id LEFT JOIN less ON less.id = told.id
JOIN directory_practitioner AS p ON p.id = COALESCE(told.id, more.id)
WHERE p.is_test = ANY(%(environments)s)
GROUP BY p.identifier_type
"""
_COMPARE_ROWS: Final = """
SELECT (SELECT count(*) FROM directory_expertise WHERE is_in_expertises), count(*) FILTER (WHERE is_new),
    (SELECT count(*) FROM gone_expertise WHERE is_removed)
FROM resolved_expertise
"""


def resolve(cursor: CursorWrapper, params: Params) -> None:
    """People and professions are those that the directory has."""
    resolve_known_people(cursor)
    resolve_known_exercises(cursor)
    resolve_expertises(cursor, "is_in_expertises")
    cursor.execute(_TOUCHED)


def compare(cursor: CursorWrapper, params: Params) -> Comparison:
    """People by type of identifier, and expertises."""
    cursor.execute(_COMPARE_PEOPLE, params.values)
    people = {
        kind: Change(known=known, created=created, updated=updated, closed=closed)
        for kind, known, created, updated, closed in cursor.fetchall()
    }
    cursor.execute(_COMPARE_ROWS)
    known, created, closed = cursor.fetchone() or (0, 0, 0)
    return Comparison(people, {"expertises": Change(known=known, created=created, closed=closed)})


def apply(cursor: CursorWrapper, params: Params, *, bulk: bool) -> dict[str, Merged]:
    """Expertises alone."""
    return {"expertises": apply_expertises(cursor, params, "is_in_expertises")}
