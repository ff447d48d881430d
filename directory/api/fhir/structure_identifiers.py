"""Identifiers of structures: how the API shows them, and how a search finds the structure that carries one."""

from collections.abc import Callable

from django.db.models import Q

from directory.api.fhir.coding import IDENTIFIER_TYPES, identifier
from directory.api.fhir.parameters import EVERYTHING, NOTHING, any_of
from directory.api.fhir.registry import Reading
from directory.api.fhir.rows import Structure
from directory.api.fhir.values import Token
from directory.api.fhir.writing import Resource
from directory.errors import MalformedIdentifier
from directory.identifiers import national_structure_id, parse_rpps_rank, read_national_structure_id
from directory.models import OrganizationKind
from directory.vocabulary.codes import NationalStructureIdType, StructureIdType

NATIONAL = "urn:oid:1.2.250.1.71.4.2.2"
FINESS = "https://finess.esante.gouv.fr"
SIRENE = "https://sirene.fr"
RPPS_RANK = "https://rppsrang.esante.gouv.fr"
INTERNAL = "http://rpps.interne.esante.gouv.fr"
_REGISTER = StructureIdType.REGISTER.value
_IS_PRACTICE = Q(technical_id__startswith=_REGISTER)
_RANK_DIGITS = 14
_RANK = rf"^{_REGISTER}\d{{{_RANK_DIGITS}}}$"
_WITHOUT_FINESS = Q(finess="")
_WITHOUT_SIRET = _WITHOUT_FINESS & Q(siret="")
_WITHOUT_NUMBER = _WITHOUT_SIRET & Q(siren="")


def identifiers_of(structure: Structure) -> list[Resource]:
    """The national identifier first, then every register that knows the structure."""
    national = national_structure_id(
        technical_id=structure.technical_id,
        finess=structure.finess,
        siren=structure.siren,
        siret=structure.siret,
    )
    shown = [identifier("IDNST", NATIONAL, str(national))]
    if structure.finess:
        kind = "FINEJ" if structure.kind == OrganizationKind.LEGAL_ENTITY else "FINEG"
        shown.append(identifier(kind, FINESS, structure.finess))
    if structure.siren:
        shown.append(identifier("SIREN", SIRENE, structure.siren))
    if structure.siret:
        shown.append(identifier("SIRET", SIRENE, structure.siret))
    if structure.technical_id.startswith(_REGISTER):
        number = structure.technical_id.removeprefix(_REGISTER)
        shown.append(
            identifier("RPPSRG", RPPS_RANK, number) if _is_rank(number) else identifier("INTRN", INTERNAL, number)
        )
    return shown


def has_identifier(value: Token, _reading: Reading) -> Q:
    """Structures that show this identifier; without a system, in any register; `system|` alone: some number of it."""
    code = value.code.replace(" ", "").upper()
    ways: dict[str, Callable[[str], Q]] = {
        NATIONAL: _has_national,
        FINESS: _has_finess,
        SIRENE: _has_sirene,
        RPPS_RANK: _has_rank,
        INTERNAL: _has_internal,
    }
    return any_of([way(code) for system, way in ways.items() if value.is_in(system)])


def has_identifier_type(value: Token, _reading: Reading) -> Q:
    """Structures that show an identifier of this type."""
    entity = Q(kind=OrganizationKind.LEGAL_ENTITY)
    types = {
        "IDNST": EVERYTHING,
        "FINEJ": ~Q(finess="") & entity,
        "FINEG": ~Q(finess="") & ~entity,
        "SIREN": ~Q(siren=""),
        "SIRET": ~Q(siret=""),
        "RPPSRG": Q(technical_id__regex=_RANK),
        "INTRN": _IS_PRACTICE & ~Q(technical_id__regex=_RANK),
    }
    return types.get(value.code, NOTHING) if value.is_in(IDENTIFIER_TYPES) else NOTHING


def _has_national(code: str) -> Q:
    if not code:
        return EVERYTHING
    try:
        asked = read_national_structure_id(code)
    except MalformedIdentifier:
        return NOTHING
    number = asked.identifier
    return {
        NationalStructureIdType.FINESS: Q(finess=number),
        NationalStructureIdType.SIRET: Q(siret=number) & _WITHOUT_FINESS,
        NationalStructureIdType.SIREN: Q(siren=number) & _WITHOUT_SIRET,
        NationalStructureIdType.ADELI_PRACTICE: Q(technical_id=f"{StructureIdType.SIRET.value}{number}")
        & _WITHOUT_NUMBER,
        NationalStructureIdType.RPPS_PRACTICE: Q(technical_id=f"{_REGISTER}{number}") & _WITHOUT_NUMBER,
    }[asked.kind]


def _has_finess(code: str) -> Q:
    return Q(finess=code) if code else ~Q(finess="")


def _has_sirene(code: str) -> Q:
    return Q(siren=code) | Q(siret=code) if code else ~Q(siren="") | ~Q(siret="")


def _has_rank(code: str) -> Q:
    if not code:
        return Q(technical_id__regex=_RANK)
    return Q(technical_id=f"{_REGISTER}{code}") if _is_rank(code) else NOTHING


def _has_internal(code: str) -> Q:
    if not code:
        return _IS_PRACTICE & ~Q(technical_id__regex=_RANK)
    return NOTHING if _is_rank(code) else Q(technical_id=f"{_REGISTER}{code}")


def _is_rank(number: str) -> bool:
    if len(number) != _RANK_DIGITS:  # most are internal numbers: a refusal of each would cost a page its tenth
        return False
    try:
        parse_rpps_rank(number)
    except MalformedIdentifier:
        return False
    return True
