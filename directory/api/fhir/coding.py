"""Codes of the official nomenclatures as FHIR writes them: address of the table, code, label where it is known."""

from functools import cache, lru_cache

from directory.api.fhir.writing import Resource
from directory.queries import labels

AUTHORITY = "TRE_R60-AutoriteEnregistrement"
_NOS = "https://mos.esante.gouv.fr/NOS"
IDENTIFIER_TYPES = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0203"
DATA_TRACE = "https://interop.esante.gouv.fr/ig/fhir/annuaire/StructureDefinition/as-ext-data-trace"


@cache
def system(table: str) -> str:
    """The address of a nomenclature: `TRE_G15-ProfessionSante` is found at …/FHIR/TRE-G15-ProfessionSante."""
    return f"{_NOS}/{table}/FHIR/{table.replace('_', '-', 1)}"


def coding(table: str, code: str) -> Resource:
    """One code of a nomenclature, with its label.

    A code that the nomenclature does not hold is shown as it came, and claims no system. Where the nomenclature is not
    loaded nobody can tell: the code keeps its system and has no label.
    """
    label = labels.known_label(table, code)
    if label is not None:
        return {"system": system(table), "code": code, "display": label}
    return {"code": code} if labels.is_loaded(table) else {"system": system(table), "code": code}


# What follows is shared by all who show it, as long as labels stay what they are: nobody may change it.


def concept(table: str, code: str) -> Resource:
    """One code as a CodeableConcept."""
    return _concept(table, code, labels.generation())


@lru_cache(maxsize=8192)
def _concept(table: str, code: str, _generation: int) -> Resource:
    return {"coding": [coding(table, code)]}


def table_of(tables: tuple[str, ...], code: str) -> str:
    """The first of these nomenclatures that holds the code; the first of all when none does."""
    return next((table for table in tables if labels.known_label(table, code) is not None), tables[0])


@cache
def identifier_type(kind: str) -> Resource:
    """A code of the French list of identifier types (RPPS, IDNPS, FINEG…)."""
    return {"coding": [{"system": IDENTIFIER_TYPES, "code": kind}]}


def identifier(kind: str, address: str, value: str) -> Resource:
    """One official identifier."""
    return {"use": "official", "type": identifier_type(kind), "system": address, "value": value}


def data_trace(authority_code: str, information_system: str) -> list[Resource]:
    """`meta.extension`: who registered, and in which information system (RPPS, FINESS, MSS, CG)."""
    return _data_trace(authority_code, information_system, labels.generation())


@lru_cache(maxsize=1024)
def _data_trace(authority_code: str, information_system: str, generation: int) -> list[Resource]:
    parts: list[Resource] = [{"url": "systeme-information", "valueCode": information_system}]
    if authority_code:
        authority = _concept(AUTHORITY, authority_code, generation)
        parts.insert(0, {"url": "autorite-enregistrement", "valueCodeableConcept": authority})
    return [{"url": DATA_TRACE, "extension": parts}]
