"""What a resource type is made of: the reading it is built for, its search parameters, what it includes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from directory.api.fhir.writing import Built

ID_SEPARATOR = "-"
GUIDE = "https://interop.esante.gouv.fr/ig/fhir/annuaire"
FR_CORE = "https://hl7.fr/ig/fhir/core"


@dataclass(frozen=True, slots=True)
class Reading:
    """How one call reads. restricted: the view that shows registrations, oppositions and periods.

    test_people: the world that is served: test people and structures only, or real ones only. base: the address of
    the API, without a slash at its end.
    """

    now: datetime
    today: date
    restricted: bool
    test_people: bool
    base: str


class ParameterKind(StrEnum):
    """How the values of a search parameter are written (SearchParamType of FHIR R4)."""

    TOKEN = "token"  # noqa: S105  # FHIR's word
    STRING = "string"
    DATE = "date"
    REFERENCE = "reference"
    URI = "uri"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one occurrence of a parameter asks. values: separated by commas in the address, any of them will do."""

    name: str
    modifier: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter. definition: the address of its SearchParameter; documentation: one sentence."""

    name: str
    kind: ParameterKind
    where: Callable[[Asked, Reading], Q]
    documentation: str
    definition: str = ""
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Include:
    """`_include=Source:parameter`: what the reference in `member` of a resource points to."""

    parameter: str
    target: str
    member: str


@dataclass(frozen=True, slots=True)
class RevInclude:
    """`_revinclude=source:parameter`. keys: of rows of `source` that refer to these, at most so many."""

    source: str
    parameter: str
    keys: Callable[[Sequence[int], Reading, int], Sequence[int]]


@dataclass(frozen=True)
class ResourceType:
    """One type of resource. number: opens its ids. profile, restricted_profile: last part of the profile's address.

    rows: every row of the world that is served. build: resources by primary key; a key that is gone is left out.
    mandatory: members that `_elements` never takes away, besides id and meta.
    """

    name: str
    number: str
    profile: str
    restricted_profile: str
    rows: Callable[[Reading], QuerySet[Any]]
    build: Callable[[Sequence[int], Reading], dict[int, Built]]
    parameters: tuple[Parameter, ...]
    includes: tuple[Include, ...] = ()
    revincludes: tuple[RevInclude, ...] = ()
    mandatory: tuple[str, ...] = ("identifier", "active")
    documentation: str = field(default="", compare=False)

    @cached_property
    def parameter_by_name(self) -> dict[str, Parameter]:
        """The search parameters, by name."""
        return {parameter.name: parameter for parameter in self.parameters}


def fhir_id(number: str, key: int) -> str:
    """The id of a row: the type's number and the primary key."""
    return f"{number}{ID_SEPARATOR}{key}"


def key_of(number: str, identifier: str) -> int | None:
    """The primary key inside an id of this type; None when it is not one."""
    opening, separator, digits = identifier.partition(ID_SEPARATOR)
    if opening != number or not separator or not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        return None
    return int(digits) if str(int(digits)) == digits else None


def profiles_of(public: str, restricted: str, core: str, reading: Reading) -> list[str]:
    """The profiles that a resource claims in this view. core: the French core profile's name."""
    name = restricted if reading.restricted else public
    return [f"{GUIDE}/StructureDefinition/{name}", f"{FR_CORE}/StructureDefinition/{core}"]
