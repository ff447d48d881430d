"""Numbers of persons: RPPS, ADELI, and the national identifier that prefixes them with their kind."""

from dataclasses import dataclass
from typing import NewType

from directory.errors import MalformedIdentifier
from directory.identifiers.luhn import has_luhn_key, is_digits, luhn_key
from directory.identifiers.structures import is_corsican, parse_finess, parse_rpps_rank, parse_siren, parse_siret
from directory.vocabulary.codes import IdentifierType

Rpps = NewType("Rpps", str)
Adeli = NewType("Adeli", str)

RPPS_LENGTH = 11
ADELI_LENGTH = 9
TEST_PREFIX = "997"  # RPPS numbers never allotted to a real person

# Kinds that a person still carries; 2 (DRASS) and 9 (student) ended in 2020, 10 and 30 name no person.
_STRUCTURE_PARSERS = {
    IdentifierType.FINESS_REGISTER: parse_finess,
    IdentifierType.SIREN_REGISTER: parse_siren,
    IdentifierType.SIRET_REGISTER: parse_siret,
    IdentifierType.RPPS_PRACTICE_REGISTER: parse_rpps_rank,
}


@dataclass(frozen=True, slots=True)
class NationalId:
    """A person's national identifier (idNatPS): one digit for its kind, then the identifier itself."""

    kind: IdentifierType
    identifier: str

    def __str__(self) -> str:
        return f"{self.kind.value}{self.identifier}"

    @property
    def rpps(self) -> Rpps | None:
        """The RPPS number inside, None for every other kind."""
        return Rpps(self.identifier) if self.kind is IdentifierType.RPPS else None

    @property
    def is_test(self) -> bool:
        """Whether the number lies in the range kept for test identities."""
        return self.kind is IdentifierType.RPPS and self.identifier.startswith(TEST_PREFIX)


def parse_rpps(text: str) -> Rpps:
    """Read an RPPS number: eleven digits, the last one a Luhn key; spaces do not count. Raises MalformedIdentifier.

    Source: ANS, table of person identifiers (TRE_G08, code 8).
    """
    digits = text.replace(" ", "")
    if not is_digits(digits):
        raise MalformedIdentifier(kind="rpps", reason="characters")
    if len(digits) != RPPS_LENGTH:
        raise MalformedIdentifier(kind="rpps", reason="length")
    if not has_luhn_key(digits):
        raise MalformedIdentifier(kind="rpps", reason="key")
    return Rpps(digits)


def make_rpps(order: int) -> Rpps:
    """The RPPS number of an order number (0 to 9 999 999 999), key added."""
    if not 0 <= order < 10 ** (RPPS_LENGTH - 1):
        raise MalformedIdentifier(kind="rpps", reason="length")
    stem = f"{order:010d}"
    return Rpps(stem + luhn_key(stem))


def parse_adeli(text: str) -> Adeli:
    """Read a departmental number, withdrawn between 2017 and 2024 but still met in old files.

    text: 9 characters: department (2A and 2B included), profession, order, key; spaces do not count. A wrong key is a
    warning, never a refusal: ask `has_right_adeli_key`. Raises MalformedIdentifier.
    """
    number = text.replace(" ", "").upper()
    if len(number) != ADELI_LENGTH:
        raise MalformedIdentifier(kind="adeli", reason="length")
    if not is_digits(number[2:] if is_corsican(number) else number):
        raise MalformedIdentifier(kind="adeli", reason="characters")
    return Adeli(number)


def has_right_adeli_key(number: Adeli) -> bool | None:
    """Whether its last digit is its Luhn key; None in Corsica, for which no rule was found."""
    return None if is_corsican(number) else has_luhn_key(number)


def with_type_digit(number: str) -> str:
    """A number as people know it, with the digit of its kind: 11 digits are an RPPS, 9 characters an old ADELI number.

    number: without spaces. Anything else is returned as it is: nothing is checked here.
    """
    if len(number) == RPPS_LENGTH and is_digits(number):
        return f"{IdentifierType.RPPS.value}{number}"
    if len(number) == ADELI_LENGTH and is_digits(number[2:] if is_corsican(number.upper()) else number):
        return f"{IdentifierType.ADELI.value}{number}"
    return number


def parse_national_id(text: str) -> NationalId:
    """Read an idNatPS: `8` and 11 digits, `0` and 9 characters, or a structure number, `/`, a register number.

    The key belongs to the identifier, never to the prefixed string: `899700218896` is right although its twelve
    digits fail Luhn. That of an ADELI number decides nothing. Raises MalformedIdentifier. Source: TRE_G08, prefixes
    0 1 3 4 5 6 8.
    """
    value = text.strip()
    kind = _kind_of(value[:1])
    identifier = value[1:]
    if kind is IdentifierType.RPPS:
        return NationalId(kind, parse_rpps(identifier))
    if kind is IdentifierType.ADELI:
        return NationalId(kind, parse_adeli(identifier))
    structure, slash, register = identifier.partition("/")
    if not slash or not register.strip():
        raise MalformedIdentifier(kind="national_id", reason="register")
    parse_structure = _STRUCTURE_PARSERS.get(kind)
    if parse_structure is not None:
        parse_structure(structure)
    elif not structure.isalnum():
        raise MalformedIdentifier(kind="national_id", reason="characters")
    return NationalId(kind, identifier)


def _kind_of(prefix: str) -> IdentifierType:
    try:
        kind = IdentifierType(prefix)
    except ValueError as unknown:
        raise MalformedIdentifier(kind="national_id", reason="prefix") from unknown
    return kind
