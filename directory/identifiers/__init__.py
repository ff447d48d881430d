"""National numbers of persons and structures: read, checked, made. Pure: no database, no clock."""

from directory.identifiers.luhn import has_luhn_key, luhn_key
from directory.identifiers.persons import (
    TEST_PREFIX,
    Adeli,
    NationalId,
    Rpps,
    make_rpps,
    parse_adeli,
    parse_national_id,
    parse_rpps,
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
    "has_luhn_key",
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
    "read_national_structure_id",
]
