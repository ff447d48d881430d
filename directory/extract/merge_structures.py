"""Structures and registration authorities of the staged lines, merged into the directory."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged, merge
from directory.extract.reference_tables import create_reference_tables
from directory.vocabulary.authorities import EXTRACT_AGENCY, LOCAL

# One line speaks for a structure: the first; a real person's before a test person's, so one real person makes it real.
_STAGE_STRUCTURES: Final = """
CREATE TEMPORARY TABLE staged_structure ON COMMIT DROP AS
SELECT s.*, COALESCE(given.code, by_commune.code, by_post.code, '') AS department,
    COALESCE(given.name, by_commune.name, by_post.name, '') AS department_label,
    COALESCE(given.region_code, by_commune.region_code, by_post.region_code, '') AS region_code,
    COALESCE(given.agency_code, by_commune.agency_code, by_post.agency_code, '') AS agency_code
FROM (
    SELECT DISTINCT ON (technical_id) * FROM staged WHERE technical_id IS NOT NULL
    ORDER BY technical_id, is_test, line_number
) AS s
LEFT JOIN known_department AS given ON given.code = s.department_code
LEFT JOIN known_department AS by_commune
    ON by_commune.code = left(s.commune_code, CASE WHEN s.commune_code ~ '^9[78]' THEN 3 ELSE 2 END)
LEFT JOIN known_department AS by_post ON by_post.code = CASE
    WHEN s.postal_code = '97133' THEN '977'
    WHEN s.postal_code = '97150' THEN '978'
    WHEN s.postal_code ~ '^20[01]' THEN '2A'
    WHEN s.postal_code ~ '^20' THEN '2B'
    ELSE left(s.postal_code, CASE WHEN s.postal_code ~ '^9[78]' THEN 3 ELSE 2 END)
END
"""
_ADDRESS: Final = {  # column of the directory: column of staged_structure
    "former_id": "former_structure_id",
    "finess": "site_finess",
    "legal_entity_finess": "legal_finess",
    "siret": "site_siret",
    "siren": "site_siren",
    "legal_name": "legal_name",
    "trade_name": "trade_name",
    "sector_code": "sector_code",
    "recipient_complement": "address_recipient",
    "location_complement": "address_location",
    "street_number": "street_number",
    "street_number_suffix": "street_repetition",
    "street_type_code": "street_type_code",
    "street_type_label": "street_type_label",
    "street_name": "street_name",
    "distribution": "distribution_mention",
    "cedex_office": "post_office",
    "postal_code": "postal_code",
    "commune_code": "commune_code",
    "commune_label": "commune_name",
    "country_code": "country_code",
    "country_label": "country_name",
    "telephone": "phone",
    "telephone_2": "phone_2",
    "fax": "fax",
    "email": "email",
    "department_code": "department",
    "department_label": "department_label",
    "region_code": "region_code",
}
_OWN: Final = ", ".join(f"o.{name}" for name in _ADDRESS)
_NEW: Final = ", ".join(f"excluded.{name}" for name in _ADDRESS)
_SET: Final = ", ".join(f"{name} = excluded.{name}" for name in _ADDRESS)
_MERGE_STRUCTURES: Final = f"""
INSERT INTO directory_organization AS o (kind, technical_id, is_test, load_id, legal_status_code, category_code,
    pharmacy_licence, {", ".join(_ADDRESS)})
SELECT 'SITE', technical_id, is_test, %(load)s, '', '', '', {", ".join(_ADDRESS.values())} FROM staged_structure
ON CONFLICT (technical_id) DO UPDATE
SET {_SET}, is_test = o.is_test AND excluded.is_test, load_id = excluded.load_id
WHERE ({_OWN}, o.is_test) IS DISTINCT FROM ({_NEW}, o.is_test AND excluded.is_test)
"""
_ADOPT_SITES: Final = """
UPDATE directory_organization AS site SET parent_id = entity.id
FROM directory_organization AS entity
WHERE site.kind = 'SITE' AND site.parent_id IS NULL AND site.legal_entity_finess <> ''
    AND entity.kind = 'LEGAL_ENTITY' AND entity.finess = site.legal_entity_finess
