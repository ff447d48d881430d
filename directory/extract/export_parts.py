"""What the statements of exports are put together from: who is listed, what runs, values that the format can hold."""

from collections.abc import Mapping
from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.layouts import FIELDS_OF, FileKind
from directory.vocabulary.codes import ExpertiseKind
from directory.vocabulary.nomenclatures import PROFESSIONS, ROLES, Nomenclature

# Separators and control characters, typed in the portal, become spaces: the format has no quoting.
_UNWRITABLE: Final = "E'|" + "".join(f"\\x{code:02x}" for code in (*range(0x01, 0x20), 0x7F)) + "'"
_SPACES: Final = "'" + " " * 33 + "'"

# Column of the directory for each field of a structure
_SITE_COLUMNS: Final = {
    "site_siret": "siret",
    "site_siren": "siren",
    "site_finess": "finess",
    "legal_finess": "legal_entity_finess",
    "structure_id": "technical_id",
    "legal_name": "legal_name",
    "trade_name": "trade_name",
    "address_recipient": "recipient_complement",
    "address_location": "location_complement",
    "street_number": "street_number",
    "street_repetition": "street_number_suffix",
    "street_type_code": "street_type_code",
    "street_type_label": "street_type_label",
    "street_name": "street_name",
    "distribution_mention": "distribution",
    "post_office": "cedex_office",
    "postal_code": "postal_code",
    "commune_code": "commune_code",
    "commune_name": "commune_label",
    "country_code": "country_code",
    "country_name": "country_label",
    "phone": "telephone",
    "phone_2": "telephone_2",
    "fax": "fax",
    "email": "email",
    "department_code": "department_code",
    "department_name": "department_label",
    "former_structure_id": "former_id",
}
# Labels by what they are called in statements → tables of the nomenclatures that may hold the code
_FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "practice_title": (Nomenclature.PRACTICE_TITLE,),
    "civility": ("R81",),
    "profession": PROFESSIONS,
    "category": (Nomenclature.CATEGORY,),
    "expertise_kind": (Nomenclature.EXPERTISE_KIND,),
    "expertise": (Nomenclature.SPECIALTY, "R39", "R40", "R42", "R43", "R44", "R45", "R97", "G13"),
    "mode": (Nomenclature.ACTIVITY_MODE,),
    "sector": (Nomenclature.SECTOR,),
    "pharmacist_section": (Nomenclature.PHARMACIST_SECTION,),
    "role": ROLES,
    "activity_kind": (Nomenclature.ACTIVITY_KIND,),
    "diploma_type": ("R14",),
    "diploma": ("R47", "R48", "R49", "R50", "R51", "R52", "R53", "R54", "R55", "R56", "R57"),
    "authorization_type": ("R17",),
    "discipline": ("R18",),
}
# Codes collide where one is closed: the open one is meant.
_MAKE_LABELS: Final = """
CREATE TEMPORARY TABLE export_label ON COMMIT DROP AS
SELECT DISTINCT ON (family, code) family, code, translate(label, {unwritable}, {spaces}) AS label
FROM (
    SELECT family.name AS family, c.code, c.label, c.valid_until IS NULL AS is_open, c.oid <> '' AS is_official
    FROM directory_concept AS c
    JOIN unnest(%(families)s::text[], %(tables)s::text[]) AS family (name, "table")
        ON family."table" = substring(c."table" FROM '^(?:[A-Z]+_)?([A-Z][0-9]+)')
    UNION ALL VALUES ('civility', 'M', 'Monsieur', true, false), ('civility', 'MME', 'Madame', true, false),
        ('civility', 'MLLE', 'Mademoiselle', true, false)
) AS known
ORDER BY family, code, is_open DESC, is_official DESC, label COLLATE "C"
"""


def clean(expression: str) -> str:
    """Text that a field can hold."""
    return f"translate({expression}, {_UNWRITABLE}, {_SPACES})"


def site_fields(kind: FileKind) -> str:
    """What a structure writes on a line of a kind, as one text; `o` is the structure."""
    written = [name for name in FIELDS_OF[kind] if name in _SITE_COLUMNS]
    return f"concat_ws('|', {', '.join(clean(f'o.{_SITE_COLUMNS[name]}') for name in written)})"


def no_site(kind: FileKind) -> str:
    """The same where there is none."""
    return "'" + "|" * (sum(name in _SITE_COLUMNS for name in FIELDS_OF[kind]) - 1) + "'"


def label(family: str) -> str:
    """The label that `labels` joins; empty for a code that no nomenclature of ours knows."""
    return f"coalesce({family}_label.label, '')"


