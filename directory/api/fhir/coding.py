"""Codes of the official nomenclatures as FHIR writes them: address of the table, code, label where it is known."""

from functools import cache, lru_cache

from directory.api.fhir.registry import Resource
from directory.api.fhir.writing import HOLE, Shape, quoted, to_json
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


def concept(table: str, code: str) -> Resource:
    """One code as a CodeableConcept."""
    return {"coding": [coding(table, code)]}


def concept_text(table: str, code: str) -> str:
    """The same as JSON, kept as long as labels stay what they are."""
    return _concept_text(table, code, labels.generation())


@lru_cache(maxsize=8192)
def _concept_text(table: str, code: str, _generation: int) -> str:
    return to_json(concept(table, code))


def table_of(tables: tuple[str, ...], code: str) -> str:
    """The first of these nomenclatures that holds the code; the first of all when none does."""
    return next((table for table in tables if labels.known_label(table, code) is not None), tables[0])


def identifier(kind: str, address: str, value: str) -> Resource:
    """One official identifier. kind: a code of the French list of identifier types (RPPS, IDNPS, FINEG…)."""
    return {
        "use": "official",
        "type": {"coding": [{"system": IDENTIFIER_TYPES, "code": kind}]},
        "system": address,
        "value": value,
    }


@cache
def _identifier_shape(kind: str, address: str) -> Shape:
    return Shape(identifier(kind, address, HOLE))


def identifier_text(kind: str, address: str, value: str) -> str:
    """The same as JSON."""
    return _identifier_shape(kind, address).fill(quoted(value))


def data_trace(authority_code: str, information_system: str) -> list[Resource]:
    """`meta.extension`: who registered, and in which information system (RPPS, FINESS, MSS, CG)."""
    parts: list[Resource] = [{"url": "systeme-information", "valueCode": information_system}]
    if authority_code:
        parts.insert(0, {"url": "autorite-enregistrement", "valueCodeableConcept": concept(AUTHORITY, authority_code)})
    return [{"url": DATA_TRACE, "extension": parts}]


def trace_text(authority_code: str, information_system: str) -> str:
    """The same as JSON, kept as long as labels stay what they are."""
    return _trace_text(authority_code, information_system, labels.generation())


@lru_cache(maxsize=1024)
def _trace_text(authority_code: str, information_system: str, _generation: int) -> str:
    return to_json(data_trace(authority_code, information_system))
