"""French departments with their region and regional agency; the department of a commune or postal code."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

# Islands that share the postal prefix of Guadeloupe but are departments of their own since 2007.
_POSTAL_ISLANDS = {"97133": "977", "97150": "978"}
_CORSICA_BY_POSTAL_PREFIX = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}


@dataclass(frozen=True, slots=True)
class Department:
    """One department; region and agency are empty where there is none (Pacific collectivities)."""

    code: str
    name: str
    region_code: str
    region_name: str
    agency_code: str


@cache
def all_departments() -> dict[str, Department]:
    """Every department by code, in the order of the official list; read once."""
    source = resources.files("directory.vocabulary").joinpath("data/departments.csv")
    with source.open(encoding="utf-8") as lines:
        return {
            row["department"]: Department(
                code=row["department"],
                name=row["name"],
                region_code=row["region_code"],
                region_name=row["region_name"],
                agency_code=row["ars_code"],
            )
            for row in csv.DictReader(lines)
        }


def department_of_commune(commune_code: str) -> Department | None:
    """The department of an INSEE commune code (5 characters, `2A004`, `97411`); None where unknown."""
    length = 3 if commune_code.startswith(("97", "98")) else 2
    return all_departments().get(commune_code[:length].upper())


def department_of_postal_code(postal_code: str) -> Department | None:
    """The department of a postal code (5 digits); None where unknown.

    A few border communes are served from the neighbouring department: a commune code, when known, decides.
    """
    if postal_code in _POSTAL_ISLANDS:
        code = _POSTAL_ISLANDS[postal_code]
    elif postal_code.startswith("20"):
        code = _CORSICA_BY_POSTAL_PREFIX.get(postal_code[:3], "")
    else:
        code = postal_code[: 3 if postal_code.startswith(("97", "98")) else 2]
    return all_departments().get(code)
