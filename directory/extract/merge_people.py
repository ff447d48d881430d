"""People, their professions and expertises, and their activities: the staged lines merged into the directory."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged, Params, merge
from directory.vocabulary.authorities import EXTRACT_AGENCY, LOCAL, OrderCode

_ORDERS: Final = ", ".join(f"'{code}'" for code in OrderCode.values)


def _names_authority(alias: str, column: str) -> str:
    """The join from one part of « Autorité d'enregistrement » to the authority it means on that line."""
    return f"""
    LEFT JOIN staged_authority AS {alias} ON {alias}.raw = s.{column} AND {alias}.is_test = s.is_test
        AND {alias}.technical_id =
            CASE WHEN s.{column} IN ('{LOCAL}', '{EXTRACT_AGENCY}') THEN COALESCE(s.technical_id, '') ELSE '' END
    """


# Of the lines of a person, one that keeps the present authority speaks first: a second place changes nobody's agency.
_STAGE_PEOPLE: Final = f"""
CREATE TEMPORARY TABLE staged_person ON COMMIT DROP AS
SELECT DISTINCT ON (s.national_id)
    s.national_id, s.identifier_type, s.identifier, s.civility_code, s.family_name, s.given_name, s.is_test,
    a.authority_id, s.person_authority AS authority_code
FROM staged AS s
{_names_authority("a", "person_authority")}
LEFT JOIN directory_practitioner AS p ON p.national_id = s.national_id
ORDER BY s.national_id, (a.authority_id IS NOT DISTINCT FROM p.authority_id) DESC,
    s.profession_code, s.category_code, s.technical_id, s.line_number
"""
_MERGE_PEOPLE: Final = """
INSERT INTO directory_practitioner AS p (national_id, identifier_type, identifier, civility_code, family_name,
    given_names, authority_id, authority_code, is_test, created_at, updated_at, load_id)
SELECT national_id, identifier_type, identifier, civility_code, family_name,
    given_name, authority_id, authority_code, is_test, %(now)s, %(now)s, %(load)s
FROM staged_person
ON CONFLICT (national_id) DO UPDATE
SET civility_code = excluded.civility_code, family_name = excluded.family_name, given_names = excluded.given_names,
    authority_id = excluded.authority_id, authority_code = excluded.authority_code, updated_at = excluded.updated_at,
    load_id = excluded.load_id
WHERE (p.civility_code, p.family_name, p.given_names, p.authority_id, p.authority_code) IS DISTINCT FROM
    (excluded.civility_code, excluded.family_name, excluded.given_names, excluded.authority_id, excluded.authority_code)
"""

_STAGE_EXERCISES: Final = f"""
CREATE TEMPORARY TABLE staged_exercise ON COMMIT DROP AS
SELECT DISTINCT ON (p.id, s.profession_code, s.category_code)
    p.id AS practitioner_id, s.national_id, s.profession_code, s.category_code, s.practice_title_code, s.family_name,
    s.given_name, a.authority_id, s.exercise_authority AS authority_code,
    CASE WHEN s.exercise_authority IN ({_ORDERS}) THEN s.exercise_authority
        WHEN s.exercise_authority = '' AND s.person_authority IN ({_ORDERS}) THEN s.person_authority
        ELSE '' END AS order_code
FROM staged AS s
JOIN directory_practitioner AS p ON p.national_id = s.national_id
LEFT JOIN directory_professionalexercise AS e ON e.practitioner_id = p.id
    AND e.profession_code = s.profession_code AND e.category_code = s.category_code
{_names_authority("a", "exercise_authority")}
ORDER BY p.id, s.profession_code, s.category_code, (a.authority_id IS NOT DISTINCT FROM e.authority_id) DESC,
    s.technical_id, s.line_number
"""
_MERGE_EXERCISES: Final = """
INSERT INTO directory_professionalexercise AS e (practitioner_id, profession_code, category_code, civility_code,
    practice_family_name, practice_given_name, authority_id, authority_code, order_code, load_id,
    registration_status_code, council_code)
SELECT practitioner_id, profession_code, category_code, practice_title_code, family_name, given_name, authority_id,
    authority_code, order_code, %(load)s, '', ''
FROM staged_exercise
ON CONFLICT (practitioner_id, profession_code, category_code) DO UPDATE
SET civility_code = excluded.civility_code, practice_family_name = excluded.practice_family_name,
    practice_given_name = excluded.practice_given_name, authority_id = excluded.authority_id,
    authority_code = excluded.authority_code, order_code = excluded.order_code, valid_until = NULL,
    load_id = excluded.load_id
WHERE (e.civility_code, e.practice_family_name, e.practice_given_name, e.authority_id, e.authority_code, e.order_code,
    e.valid_until) IS DISTINCT FROM (excluded.civility_code, excluded.practice_family_name,
    excluded.practice_given_name, excluded.authority_id, excluded.authority_code, excluded.order_code, NULL)
"""

