"""People and their professions: staged lines resolved against the directory, then written."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.merge_authorities import names_authority
from directory.extract.plan import Params, make_table
from directory.vocabulary.authorities import OrderCode

_ORDERS: Final = ", ".join(f"'{code}'" for code in OrderCode.values)

# Of the lines of a person, one that keeps the present authority speaks first: a second place changes nobody's agency.
_PEOPLE: Final = f"""
SELECT named.*, COALESCE(known_id, nextval('directory_practitioner_id_seq')) AS id, known_id IS NULL AS is_new
FROM (
    SELECT DISTINCT ON (s.national_id)
        s.national_id, s.identifier_type, s.identifier, s.civility_code, s.family_name, s.given_name, s.is_test,
        a.authority_id, s.person_authority AS authority_code, p.id AS known_id,
        p.id IS NOT NULL AND (p.civility_code, p.family_name, p.given_names, p.authority_id, p.authority_code)
            IS DISTINCT FROM (s.civility_code, s.family_name, s.given_name, a.authority_id, s.person_authority)
            AS is_changed
    FROM staged AS s
    {names_authority("a", "person_authority")}
    LEFT JOIN directory_practitioner AS p ON p.national_id = s.national_id
    WHERE NOT EXISTS (
        SELECT FROM directory_formeridentifier AS f WHERE f.national_id = s.national_id AND f.ended_at IS NULL
    )
    ORDER BY s.national_id, (a.authority_id IS NOT DISTINCT FROM p.authority_id) DESC,
        s.profession_code, s.category_code, s.technical_id, s.line_number
) AS named
"""
# Lines under another identifier of a person are that person's, and say nothing of their name.
_ALIASES: Final = """
INSERT INTO loading.resolved_person (national_id, id, is_new, is_changed, known_id)
SELECT f.national_id, f.practitioner_id, false, false, f.practitioner_id
FROM directory_formeridentifier AS f
WHERE f.ended_at IS NULL AND f.national_id IN (SELECT national_id FROM staged)
"""
_CREATE_PEOPLE: Final = """
INSERT INTO directory_practitioner (id, national_id, identifier_type, identifier, civility_code, family_name,
    given_names, authority_id, authority_code, is_test, created_at, updated_at, load_id)
SELECT id, national_id, identifier_type, identifier, civility_code, family_name, given_name, authority_id,
    authority_code, is_test, %(now)s, %(now)s, %(load)s
FROM resolved_person WHERE is_new
"""
_UPDATE_PEOPLE: Final = """
UPDATE directory_practitioner AS p
SET civility_code = n.civility_code, family_name = n.family_name, given_names = n.given_name,
    authority_id = n.authority_id, authority_code = n.authority_code, updated_at = %(now)s, load_id = %(load)s
FROM resolved_person AS n WHERE p.id = n.id AND n.is_changed
"""

_EXERCISES: Final = f"""
SELECT named.*, COALESCE(known_id, nextval('directory_professionalexercise_id_seq')) AS id, known_id IS NULL AS is_new
FROM (
    SELECT DISTINCT ON (w.id, s.profession_code, s.category_code)
        w.id AS practitioner_id, s.profession_code, s.category_code, s.practice_title_code, s.family_name,
        s.given_name, a.authority_id, s.exercise_authority AS authority_code, o.order_code, e.id AS known_id,
        e.id IS NOT NULL AND (e.civility_code, e.practice_family_name, e.practice_given_name, e.authority_id,
            e.authority_code, e.order_code, e.valid_until) IS DISTINCT FROM (s.practice_title_code, s.family_name,
            s.given_name, a.authority_id, s.exercise_authority, o.order_code, NULL) AS is_changed
    FROM staged AS s
    CROSS JOIN LATERAL (
        SELECT CASE WHEN s.exercise_authority IN ({_ORDERS}) THEN s.exercise_authority
            WHEN s.exercise_authority = '' AND s.person_authority IN ({_ORDERS}) THEN s.person_authority
            ELSE '' END AS order_code
    ) AS o
    JOIN resolved_person AS w ON w.national_id = s.national_id
    LEFT JOIN directory_professionalexercise AS e ON e.practitioner_id = w.id
        AND e.profession_code = s.profession_code AND e.category_code = s.category_code
    {names_authority("a", "exercise_authority")}
    ORDER BY w.id, s.profession_code, s.category_code, w.family_name IS NULL,
        (a.authority_id IS NOT DISTINCT FROM e.authority_id) DESC, s.technical_id, s.line_number
) AS named
"""
_CREATE_EXERCISES: Final = """
INSERT INTO directory_professionalexercise (id, practitioner_id, profession_code, category_code, civility_code,
    practice_family_name, practice_given_name, authority_id, authority_code, order_code, load_id,
    registration_status_code, council_code)
SELECT id, practitioner_id, profession_code, category_code, practice_title_code, family_name, given_name, authority_id,
    authority_code, order_code, %(load)s, '', ''
FROM resolved_exercise WHERE is_new
"""
_UPDATE_EXERCISES: Final = """
UPDATE directory_professionalexercise AS e
SET civility_code = n.practice_title_code, practice_family_name = n.family_name, practice_given_name = n.given_name,
    authority_id = n.authority_id, authority_code = n.authority_code, order_code = n.order_code, valid_until = NULL,
    load_id = %(load)s
FROM resolved_exercise AS n WHERE e.id = n.id AND n.is_changed
"""


def resolve_people(cursor: CursorWrapper) -> None:
    """Leave `resolved_person`: by national id the person, known or to be created."""
    make_table(cursor, "resolved_person", _PEOPLE)
    cursor.execute(_ALIASES)


def resolve_exercises(cursor: CursorWrapper) -> None:
    """Leave `resolved_exercise`: by person, profession and category."""
    make_table(cursor, "resolved_exercise", _EXERCISES)


def apply_people(cursor: CursorWrapper, params: Params) -> Merged:
    """Create and update people."""
    return _write(cursor, params, _CREATE_PEOPLE, _UPDATE_PEOPLE)


def apply_exercises(cursor: CursorWrapper, params: Params) -> Merged:
    """Create and update professions; one that an earlier load ended runs again."""
    return _write(cursor, params, _CREATE_EXERCISES, _UPDATE_EXERCISES)


def _write(cursor: CursorWrapper, params: Params, create: str, update: str) -> Merged:
    cursor.execute(create, params.values)
    created = cursor.rowcount
    cursor.execute(update, params.values)
    return Merged(created=created, updated=cursor.rowcount)
