"""Numbers of structures: FINESS, SIREN, SIRET, the ranks of practices, and the technical identifier of the extracts."""

from dataclasses import dataclass
from typing import NewType

from directory.errors import MalformedIdentifier
from directory.identifiers.luhn import has_luhn_key, is_digits
from directory.vocabulary.codes import NationalStructureIdType, StructureIdType

Finess = NewType("Finess", str)
Siren = NewType("Siren", str)
Siret = NewType("Siret", str)
RppsRank = NewType("RppsRank", str)

LA_POSTE = "356000000"  # its establishments outnumber the keys: they follow a rule of their own (INSEE)
LA_POSTE_HEAD_OFFICE = "35600000000048"
_CORSICA = {"2A", "2B"}
_RPPS_LENGTH = 11


@dataclass(frozen=True, slots=True)
class StructureId:
    """Technical identifier of a structure in the extracts: a letter for its kind, then the number."""

    kind: StructureIdType
    identifier: str

    def __str__(self) -> str:
        return f"{self.kind.value}{self.identifier}"


@dataclass(frozen=True, slots=True)
class NationalStructureId:
    """A structure's national identifier (idNatStruct): one digit for its kind, then the identifier itself."""

    kind: NationalStructureIdType
    identifier: str

    def __str__(self) -> str:
        return f"{self.kind.value}{self.identifier}"


def is_corsican(number: str) -> bool:
    """Whether a number opens with 2A or 2B, which are no digits: no key is known for it."""
    return number[:2] in _CORSICA


def parse_finess(text: str) -> Finess:
    """Read a FINESS number: 9 characters, department first (2A, 2B, 97x included), Luhn key last.

    The key is checked for numeric departments only: no rule for Corsica was found. Raises MalformedIdentifier.
    """
    number = text.replace(" ", "").upper()
    if len(number) != 9:
        raise MalformedIdentifier(kind="finess", reason="length")
    if not is_digits(number[2:] if is_corsican(number) else number):
        raise MalformedIdentifier(kind="finess", reason="characters")
    if not is_corsican(number) and not has_luhn_key(number):
        raise MalformedIdentifier(kind="finess", reason="key")
    return Finess(number)


def parse_siren(text: str) -> Siren:
    """Read the number of a company: 9 digits, Luhn key last; spaces allowed. Raises MalformedIdentifier."""
    return Siren(_parse_keyed(text, kind="siren", length=9))


def parse_siret(text: str) -> Siret:
    """Read the number of an establishment: a SIREN, 4 digits, a Luhn key; spaces allowed.

    La Poste is the exception: beyond its head office, the plain sum of the digits is a multiple of five (INSEE), which
    finds every wrong digit but one that is five more or less. Raises MalformedIdentifier.
    """
    digits = text.replace(" ", "")
    if digits.startswith(LA_POSTE) and digits != LA_POSTE_HEAD_OFFICE and len(digits) == 14 and is_digits(digits):
        if sum(map(int, digits)) % 5:
            raise MalformedIdentifier(kind="siret", reason="key")
        return Siret(digits)
    return Siret(_parse_keyed(text, kind="siret", length=14))


def parse_rpps_rank(text: str) -> RppsRank:
    """Read the number of a practice: the RPPS of its holder, a rank of 2 digits, a Luhn key: 14 digits in all."""
    digits = _parse_keyed(text, kind="rpps_rank", length=14)
    if not has_luhn_key(digits[:_RPPS_LENGTH]):
        raise MalformedIdentifier(kind="rpps_rank", reason="key")
    return RppsRank(digits)


def parse_structure_id(text: str) -> StructureId:
    """Read the technical identifier of a structure as the extracts write it. Raises MalformedIdentifier.

    `C` and a SIRET (14) or the rank of an ADELI practice (11), `F` and a FINESS, `R` and up to 14 digits that promise
    no key: `C75912415900` and `R81311` have been seen.
    """
    value = text.strip().upper()
    identifier = value[1:]
    if value[:1] == StructureIdType.SIRET.value:
        is_adeli_rank = len(identifier) == 11 and is_digits(identifier)
        return StructureId(StructureIdType.SIRET, identifier if is_adeli_rank else parse_siret(identifier))
    if value[:1] == StructureIdType.FINESS.value:
        return StructureId(StructureIdType.FINESS, parse_finess(identifier))
    if value[:1] == StructureIdType.REGISTER.value and is_digits(identifier) and len(identifier) <= 14:
        return StructureId(StructureIdType.REGISTER, identifier)
    raise MalformedIdentifier(kind="structure_id", reason="prefix")


def national_structure_id(
    *, technical_id: str, finess: str = "", siren: str = "", siret: str = ""
) -> NationalStructureId:
    """The idNatStruct of a structure: from its FINESS, else its SIRET, else its SIREN, else its practice.

    technical_id: as the extracts write it. Numbers are taken as they are: the directory checked them when they came.
    """
    if finess:
        return NationalStructureId(NationalStructureIdType.FINESS, finess)
    if siret:
        return NationalStructureId(NationalStructureIdType.SIRET, siret)
    if siren:
        return NationalStructureId(NationalStructureIdType.SIREN, siren)
    opening, number = technical_id[:1], technical_id[1:]
    if opening == StructureIdType.FINESS.value:
        return NationalStructureId(NationalStructureIdType.FINESS, number)
    if opening == StructureIdType.SIRET.value:
        is_siret = len(number) == 14
        return NationalStructureId(
            NationalStructureIdType.SIRET if is_siret else NationalStructureIdType.ADELI_PRACTICE, number
        )
    return NationalStructureId(NationalStructureIdType.RPPS_PRACTICE, number)


def read_national_structure_id(text: str) -> NationalStructureId:
    """Read an idNatStruct by its first digit; what follows is not checked: old numbers are still looked for.

    Raises MalformedIdentifier for any other opening, or for nothing after it.
    """
    value = text.replace(" ", "").upper()
    try:
        kind = NationalStructureIdType(value[:1])
    except ValueError as unknown:
        raise MalformedIdentifier(kind="national_structure_id", reason="prefix") from unknown
    if not value[1:].isascii() or not value[1:].isalnum():
        raise MalformedIdentifier(kind="national_structure_id", reason="characters")
    return NationalStructureId(kind, value[1:])


def _parse_keyed(text: str, *, kind: str, length: int) -> str:
    digits = text.replace(" ", "")
    if not is_digits(digits):
        raise MalformedIdentifier(kind=kind, reason="characters")
    if len(digits) != length:
        raise MalformedIdentifier(kind=kind, reason="length")
    if not has_luhn_key(digits):
        raise MalformedIdentifier(kind=kind, reason="key")
    return digits
