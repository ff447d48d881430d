"""Whose line it is, and whether its identifiers can be: asked of every line while it is read."""

from collections.abc import Callable
from itertools import product
from typing import Final

from directory.extract.reader import LineFault
from directory.vocabulary.codes import IdentifierType

_TYPES: Final = frozenset(IdentifierType.values)
_ADELI_LENGTH: Final = 9


def _weights(length: int) -> dict[str, int]:
    """The part that some digits of an RPPS have in its Luhn sum, the first of them counted once, the second twice…"""
    return {
        "".join(map(str, digits)): sum(
            digit if place % 2 == 0 else (2 * digit) % 10 + digit // 5 for place, digit in enumerate(digits)
        )
        for digits in product(range(10), repeat=length)
    }


_FOUR: Final = _weights(4)
_THREE: Final = _weights(3)

Judge = Callable[[str, str, str], LineFault | None]


def identity_judge(*, strict_keys: bool) -> Judge:
    """The question to ask of each line: identifier type, identifier, national id → what is wrong, None if nothing.

    strict_keys: an RPPS must end with its key (examples in official documents do not always). The form of an ADELI
    number decides, never its key: it does not hold for departments 2A and 2B.
    """

    def judge(kind: str, identifier: str, national_id: str) -> LineFault | None:
        if not (kind and identifier and national_id):
            return LineFault.NO_IDENTIFIER
        if kind not in _TYPES or kind + identifier != national_id:
            return LineFault.MALFORMED_IDENTIFIER
        if kind == IdentifierType.RPPS.value:
            fine = _is_rpps(identifier, strict_keys)
        else:
            fine = kind != IdentifierType.ADELI.value or _is_adeli(identifier)
        return None if fine else LineFault.MALFORMED_IDENTIFIER

    return judge


def _is_rpps(identifier: str, strict: bool) -> bool:  # noqa: FBT001  # asked two million times
    try:
        total = _FOUR[identifier[:4]] + _FOUR[identifier[4:8]] + _THREE[identifier[8:]]
    except KeyError:
        return False
    return not strict or total % 10 == 0


def _is_adeli(identifier: str) -> bool:
    return (
        len(identifier) == _ADELI_LENGTH
        and identifier.isascii()
        and identifier[0].isdigit()
        and identifier[1] in "0123456789AB"
        and identifier[2:].isdigit()
    )