_JOIN_EXERCISE: Final = """
JOIN directory_practitioner AS p ON p.national_id = s.national_id
JOIN directory_professionalexercise AS e ON e.practitioner_id = p.id
    AND e.profession_code = s.profession_code AND e.category_code = s.category_code
"""
_STAGE_EXPERTISES: Final = f"""
CREATE TEMPORARY TABLE staged_expertise ON COMMIT DROP AS
SELECT DISTINCT e.id AS exercise_id, s.expertise_kind_code AS type_code, s.expertise_code AS code
FROM staged AS s {_JOIN_EXERCISE}
WHERE s.expertise_code <> ''
"""
_MERGE_EXPERTISES: Final = """
INSERT INTO directory_expertise (exercise_id, type_code, code, load_id)
SELECT exercise_id, type_code, code, %(load)s FROM staged_expertise
ON CONFLICT (exercise_id, type_code, code) DO NOTHING
"""

# Two lines of one activity differ by authority or expertise at most: the first speaks.
_STAGE_ROLES: Final = f"""
CREATE TEMPORARY TABLE staged_role ON COMMIT DROP AS
SELECT DISTINCT ON (e.id, s.source_key)
    e.id AS exercise_id, s.source_key, o.id AS organization_id, s.mode_code, s.sector_code,
    s.pharmacist_section_code, s.role_code, s.activity_kind_code, a.authority_id,
    s.activity_authority AS authority_code
FROM staged AS s {_JOIN_EXERCISE}
LEFT JOIN directory_organization AS o ON o.technical_id = s.technical_id
{_names_authority("a", "activity_authority")}
WHERE s.has_activity
ORDER BY e.id, s.source_key, s.activity_authority, s.line_number
"""
# What a registrar ended, with a reason, stays ended; what an earlier load closed opens again.
_MERGE_ROLES: Final = """
INSERT INTO directory_practitionerrole AS r (exercise_id, source_key, organization_id, mode_code, sector_code,
    pharmacist_section_code, role_code, activity_kind_code, authority_id, authority_code, end_reason_code, load_id)
SELECT exercise_id, source_key, organization_id, mode_code, sector_code, pharmacist_section_code, role_code,
    activity_kind_code, authority_id, authority_code, '', %(load)s
FROM staged_role
ON CONFLICT (exercise_id, source_key) DO UPDATE
SET organization_id = excluded.organization_id, authority_id = excluded.authority_id,
    authority_code = excluded.authority_code, load_id = excluded.load_id,
    valid_until = CASE WHEN r.end_reason_code = '' THEN NULL ELSE r.valid_until END
WHERE (r.organization_id, r.authority_id, r.authority_code)
    IS DISTINCT FROM (excluded.organization_id, excluded.authority_id, excluded.authority_code)
    OR (r.valid_until IS NOT NULL AND r.end_reason_code = '')
"""


def merge_people(cursor: CursorWrapper, params: Params) -> Merged:
    """Create and update people. params: load (id), now."""
    cursor.execute(_STAGE_PEOPLE)
    cursor.execute("ANALYZE staged_person")
    return merge(cursor, "directory_practitioner", _MERGE_PEOPLE, params)


def merge_exercises(cursor: CursorWrapper, params: Params) -> Merged:
    """Create and update professions; one that an earlier load ended runs again. params: load."""
    cursor.execute(_STAGE_EXERCISES)
    cursor.execute("ANALYZE staged_exercise")
    return merge(cursor, "directory_professionalexercise", _MERGE_EXERCISES, params)


def merge_expertises(cursor: CursorWrapper, params: Params) -> Merged:
    """Add the expertises that are missing. params: load."""
    cursor.execute(_STAGE_EXPERTISES)
    cursor.execute("ANALYZE staged_expertise")
    return merge(cursor, "directory_expertise", _MERGE_EXPERTISES, params)


def merge_roles(cursor: CursorWrapper, params: Params) -> Merged:
    """Create, update and reopen activities. params: load."""
    cursor.execute(_STAGE_ROLES)
    cursor.execute("ANALYZE staged_role")
    return merge(cursor, "directory_practitionerrole", _MERGE_ROLES, params)
