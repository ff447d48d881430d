"""The extract of people and activities: structures, authorities, people, professions, expertises, activities."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.departures import apply_departures, resolve_departures
from directory.extract.merge_authorities import apply_authorities, resolve_authorities
from directory.extract.merge_expertises import apply_expertises, resolve_expertises
from directory.extract.merge_people import apply_exercises, apply_people, resolve_exercises, resolve_people
from directory.extract.merge_roles import apply_roles, resolve_roles
from directory.extract.merge_structures import apply_structures, resolve_structures
from directory.extract.plan import Change, Comparison, Params, make_table
from directory.extract.reader import LineFault
from directory.extract.reference_tables import create_reference_tables
from directory.models import ExtractKind
from directory.vocabulary.codes import ExpertiseKind
from directory.vocabulary.nomenclatures import PROFESSIONS, ROLES, Nomenclature

KIND: Final = ExtractKind.ACTIVITIES
TABLES: Final = (
    "directory_organization",
    "directory_registrationauthority",
    "directory_practitioner",
    "directory_professionalexercise",
    "directory_expertise",
    "directory_practitionerrole",
)
_TECHNICAL_ID: Final = (
    "COALESCE(NULLIF(structure_id, ''), 'F' || NULLIF(site_finess, ''), 'C' || NULLIF(site_siret, ''))"
)
# What the file does not say but each line tells. `||` and not concat_ws: a stored column wants immutable functions.
DERIVED: Final = f"""
    technical_id text GENERATED ALWAYS AS ({_TECHNICAL_ID}) STORED,
    is_test boolean NOT NULL GENERATED ALWAYS AS (identifier_type = '8' AND left(identifier, 3) = '997') STORED,
    person_authority text NOT NULL GENERATED ALWAYS AS (
        COALESCE(
            NULLIF(split_part(authority, '/', 1), ''),
            NULLIF(split_part(authority, '/', 2), ''),
            split_part(authority, '/', 3)
        )
    ) STORED,
    exercise_authority text NOT NULL GENERATED ALWAYS AS (split_part(authority, '/', 2)) STORED,
    activity_authority text NOT NULL GENERATED ALWAYS AS (split_part(authority, '/', 3)) STORED,
    specialty text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN expertise_kind_code = '{ExpertiseKind.SPECIALTY}' THEN expertise_code ELSE '' END
    ) STORED,
    has_activity boolean NOT NULL GENERATED ALWAYS AS (
        structure_id || site_finess || site_siret || mode_code || sector_code || pharmacist_section_code || role_code
        || activity_kind_code <> ''
    ) STORED,
    source_key uuid NOT NULL GENERATED ALWAYS AS (
        md5(
            COALESCE({_TECHNICAL_ID}, '') || '|' || mode_code || '|' || sector_code || '|'
            || pharmacist_section_code || '|' || role_code || '|' || activity_kind_code
        )::uuid
    ) STORED
"""
FAULTS: Final = {LineFault.NO_AUTHORITY: "person_authority = ''"}
LIMITS: Final = {
    "national_id": 40,
    "practice_title_code": 8,
    "civility_code": 8,
    "family_name": 120,
    "given_name": 120,
    "profession_code": 10,
    "category_code": 5,
    "expertise_kind_code": 10,
    "expertise_code": 20,
    "mode_code": 5,
    "site_siret": 14,
    "site_siren": 9,
    "site_finess": 9,
    "legal_finess": 9,
    "structure_id": 40,
    "legal_name": 200,
    "trade_name": 200,
    "address_recipient": 120,
    "address_location": 120,
    "street_number": 10,
    "street_repetition": 10,
    "street_type_code": 10,
    "street_type_label": 60,
    "street_name": 120,
    "distribution_mention": 120,
    "post_office": 80,
    "postal_code": 10,
    "commune_code": 5,
    "commune_name": 80,
    "country_code": 5,
    "country_name": 60,
    "phone": 30,
    "phone_2": 30,
    "fax": 30,
    "email": 254,
    "former_structure_id": 40,
    "person_authority": 20,
    "exercise_authority": 20,
    "activity_authority": 20,
    "sector_code": 5,
    "pharmacist_section_code": 5,
    "role_code": 10,
    "activity_kind_code": 10,
}
REMARKS: Final[dict[LineFault, str]] = {}
IS_SEARCHED: Final = True
CODED: Final = {
    "profession_code": PROFESSIONS,
    "category_code": (Nomenclature.CATEGORY,),
    "practice_title_code": (Nomenclature.PRACTICE_TITLE,),
    "expertise_kind_code": (Nomenclature.EXPERTISE_KIND,),
    "mode_code": (Nomenclature.ACTIVITY_MODE,),
    "sector_code": (Nomenclature.SECTOR,),
    "pharmacist_section_code": (Nomenclature.PHARMACIST_SECTION,),
    "role_code": ROLES,
    "activity_kind_code": (Nomenclature.ACTIVITY_KIND,),
    "person_authority": (Nomenclature.AUTHORITY,),
    "exercise_authority": (Nomenclature.AUTHORITY,),
    "activity_authority": (Nomenclature.AUTHORITY,),
    "specialty": (Nomenclature.SPECIALTY,),
}

# Known people whose public rows change; whoever is new is not among them.
_TOUCHED: Final = """
INSERT INTO loading.touched
SELECT id FROM resolved_person WHERE is_changed
UNION SELECT practitioner_id FROM resolved_exercise WHERE is_changed OR is_new
UNION SELECT practitioner_id FROM resolved_expertise WHERE is_new
UNION SELECT practitioner_id FROM resolved_role WHERE is_changed OR is_new
UNION SELECT practitioner_id FROM gone_role
UNION SELECT practitioner_id FROM gone_exercise
UNION SELECT practitioner_id FROM gone_expertise WHERE is_removed
"""
_RELISTED: Final = """
INSERT INTO loading.relisted
SELECT DISTINCT e.practitioner_id
FROM resolved_structure AS n
JOIN directory_practitionerrole AS r ON r.organization_id = n.id
JOIN directory_professionalexercise AS e ON e.id = r.exercise_id
WHERE n.is_changed OR n.is_said_otherwise
"""
# What is told of an activity follows its profession.
_TOUCH_ROLES: Final = """
UPDATE directory_practitionerrole AS r SET updated_at = %(now)s
FROM resolved_exercise AS n WHERE n.is_changed AND r.exercise_id = n.id AND r.updated_at <> %(now)s
"""
_LEFT: Final = """
SELECT c.id FROM concerned AS c
WHERE c.id NOT IN (SELECT id FROM resolved_person)
    AND c.id IN (SELECT practitioner_id FROM gone_role UNION SELECT practitioner_id FROM gone_exercise)
