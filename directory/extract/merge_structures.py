"""The structures that staged lines name, and their legal entities: resolved against the directory, then written."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.plan import Params, make_table

_ADDRESS: Final = {  # column of the directory: of a staged line
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
}
_PLACED: Final = ("department_code", "department_label", "region_code")  # of a staged line, and of what follows from it
_COLUMNS: Final = (*_ADDRESS, *_PLACED)

# What one line says of its structure. A commune tells its department where the line does not, else the postal code.
_READ: Final = ", ".join(f"s.{field} AS {name}" for name, field in _ADDRESS.items())
_SAYS: Final = f"""
SELECT s.line_number, s.technical_id, s.is_test, {_READ},
    COALESCE(given.code, by_commune.code, by_post.code, '') AS department_code,
    COALESCE(given.name, by_commune.name, by_post.name, '') AS department_label,
    COALESCE(given.region_code, by_commune.region_code, by_post.region_code, '') AS region_code,
    COALESCE(given.agency_code, by_commune.agency_code, by_post.agency_code, '') AS agency_code
FROM staged AS s
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
# One line speaks for a structure: the first, of a real person where there is one; one real person makes it real.
_FIRST_LINES: Final = """
SELECT technical_id, bool_and(is_test) AS is_test,
    COALESCE(min(line_number) FILTER (WHERE NOT is_test), min(line_number)) AS line_number
FROM staged WHERE technical_id IS NOT NULL GROUP BY technical_id
"""
_NAMED_STRUCTURES: Final = f"""
SELECT says.technical_id, first.is_test, agency_code, {", ".join(_COLUMNS)}
FROM first_line AS first JOIN ({_SAYS}) AS says ON says.line_number = first.line_number
"""
_OWN: Final = ", ".join(f"o.{name}" for name in _COLUMNS)
_SAID: Final = ", ".join(f"n.{name}" for name in _COLUMNS)
# A legal entity is known by its number alone: the lines tell nothing else of it.
_ENTITIES: Final = """
SELECT COALESCE(o.id, nextval('directory_organization_id_seq')) AS id, o.id IS NULL AS is_new, named.finess,
    named.is_test
FROM (
    SELECT legal_entity_finess AS finess, bool_and(is_test) AS is_test FROM named_structure
    WHERE legal_entity_finess ~ '^[0-9][0-9AB][0-9]{7}$' GROUP BY 1
) AS named
LEFT JOIN directory_organization AS o ON o.technical_id = 'F' || named.finess
WHERE o.kind IS DISTINCT FROM 'SITE'
    AND NOT EXISTS (SELECT FROM named_structure AS site WHERE site.technical_id = 'F' || named.finess)
"""
# What is known of a structure stays as long as one of its lines still says it.
_RESOLVE: Final = f"""
SELECT n.*, COALESCE(o.id, nextval('directory_organization_id_seq')) AS id, o.id IS NULL AS is_new,
    COALESCE(entity.id, o.parent_id) AS parent_id,
    o.id IS NOT NULL AND ({_OWN}) IS DISTINCT FROM ({_SAID}) AS is_said_otherwise,
    o.id IS NOT NULL AND (o.is_test <> (o.is_test AND n.is_test)
        OR o.parent_id IS DISTINCT FROM COALESCE(entity.id, o.parent_id)) AS is_changed
FROM named_structure AS n
LEFT JOIN directory_organization AS o ON o.technical_id = n.technical_id
LEFT JOIN resolved_entity AS entity ON entity.finess = n.legal_entity_finess
"""
_CONFIRM: Final = f"""
UPDATE loading.resolved_structure AS n SET is_said_otherwise = false
FROM directory_organization AS o, ({_SAYS}) AS says
WHERE o.id = n.id AND n.is_said_otherwise AND says.technical_id = n.technical_id
    AND ({_OWN}) = ({", ".join(f"says.{name}" for name in _COLUMNS)})
"""
_CREATE_ENTITIES: Final = """
INSERT INTO directory_organization (id, kind, technical_id, finess, is_test, load_id, former_id, legal_entity_finess,
    siret, siren, legal_name, trade_name, sector_code, recipient_complement, location_complement, street_number,
    street_number_suffix, street_type_code, street_type_label, street_name, distribution, cedex_office, postal_code,
    commune_code, commune_label, country_code, country_label, telephone, telephone_2, fax, email, department_code,
    department_label, region_code, legal_status_code, category_code, pharmacy_licence)
SELECT id, 'LEGAL_ENTITY', 'F' || finess, finess, is_test, %(load)s, '', '', '', '', '', '', '', '', '', '', '', '', '',
    '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', ''
FROM resolved_entity WHERE is_new
"""
_CREATE: Final = f"""
INSERT INTO directory_organization (id, kind, technical_id, is_test, parent_id, load_id, legal_status_code,
    category_code, pharmacy_licence, {", ".join(_COLUMNS)})
SELECT id, 'SITE', technical_id, is_test, parent_id, %(load)s, '', '', '', {", ".join(_COLUMNS)}
FROM resolved_structure WHERE is_new
"""
_UPDATE: Final = f"""
UPDATE directory_organization AS o
SET {", ".join(f"{name} = CASE WHEN n.is_said_otherwise THEN n.{name} ELSE o.{name} END" for name in _COLUMNS)},
    is_test = o.is_test AND n.is_test, parent_id = n.parent_id, load_id = %(load)s
FROM resolved_structure AS n
WHERE o.id = n.id AND NOT n.is_new AND (n.is_changed OR n.is_said_otherwise)
"""


def resolve_structures(cursor: CursorWrapper) -> None:
    """Leave `resolved_structure` and `resolved_entity`: the id, known or allotted, and what is new or changed."""
    make_table(cursor, "first_line", _FIRST_LINES)
    make_table(cursor, "named_structure", _NAMED_STRUCTURES)
    make_table(cursor, "resolved_entity", _ENTITIES)
    make_table(cursor, "resolved_structure", _RESOLVE)
    cursor.execute("SELECT EXISTS (SELECT FROM resolved_structure WHERE is_said_otherwise)")
    row = cursor.fetchone()
    if row is not None and row[0]:
        cursor.execute(_CONFIRM)


def apply_structures(cursor: CursorWrapper, params: Params) -> Merged:
    """Create and update them."""
    cursor.execute(_CREATE_ENTITIES, params.values)
    created = cursor.rowcount
    cursor.execute(_CREATE, params.values)
    created += cursor.rowcount
    cursor.execute(_UPDATE, params.values)
    return Merged(created=created, updated=cursor.rowcount)
