"""Official nomenclatures (ANS), shipped as data: each code, its label, the days between which it may be given."""

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources


class Nomenclature(StrEnum):
    """Tables that the directory uses, by their official short name."""

    IDENTIFIER_TYPE = "G08"
    HEALTH_PROFESSION = "G15"
    SECTOR = "R02"
    EXPERTISE_KIND = "R04"
    PHARMACIST_SECTION = "R06"
    CATEGORY = "R09"
    PRACTICE_TITLE = "R11"
    FUNCTION = "R21"
    ACTIVITY_KIND = "R22"
    ACTIVITY_MODE = "R23"
    END_REASON = "R25"
    ORDER_STATUS = "R33"
    PROFESSION_TYPE = "R37"
    SPECIALTY = "R38"
    AUTHORITY = "R60"
    ORDER = "R82"
    CARE_ROLE = "R85"
    CARD_TYPE = "R87"
    SOCIAL_PROFESSION = "R94"
    TITLE_PROFESSION = "R95"
    OTHER_HEALTH_FUNCTION = "R96"


# A profession column names a code of one of these, a role column one of those. Open codes do not collide.
PROFESSIONS = (
    Nomenclature.HEALTH_PROFESSION,
    Nomenclature.SOCIAL_PROFESSION,
    Nomenclature.TITLE_PROFESSION,
    Nomenclature.OTHER_HEALTH_FUNCTION,
)
ROLES = (Nomenclature.FUNCTION, Nomenclature.CARE_ROLE)


@dataclass(frozen=True, slots=True)
class Code:
    """One code. `table` is the full official name, `valid_until` is exclusive and None while the code is open."""

    nomenclature: Nomenclature
    table: str
    oid: str
    code: str
    label: str
    valid_from: date
    valid_until: date | None

    def is_open_on(self, day: date) -> bool:
        """Whether the code may be given on that day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@cache
def all_codes() -> tuple[Code, ...]:
    """Every code of every table, in the order of the file; read once."""
    source = resources.files("directory.vocabulary").joinpath("data/nomenclatures.csv")
    with source.open(encoding="utf-8") as lines:
        return tuple(_code(row) for row in csv.DictReader(lines))


@cache
def codes_of(nomenclature: Nomenclature) -> dict[str, Code]:
    """The codes of one table, closed ones included, by code."""
    return {entry.code: entry for entry in all_codes() if entry.nomenclature is nomenclature}


@cache
def codes_among(nomenclatures: tuple[Nomenclature, ...]) -> dict[str, Code]:
    """The codes of several tables that share a column, by code. An open one goes before a closed one."""
    entries = [entry for nomenclature in nomenclatures for entry in codes_of(nomenclature).values()]
    return {entry.code: entry for entry in sorted(entries, key=lambda entry: entry.valid_until is None)}


def label_of(nomenclature: Nomenclature, code: str) -> str:
    """The official French label, or the code itself where it is not known."""
    entry = codes_of(nomenclature).get(code)
    return entry.label if entry else code


def _code(row: dict[str, str]) -> Code:
    return Code(
        nomenclature=Nomenclature(row["table"].split("-")[0].removeprefix("TRE_")),
        table=row["table"],
        oid=row["oid"],
        code=row["code"],
        label=row["label"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
    )
