"""The yardstick of loads: the shortest plain SQL that brings a file of activities into the same tables.

COPY into an unlogged table, one INSERT … SELECT a table, indexes and constraints built afterwards, statistics. It
compares nothing, refuses nothing, remembers nothing, and knows neither regions nor local authorities.
"""

# ruff: noqa: S608 - statements are put together from constants of this file

from pathlib import Path
from typing import Any, Final

from bench._people import _insert as insert
from directory.extract.columns import FIELDS
from directory.extract.plans import activities
from directory.extract.rebuilding import put_back, set_aside

_COPY: Final = "COPY plain FROM STDIN WITH (FORMAT csv, DELIMITER '|', QUOTE E'\\x01', HEADER)"
_PART: Final = "split_part(authority, '/', {})"
_SITE: Final = "coalesce(nullif(structure_id, ''), 'F' || nullif(site_finess, ''), 'C' || nullif(site_siret, ''))"
_KEY: Final = (
    f"md5(coalesce({_SITE}, '') || '|' || mode_code || '|' || sector_code || '|' || pharmacist_section_code || '|'"
    " || role_code || '|' || activity_kind_code)::uuid"
)
_SAID_OF_SITES: Final = {
    "siret": "site_siret",
    "siren": "site_siren",
    "finess": "site_finess",
    "legal_entity_finess": "legal_finess",
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
    "department_code": "department_code",
    "department_label": "department_name",
    "former_id": "former_structure_id",
}


def load_plainly(cursor: Any, path: Path) -> None:
    """All of it but the entries of searches, in the caller's transaction."""
    cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '512MB'")
    cursor.execute("SELECT set_config('directory.loading', 'on', true)")
    columns = ", ".join(f"{name} text" for name in (*FIELDS, "after_last"))
    cursor.execute(f"DROP TABLE IF EXISTS plain; CREATE UNLOGGED TABLE plain ({columns})")
    with cursor.copy(_COPY.replace("HEADER", "HEADER true, FORCE_NOT_NULL *")) as copy, path.open("rb") as source:
        while block := source.read(1 << 20):
            copy.write(block)
    cursor.execute("ANALYZE plain")
    aside = set_aside(cursor, activities.TABLES)
    _fill(cursor)
    put_back(cursor, aside, activities.TABLES)
    cursor.execute("DROP TABLE plain")


def _fill(cursor: Any) -> None:
    insert(
        cursor,
        "directory_registrationauthority",
        {"code": "code", "kind": "'OTHER'", "name": "code", "is_test": "true"},
        f"FROM (SELECT DISTINCT unnest(ARRAY[{', '.join(_PART.format(n) for n in (1, 2, 3))}]) AS code FROM plain)"
        " AS a WHERE code <> ''",
    )
    insert(
        cursor,
        "directory_organization",
        {"kind": "'SITE'", "technical_id": "site", "is_test": "true", **_SAID_OF_SITES},
        f"FROM (SELECT DISTINCT ON (site) * FROM (SELECT {_SITE} AS site, * FROM plain) AS p"
        " WHERE site IS NOT NULL ORDER BY site) AS s",
    )
    insert(
        cursor,
        "directory_practitioner",
        {
            "national_id": "national_id",
            "identifier_type": "identifier_type",
            "identifier": "identifier",
            "civility_code": "civility_code",
            "family_name": "family_name",
            "given_names": "given_name",
            "authority_id": "a.id",
            "authority_code": "a.code",
            "is_test": "true",
            "created_at": "now()",
        },
        "FROM (SELECT DISTINCT ON (national_id) * FROM plain ORDER BY national_id) AS p"
        f" JOIN directory_registrationauthority AS a ON a.code = {_PART.format(1)}",
    )
    insert(
        cursor,
        "directory_professionalexercise",
        {
            "practitioner_id": "w.id",
            "profession_code": "profession_code",
            "category_code": "category_code",
            "civility_code": "practice_title_code",
            "practice_family_name": "s.family_name",
            "practice_given_name": "s.given_name",
            "authority_id": "a.id",
            "authority_code": _PART.format(2),
            "order_code": _PART.format(2),
        },
        "FROM (SELECT DISTINCT ON (national_id, profession_code, category_code) * FROM plain"
        " ORDER BY national_id, profession_code, category_code) AS s"
        " JOIN directory_practitioner AS w ON w.national_id = s.national_id"
        f" LEFT JOIN directory_registrationauthority AS a ON a.code = {_PART.format(2)}",
    )
    joined = (
        "JOIN directory_practitioner AS w ON w.national_id = s.national_id"
        " JOIN directory_professionalexercise AS e ON e.practitioner_id = w.id"
        " AND e.profession_code = s.profession_code AND e.category_code = s.category_code"
    )
    insert(
        cursor,
        "directory_expertise",
        {"exercise_id": "id", "type_code": "expertise_kind_code", "code": "expertise_code"},
        f"FROM (SELECT DISTINCT e.id, s.expertise_kind_code, s.expertise_code FROM plain AS s {joined}"
        " WHERE s.expertise_code <> '') AS x",
    )
    codes = ("mode_code", "sector_code", "pharmacist_section_code", "role_code", "activity_kind_code")
    insert(
        cursor,
        "directory_practitionerrole",
        {
            "exercise_id": "exercise_id",
            "source_key": "key",
            "organization_id": "o.id",
            **{code: f"r.{code}" for code in codes},
            "authority_id": "a.id",
            "authority_code": _PART.format(3),
        },
        f"FROM (SELECT DISTINCT ON (e.id, {_KEY}) e.id AS exercise_id, {_KEY} AS key, {_SITE} AS site, authority,"
        f" {', '.join(codes)} FROM plain AS s {joined} WHERE structure_id || mode_code <> '' ORDER BY e.id, {_KEY})"
        " AS r LEFT JOIN directory_organization AS o ON o.technical_id = r.site"
        f" LEFT JOIN directory_registrationauthority AS a ON a.code = {_PART.format(3)}",
    )