"""

# The agency is the one of the place, the local authority is the structure itself; any other code stands alone.
# Empty strings and zeros rather than nulls: equality can be hashed, IS NOT DISTINCT FROM cannot.
_STAGE_AUTHORITIES: Final = f"""
CREATE TEMPORARY TABLE staged_authority ON COMMIT DROP AS
SELECT named.*, o.id AS organization_id, o.trade_name, o.legal_name, NULL::bigint AS authority_id,
    CASE
        WHEN raw = '{EXTRACT_AGENCY}' THEN COALESCE(NULLIF(structure.agency_code, ''), raw)
        ELSE raw
    END AS code
FROM (
    SELECT raw, is_test,
        CASE WHEN raw IN ('{LOCAL}', '{EXTRACT_AGENCY}') THEN COALESCE(technical_id, '') ELSE '' END AS technical_id,
        bool_or(is_person) AS is_person
    FROM staged CROSS JOIN LATERAL (
        VALUES (person_authority, true), (exercise_authority, false), (activity_authority, false)
    ) AS parts (raw, is_person)
    WHERE raw <> ''
    GROUP BY 1, 2, 3
) AS named
LEFT JOIN staged_structure AS structure ON structure.technical_id = named.technical_id
LEFT JOIN directory_organization AS o ON raw = '{LOCAL}' AND o.technical_id = named.technical_id
"""
# A code that nobody knows becomes an authority only where a person must have one.
_MERGE_AUTHORITIES: Final = """
INSERT INTO directory_registrationauthority
    (code, kind, name, region_code, organization_id, telephone, email, is_test)
SELECT DISTINCT s.code, COALESCE(k.kind, 'OTHER'),
    COALESCE(NULLIF(s.trade_name, ''), NULLIF(s.legal_name, ''), k.name, s.code),
    COALESCE(k.region_code, ''), s.organization_id, '', '', s.is_test
FROM staged_authority AS s LEFT JOIN known_authority AS k ON k.code = s.code
WHERE k.code IS NOT NULL OR s.is_person
UNION
SELECT k.code, k.kind, k.name, k.region_code, NULL, '', '', environment.is_test
FROM known_authority AS k CROSS JOIN (SELECT DISTINCT is_test FROM staged) AS environment
WHERE k.is_open
ON CONFLICT (code, organization_id, is_test) DO NOTHING
"""
_NAME_AUTHORITIES: Final = """
UPDATE staged_authority AS s SET authority_id = a.id FROM directory_registrationauthority AS a
WHERE a.code = s.code AND COALESCE(a.organization_id, 0) = COALESCE(s.organization_id, 0) AND a.is_test = s.is_test
"""


def merge_structures(cursor: CursorWrapper, *, load_id: int) -> Merged:
    """Create and update the structures that the lines name. Leaves `staged_structure` to the next steps."""
    create_reference_tables(cursor)
    cursor.execute(_STAGE_STRUCTURES)
    cursor.execute("CREATE UNIQUE INDEX ON staged_structure (technical_id)")
    cursor.execute("ANALYZE staged_structure")
    merged = merge(cursor, "directory_organization", _MERGE_STRUCTURES, {"load": load_id})
    cursor.execute(_ADOPT_SITES)
    return merged


def merge_authorities(cursor: CursorWrapper) -> Merged:
    """Create the authorities that are missing; existing ones are never touched: they are kept in the portal.

    Leaves `staged_authority`: for a code as written, a structure where it matters and an environment, the authority.
    """
    cursor.execute(_STAGE_AUTHORITIES)
    merged = merge(cursor, "directory_registrationauthority", _MERGE_AUTHORITIES, {})
    cursor.execute(_NAME_AUTHORITIES)
    cursor.execute("ANALYZE staged_authority")
    return merged
