"""Lines that speak of people whom the directory knows already: whose each is, and which are nobody's.

Files of expertises, of diplomas and the restricted one create nobody: people come with the file of activities.
"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.plan import make_table

# Another identifier of a person, while it runs, comes before a record of its own: that record was absorbed.
_WHOSE: Final = """COALESCE(
    (SELECT f.practitioner_id FROM directory_formeridentifier AS f
        WHERE f.national_id = staged.national_id AND f.ended_at IS NULL),
    (SELECT p.id FROM directory_practitioner AS p WHERE p.national_id = staged.national_id))"""
IS_UNKNOWN_PERSON: Final = """NOT EXISTS (
        SELECT FROM directory_practitioner AS p WHERE p.national_id = staged.national_id
    ) AND NOT EXISTS (
        SELECT FROM directory_formeridentifier AS f WHERE f.national_id = staged.national_id AND f.ended_at IS NULL
    )"""
IS_UNKNOWN_EXERCISE: Final = f"""NOT EXISTS (
        SELECT FROM directory_professionalexercise AS e WHERE e.practitioner_id = {_WHOSE}
            AND e.profession_code = staged.profession_code AND e.category_code = staged.category_code
    )"""
_PEOPLE: Final = """
SELECT named.national_id, COALESCE(f.practitioner_id, p.id) AS id, f.practitioner_id IS NULL AS is_present
FROM (SELECT DISTINCT national_id FROM staged) AS named
LEFT JOIN directory_formeridentifier AS f ON f.national_id = named.national_id AND f.ended_at IS NULL
LEFT JOIN directory_practitioner AS p ON p.national_id = named.national_id
WHERE COALESCE(f.practitioner_id, p.id) IS NOT NULL
"""
_EXERCISES: Final = """
SELECT DISTINCT e.id, e.practitioner_id, e.profession_code, e.category_code, false AS is_new
FROM (SELECT DISTINCT national_id, profession_code, category_code FROM staged) AS named
JOIN resolved_person AS w ON w.national_id = named.national_id
JOIN directory_professionalexercise AS e ON e.practitioner_id = w.id
    AND e.profession_code = named.profession_code AND e.category_code = named.category_code
"""


def resolve_known_people(cursor: CursorWrapper) -> None:
    """Leave `resolved_person`: id by national_id; is_present: it is the identifier that the person bears now."""
    make_table(cursor, "resolved_person", _PEOPLE)


def resolve_known_exercises(cursor: CursorWrapper) -> None:
    """Leave `resolved_exercise`, of those people."""
    make_table(cursor, "resolved_exercise", _EXERCISES)
