"""National numbers of persons and structures: read, checked, made. Pure: no database, no clock."""

from directory.identifiers.fiction import is_fictitious
from directory.identifiers.luhn import has_luhn_key, luhn_key
from directory.identifiers.mobiles import fault_of_mobile, read_mobile
from directory.identifiers.persons import (
    TEST_PREFIX,
    Adeli,
    NationalId,
    Rpps,
    has_right_adeli_key,
    make_rpps,
    parse_adeli,
    parse_national_id,
    parse_rpps,
    with_type_digit,
)
from directory.identifiers.structures import (
    Finess,
    NationalStructureId,
    RppsRank,
    Siren,
    Siret,
    StructureId,
    national_structure_id,
    parse_finess,
    parse_rpps_rank,
    parse_siren,
    parse_siret,
    parse_structure_id,
    read_national_structure_id,
)

__all__ = [
    "TEST_PREFIX",
    "Adeli",
    "Finess",
    "NationalId",
    "NationalStructureId",
    "Rpps",
    "RppsRank",
    "Siren",
    "Siret",
    "StructureId",
    "fault_of_mobile",
    "has_luhn_key",
    "has_right_adeli_key",
    "is_fictitious",
    "luhn_key",
    "make_rpps",
    "national_structure_id",
    "parse_adeli",
    "parse_finess",
    "parse_national_id",
    "parse_rpps",
    "parse_rpps_rank",
    "parse_siren",
    "parse_siret",
    "parse_structure_id",
    "read_mobile",
    "read_national_structure_id",
    "with_type_digit",
]