"""
_COMPARE_PEOPLE: Final = """
SELECT identifier_type, count(*) FILTER (WHERE NOT is_new), count(*) FILTER (WHERE is_new),
    count(*) FILTER (WHERE NOT is_new AND is_touched AND NOT has_left), count(*) FILTER (WHERE has_left)
FROM (
    SELECT identifier_type, false AS is_new, t.id IS NOT NULL AS is_touched, g.id IS NOT NULL AS has_left
    FROM directory_practitioner AS p
    LEFT JOIN touched AS t ON t.id = p.id
    LEFT JOIN left_person AS g ON g.id = p.id
    WHERE p.is_test = ANY(%(environments)s)
    UNION ALL
    SELECT identifier_type, true, false, false FROM resolved_person WHERE is_new
) AS everybody
GROUP BY identifier_type
"""
_COMPARE_ROLES: Final = """
SELECT
    (SELECT count(*) FROM directory_practitionerrole WHERE source_key IS NOT NULL AND valid_until IS NULL),
    count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed), (SELECT count(*) FROM gone_role)
FROM resolved_role
"""


def resolve(cursor: CursorWrapper, params: Params) -> None:
    """Structures and authorities first: people and activities name them."""
    create_reference_tables(cursor)
    resolve_structures(cursor)
    resolve_authorities(cursor, params.environments)
    resolve_people(cursor)
    resolve_exercises(cursor)
    resolve_expertises(cursor, "is_in_activities")
    resolve_roles(cursor)
    resolve_departures(cursor)
    cursor.execute(_TOUCHED)
    cursor.execute("DELETE FROM loading.touched WHERE id IN (SELECT id FROM resolved_person WHERE is_new)")
    cursor.execute(_RELISTED)


def compare(cursor: CursorWrapper, params: Params) -> Comparison:
    """People by type of identifier, and activities."""
    make_table(cursor, "left_person", _LEFT)
    cursor.execute(_COMPARE_PEOPLE, params.values)
    people = {
        kind: Change(known=known, created=created, updated=updated, closed=closed)
        for kind, known, created, updated, closed in cursor.fetchall()
    }
    cursor.execute(_COMPARE_ROLES)
    known, created, updated, closed = cursor.fetchone() or (0, 0, 0, 0)
    return Comparison(people, {"roles": Change(known=known, created=created, updated=updated, closed=closed)})


def apply(cursor: CursorWrapper, params: Params, *, bulk: bool) -> dict[str, Merged]:
    """In the order of foreign keys; then what is gone ends."""
    merged = {
        "structures": apply_structures(cursor, params),
        "authorities": apply_authorities(cursor),
        "people": apply_people(cursor, params),
        "exercises": apply_exercises(cursor, params),
        "expertises": apply_expertises(cursor, params, "is_in_activities"),
        "roles": apply_roles(cursor, params),
    }
    for kind, gone in apply_departures(cursor, params).items():
        merged[kind] += gone
    if not bulk:
        cursor.execute(_TOUCH_ROLES, params.values)
        cursor.execute("INSERT INTO loading.touched SELECT id FROM resolved_person WHERE is_new")
    return merged
