"""What the load must know beside the lines: departments with their agency, the authorities of the nomenclature."""

from collections.abc import Iterable
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
from directory.vocabulary.nomenclatures import Nomenclature, codes_of

_CREATE_DEPARTMENTS: Final = """
CREATE UNLOGGED TABLE loading.known_department AS
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS d (code, name, region_code, agency_code)
"""
_CREATE_AUTHORITIES: Final = """
CREATE UNLOGGED TABLE loading.known_authority AS
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[])
    AS a (code, kind, name, region_code, is_open)
"""

_HELD: Final = """
SELECT code, label, valid_until IS NULL FROM directory_concept
WHERE "table" ~ '^TRE_R60-' AND length(code) <= %s
"""
_LONGEST_CODE, _LONGEST_NAME, _LONGEST_REGION = 20, 200, 3  # characters, of an authority's columns


@dataclass(frozen=True, slots=True)
class AuthorityCode:
    """One code of TRE_R60."""

    code: str
    label: str
    is_open: bool


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
    authorities = [astuple(authority) for authority in authorities_held(cursor)]
    cursor.execute(_CREATE_AUTHORITIES, [list(column) for column in zip(*authorities, strict=True)])


def authorities_held(cursor: CursorWrapper) -> list[KnownAuthority]:
    """The authorities of TRE_R60 as the directory holds it."""
    return known_authorities(_codes_held(cursor))


def known_authorities(codes: Iterable[AuthorityCode]) -> list[KnownAuthority]:
    """The authorities of TRE_R60, closed ones included, and the words that stand for several in the extracts."""
    words = [KnownAuthority(word, "OTHER", name, "", is_open=False) for word, name in EXTRACT_WORDS.items()]
    return [_known(code) for code in codes] + words


def _codes_held(cursor: CursorWrapper) -> list[AuthorityCode]:
    """TRE_R60 as the directory holds it, renewed by official files; what ships, where it holds less."""
    cursor.execute(_HELD, [_LONGEST_CODE])
    held = {code: AuthorityCode(code, label, is_open) for code, label, is_open in cursor.fetchall()}
    shipped = (AuthorityCode(c.code, c.label, c.valid_until is None) for c in codes_of(Nomenclature.AUTHORITY).values())
    return list({**{code.code: code for code in shipped}, **held}.values())


def _known(code: AuthorityCode) -> KnownAuthority:
    is_open = code.is_open and code.code != LOCAL
    name = code.label[:_LONGEST_NAME]
    if code.code in AGENCIES:
        region = _agency_region(code.code)
        return KnownAuthority(code.code, "REGIONAL", f"ARS {_region_name(code.code)}", region, is_open)
    region = code.code.removeprefix(AGENCY_PREFIX)
    if code.code.startswith(AGENCY_PREFIX) and 0 < len(region) <= _LONGEST_REGION:  # closed in 2016 or 2023, or new
        return KnownAuthority(code.code, "REGIONAL", name, region, is_open)
    return KnownAuthority(code.code, _KINDS.get(code.code, "OTHER"), name, "", is_open)


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
