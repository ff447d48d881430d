"""Identifiers of people: how the API shows them, and how a search finds the person who carries or carried one."""

from collections.abc import Sequence

from django.db.models import Q

from directory.api.fhir import values
from directory.api.fhir.coding import IDENTIFIER_TYPES, concept, identifier, system
from directory.api.fhir.parameters import EVERYTHING, NOTHING, any_of
from directory.api.fhir.registry import Asked, Reading
from directory.api.fhir.values import Token
from directory.api.fhir.writing import Resource
from directory.queries import records_of_numbers
from directory.vocabulary.codes import IdentifierType

NATIONAL = "urn:oid:1.2.250.1.71.4.2.1"
RPPS = "https://rpps.esante.gouv.fr"
ADELI = "https://adeli.esante.gouv.fr"
KINDS = "TRE_G08-TypeIdentifiantPersonne"
# Who has no RPPS number carries one that a structure gave: its own number, a slash, an internal one
INTERNAL = {
    IdentifierType.REGISTER.value: "http://adeli.interne.esante.gouv.fr",
    IdentifierType.FINESS_REGISTER.value: "http://finess.interne.esante.gouv.fr",
    IdentifierType.SIREN_REGISTER.value: "http://siren.interne.esante.gouv.fr",
    IdentifierType.SIRET_REGISTER.value: "http://siret.interne.esante.gouv.fr",
    IdentifierType.RPPS_PRACTICE_REGISTER.value: "http://rpps.interne.esante.gouv.fr",
}
# Registers by the digit that opens the national identifier
REGISTERS = {IdentifierType.RPPS.value: RPPS, IdentifierType.ADELI.value: ADELI, **INTERNAL}
_DIGITS = {RPPS: 11, ADELI: 9}
_TYPES = {"RPPS": IdentifierType.RPPS.value, "ADELI": IdentifierType.ADELI.value}
_NAMES = {kind: name for name, kind in _TYPES.items()}


def identifiers_of(kind: str, number: str, national_id: str) -> list[Resource]:
    """The national identifier, and the number of the register that it comes from."""
    shown = [identifier("IDNPS", NATIONAL, national_id)]
    if kind in _NAMES:
        shown.append(identifier(_NAMES[kind], REGISTERS[kind], number))
    elif kind in INTERNAL:
        shown.append({"use": "official", "type": concept(KINDS, kind), "system": INTERNAL[kind], "value": number})
    return shown


def has_identifier(asked: Asked, _reading: Reading) -> Q:
    """People of these numbers, present or former, and closed records that carry them; all in one query."""
    tokens = values.tokens(asked)
    whole = [_in_register(token.system) for token in tokens if token.system and not token.code]
    numbers = [number for token in tokens if token.code for number in _national_ids(token)]
    named = [Q(pk__in=records_of_numbers(numbers))] if numbers else []
    return any_of([*whole, *named])


def has_identifier_type(value: Token, _reading: Reading) -> Q:
    """People who show an identifier of this type."""
    if value.is_in(IDENTIFIER_TYPES):
        if value.code == "IDNPS":
            return EVERYTHING
        if value.code in _TYPES:
            return Q(identifier_type=_TYPES[value.code])
    if value.is_in(system(KINDS)) and value.code in INTERNAL:
        return Q(identifier_type=value.code)
    return NOTHING


def _in_register(address: str) -> Q:
    if address == NATIONAL:
        return EVERYTHING
    return any_of([Q(identifier_type=kind) for kind, known in REGISTERS.items() if known == address])


def _national_ids(value: Token) -> Sequence[str]:
    """The national identifiers that a number may stand for; `system|number` leaves one."""
    number = "".join(value.code.split()).upper()
    if value.system == NATIONAL:
        return [number]
    prefixed = [
        f"{kind}{number}"
        for kind, address in REGISTERS.items()
        if value.is_in(address) and (_DIGITS.get(address, 0) == len(number) or ("/" in number and kind in INTERNAL))
    ]
    return prefixed if value.system is not None else [number, *prefixed]