def labels(**codes: str) -> str:
    """Joins to the labels of codes, by family → the expression of the code."""
    return "\n".join(
        f"LEFT JOIN export_label AS {family}_label ON {family}_label.family = '{family}'"
        f" AND {family}_label.code = {code}"
        for family, code in codes.items()
    )


def make_labels(cursor: CursorWrapper) -> None:
    """Keep labels by family and code for the transaction."""
    pairs = [(family, str(table)) for family, tables in _FAMILIES.items() for table in tables]
    cursor.execute("DROP TABLE IF EXISTS export_label")
    cursor.execute(
        _MAKE_LABELS.format(unwritable=_UNWRITABLE, spaces=_SPACES),
        {"families": [family for family, _table in pairs], "tables": [table for _family, table in pairs]},
    )
    cursor.execute("ANALYZE export_label")


def runs(alias: str, start: str = "valid_from", end: str = "valid_until") -> str:
    """The condition that a period has begun and has not ended."""
    return (
        f"({alias}.{start} IS NULL OR {alias}.{start} <= %(today)s)"
        f" AND ({alias}.{end} IS NULL OR {alias}.{end} > %(today)s)"
    )


WHO: Final = f"p.identifier_type, {clean('p.identifier')}, {clean('p.national_id')}"
FAMILY_NAME: Final = clean("coalesce(nullif(x.practice_family_name, ''), p.family_name)")
GIVEN_NAME: Final = clean("coalesce(nullif(x.practice_given_name, ''), p.given_names)")

# People whom public pages may show, with their professions that run. test_people: those of the tests too.
LISTED: Final = f"""
FROM directory_practitioner AS p
JOIN directory_directoryentry AS entry
    ON entry.practitioner_id = p.id AND entry.is_listed AND p.is_test <= %(test_people)s
JOIN directory_professionalexercise AS x ON x.practitioner_id = p.id AND {runs("x")}
    AND (x.struck_off_date IS NULL OR x.struck_off_date > %(today)s)
"""
PERSON_KEY: Final = 'p.identifier_type COLLATE "C", p.identifier COLLATE "C"'
EXERCISE_KEY: Final = f'{PERSON_KEY}, x.profession_code COLLATE "C", x.category_code COLLATE "C"'

# One expertise a profession, on lines that have room for one: a specialty first, then in order of code.
MAIN_EXPERTISE: Final = f"""
SELECT DISTINCT ON (s.exercise_id) s.exercise_id, s.type_code, s.code
FROM directory_expertise AS s
WHERE s.code <> '' AND {runs("s", "recognised_date", "given_up_date")}
ORDER BY s.exercise_id, s.type_code <> '{ExpertiseKind.SPECIALTY}', s.code COLLATE "C", s.type_code COLLATE "C"
"""
_ROLE_CODES: Final = ("mode_code", "sector_code", "pharmacist_section_code", "role_code", "activity_kind_code")
# Activities that run; one that says nothing at all would be read back as none.
RUNNING_ROLES: Final = f"""
SELECT r.exercise_id, r.organization_id, coalesce(nullif(r.authority_code, ''), a.code, '') AS authority,
    {", ".join(f"r.{name}" for name in _ROLE_CODES)}
FROM directory_practitionerrole AS r
LEFT JOIN directory_registrationauthority AS a ON a.id = r.authority_id
WHERE {runs("r")} AND (r.organization_id IS NOT NULL OR {" || ".join(f"r.{name}" for name in _ROLE_CODES)} <> '')
"""
# Two activities that differ by authority at most are one line, as a load reads them.
ROLE_KEY: Final = ", ".join(
    f"coalesce({name}, '') COLLATE \"C\"" for name in ("site.technical_id", *(f"r.{name}" for name in _ROLE_CODES))
)
JOIN_AUTHORITIES: Final = """
JOIN directory_registrationauthority AS pa ON pa.id = p.authority_id
LEFT JOIN directory_registrationauthority AS xa ON xa.id = x.authority_id
"""
_OF_PERSON: Final = "coalesce(nullif(p.authority_code, ''), pa.code)"
# Codes as a file wrote them; what the portal registered has the code of its authority. An order that the person's own
# authority does not tell is named where the profession's is.
AUTHORITY: Final = f"""concat({_OF_PERSON}, '/', coalesce(nullif(x.authority_code, ''), xa.code,
    CASE WHEN x.order_code <> {_OF_PERSON} THEN x.order_code END, ''), '/', r.authority)"""
