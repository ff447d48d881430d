"""What a line must satisfy before it may touch the directory, and the codes that no nomenclature knows."""

from collections import Counter
from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.reader import LineFault, Refusals
from directory.vocabulary.authorities import EXTRACT_WORDS
from directory.vocabulary.codes import ExpertiseKind, IdentifierType
from directory.vocabulary.nomenclatures import PROFESSIONS, ROLES, Nomenclature, codes_among, codes_of

# Characters that the columns of the directory can hold, by field of the extract.
_LIMITS: Final = {
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

# Luhn over the eleven digits of an RPPS: strpos reads a digit, and doubles it where the string is shuffled.
_LUHN: Final = " + ".join(
    f"strpos('{'0516273849' if place % 2 == 0 else '0123456789'}', substr(identifier, {place}, 1)) - 1"
    for place in range(1, 12)
)
_TYPES: Final = ", ".join(f"'{code}'" for code in IdentifierType.values)
_TOO_LONG: Final = " OR ".join(f"length({name}) > {limit}" for name, limit in _LIMITS.items())
_FIND_FAULTS: Final = f"""
CREATE TEMPORARY TABLE refused ON COMMIT DROP AS
SELECT line_number, national_id, fault FROM (
    SELECT line_number, national_id, CASE
        WHEN identifier_type = '' OR identifier = '' OR national_id = '' THEN '{LineFault.NO_IDENTIFIER}'
        WHEN identifier_type NOT IN ({_TYPES}) OR national_id <> identifier_type || identifier
            OR (identifier_type = '{IdentifierType.RPPS}' AND identifier !~ '^[0-9]{{11}}$')
            OR (identifier_type = '{IdentifierType.ADELI}' AND identifier !~ '^[0-9][0-9AB][0-9]{{7}}$')
            THEN '{LineFault.MALFORMED_IDENTIFIER}'
        WHEN identifier_type = '{IdentifierType.RPPS}' AND ({_LUHN}) % 10 <> 0 THEN '{LineFault.MALFORMED_IDENTIFIER}'
        WHEN person_authority = '' THEN '{LineFault.NO_AUTHORITY}'
        WHEN {_TOO_LONG} THEN '{LineFault.TOO_LONG}'
    END AS fault FROM staged
) AS judged WHERE fault IS NOT NULL
"""

# Column of the extract, tables whose codes it may hold; a specialty is known only for its own kind of expertise.
_CODED: Final = {
    "profession_code": PROFESSIONS,
    "category_code": (Nomenclature.CATEGORY,),
    "practice_title_code": (Nomenclature.PRACTICE_TITLE,),
    "expertise_kind_code": (Nomenclature.EXPERTISE_KIND,),
    "mode_code": (Nomenclature.ACTIVITY_MODE,),
    "sector_code": (Nomenclature.SECTOR,),
    "pharmacist_section_code": (Nomenclature.PHARMACIST_SECTION,),
    "role_code": ROLES,
    "activity_kind_code": (Nomenclature.ACTIVITY_KIND,),
}
_AUTHORITIES: Final = ("person_authority", "exercise_authority", "activity_authority")


def refuse_faulty_lines(cursor: CursorWrapper, refusals: Refusals) -> None:
    """Take the lines that cannot be used out of the staging table; note them, and people whose lines they were."""
    cursor.execute(_FIND_FAULTS)
    cursor.execute("DELETE FROM staged USING refused WHERE staged.line_number = refused.line_number")
    cursor.execute("SELECT line_number, fault, national_id FROM refused ORDER BY line_number")
    for number, fault, national_id in cursor.fetchall():
        refusals.add(number, LineFault(fault), national_id)


def count_unknown_codes(cursor: CursorWrapper) -> dict[str, dict[str, int]]:
    """Lines by field and code, for codes that no nomenclature of ours knows; they are kept as they are."""
    names = [*_CODED, *_AUTHORITIES, "specialty"]
    sets = ", ".join(f"({name})" for name in names)
    cursor.execute(
        f"""
        SELECT {", ".join(names)}, count(*)
        FROM (
            SELECT *, CASE WHEN expertise_kind_code = '{ExpertiseKind.SPECIALTY}' THEN expertise_code ELSE '' END
                AS specialty
            FROM staged
        ) AS coded
        GROUP BY GROUPING SETS ({sets})
        """
    )
    known = {name: set(codes_among(tables)) for name, tables in _CODED.items()}
    known |= {name: {*codes_of(Nomenclature.AUTHORITY), *EXTRACT_WORDS} for name in _AUTHORITIES}
    known["specialty"] = set(codes_of(Nomenclature.SPECIALTY))
    unknown: dict[str, Counter[str]] = {}
    for *codes, count in cursor.fetchall():
        for name, code in zip(names, codes, strict=True):
            if code and code not in known[name]:
                unknown.setdefault(name, Counter())[code] += count
    return {name: dict(counter.most_common(50)) for name, counter in unknown.items()}
