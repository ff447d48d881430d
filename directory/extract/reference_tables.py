"""What the load must know beside the lines: departments with their agency, the authorities of the nomenclature."""

from dataclasses import astuple, dataclass
from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.vocabulary.authorities import (
    AGENCIES,
    AGENCY_PREFIX,
    ARMED_FORCES,
    EXTRACT_WORDS,
    LOCAL,
    NATIONAL_OPERATOR,
    OrderCode,
)
from directory.vocabulary.departments import all_departments
from directory.vocabulary.nomenclatures import Code, Nomenclature, codes_of

_CREATE_DEPARTMENTS: Final = """
CREATE UNLOGGED TABLE loading.known_department AS
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS d (code, name, region_code, agency_code)
"""
_CREATE_AUTHORITIES: Final = """
CREATE UNLOGGED TABLE loading.known_authority AS
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[])
    AS a (code, kind, name, region_code, is_open)
"""


@dataclass(frozen=True, slots=True)
class KnownAuthority:
    """An authority that a load may create. kind: as stored. is_open: created even where no line names it."""

    code: str
    kind: str
    name: str
    region_code: str
    is_open: bool


def create_reference_tables(cursor: CursorWrapper) -> None:
    """Make both tables, for the transaction of the load."""
    departments = [
        (d.code, d.name, d.region_code or _agency_region(d.agency_code), d.agency_code)
        for d in all_departments().values()
    ]
    cursor.execute("DROP TABLE IF EXISTS loading.known_department, loading.known_authority")
    cursor.execute(_CREATE_DEPARTMENTS, [list(column) for column in zip(*departments, strict=True)])
    authorities = [astuple(authority) for authority in known_authorities()]
    cursor.execute(_CREATE_AUTHORITIES, [list(column) for column in zip(*authorities, strict=True)])


def known_authorities() -> list[KnownAuthority]:
    """The authorities of TRE_R60, closed ones included, and the words that stand for several in the extracts."""
    from_nomenclature = [_known(code) for code in codes_of(Nomenclature.AUTHORITY).values()]
    words = [KnownAuthority(word, "OTHER", name, "", is_open=False) for word, name in EXTRACT_WORDS.items()]
    return from_nomenclature + words


def _known(code: Code) -> KnownAuthority:
    is_open = code.valid_until is None and code.code != LOCAL
    if code.code in AGENCIES:
        region = _agency_region(code.code)
        return KnownAuthority(code.code, "REGIONAL", f"ARS {_region_name(code.code)}", region, is_open)
    if code.code.startswith(AGENCY_PREFIX):  # closed in 2016 or 2023: its region was numbered as itself
        return KnownAuthority(code.code, "REGIONAL", code.label, code.code.removeprefix(AGENCY_PREFIX), is_open)
    return KnownAuthority(code.code, _KINDS.get(code.code, "OTHER"), code.label, "", is_open)


def _agency_region(agency_code: str) -> str:
    departments = all_departments().values()
    return next((d.region_code for d in departments if d.agency_code == agency_code and d.region_code), "")


def _region_name(agency_code: str) -> str:
    departments = all_departments().values()
    return next(d.region_name for d in departments if d.agency_code == agency_code and d.region_name)


_KINDS: Final = {
    **dict.fromkeys(OrderCode.values, "ORDER"),
    ARMED_FORCES: "ARMED_FORCES",
    NATIONAL_OPERATOR: "NATIONAL",
    LOCAL: "LOCAL",
}
