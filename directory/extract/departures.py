"""What an extract no longer names: activities and professions end, expertises go.

Only what earlier loads brought, and only in the environments (test, real) that the file speaks of. People whose
line was refused keep what they have: a damaged line must not take a right away.
"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged, Params

_CREATE_SPARED: Final = """
CREATE TEMPORARY TABLE spared ON COMMIT DROP AS SELECT DISTINCT unnest(%s::text[]) AS national_id
"""
_CREATE_CONCERNED: Final = """
CREATE TEMPORARY TABLE concerned ON COMMIT DROP AS
SELECT p.id FROM directory_practitioner AS p
WHERE p.is_test IN (SELECT DISTINCT is_test FROM staged)
    AND NOT EXISTS (SELECT FROM spared WHERE spared.national_id = p.national_id)
"""
_CLOSE_ROLES: Final = """
UPDATE directory_practitionerrole AS r
SET valid_until = GREATEST(%(today)s::date, r.valid_from), load_id = %(load)s
FROM directory_professionalexercise AS e
WHERE e.id = r.exercise_id AND r.source_key IS NOT NULL AND r.valid_until IS NULL
    AND e.practitioner_id IN (SELECT id FROM concerned)
    AND NOT EXISTS (
        SELECT FROM staged_role AS s WHERE s.exercise_id = r.exercise_id AND s.source_key = r.source_key
    )
"""
_CLOSE_EXERCISES: Final = """
UPDATE directory_professionalexercise AS e
SET valid_until = GREATEST(%(today)s::date, e.valid_from + 1), load_id = %(load)s
WHERE e.load_id IS NOT NULL AND e.valid_until IS NULL
    AND e.practitioner_id IN (SELECT id FROM concerned)
    AND NOT EXISTS (
        SELECT FROM staged_exercise AS s WHERE s.practitioner_id = e.practitioner_id
            AND s.profession_code = e.profession_code AND s.category_code = e.category_code
    )
    AND NOT EXISTS (
        SELECT FROM directory_practitionerrole AS r WHERE r.exercise_id = e.id AND r.valid_until IS NULL
    )
"""
_REMOVE_EXPERTISES: Final = """
DELETE FROM directory_expertise AS x
USING directory_professionalexercise AS e, staged_exercise AS s
WHERE e.id = x.exercise_id AND x.load_id IS NOT NULL
    AND s.practitioner_id = e.practitioner_id AND s.profession_code = e.profession_code
    AND s.category_code = e.category_code
    AND e.practitioner_id IN (SELECT id FROM concerned)
    AND NOT EXISTS (
        SELECT FROM staged_expertise AS n
        WHERE n.exercise_id = x.exercise_id AND n.type_code = x.type_code AND n.code = x.code
    )
"""


def close_departures(cursor: CursorWrapper, params: Params, *, spared: list[str]) -> dict[str, Merged]:
    """End what is gone. params: load, today. spared: national ids of people whose lines were refused."""
    cursor.execute(_CREATE_SPARED, [spared])
    cursor.execute("ANALYZE spared")
    cursor.execute(_CREATE_CONCERNED)
    cursor.execute("ANALYZE concerned")
    cursor.execute(_CLOSE_ROLES, params)
    roles = cursor.rowcount
    cursor.execute(_CLOSE_EXERCISES, params)
    exercises = cursor.rowcount
    cursor.execute(_REMOVE_EXPERTISES)
    return {
        "roles": Merged(closed=roles),
        "exercises": Merged(closed=exercises),
        "expertises": Merged(removed=cursor.rowcount),
    }
