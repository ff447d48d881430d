"""The check digit shared by RPPS, FINESS, SIREN and SIRET numbers (Luhn, ISO/IEC 7812-1)."""

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn_sum(digits: str) -> int:
    """Weigh a number as Luhn does, every second digit from the right being doubled.

    digits: ASCII digits only, key included. The number is right when the sum is a multiple of ten.
    """
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = ord(digit) - 48
        total += _DOUBLED[value] if position % 2 else value
    return total


def luhn_key(digits: str) -> str:
    """The one digit that, put after `digits`, makes the whole number right."""
    return str(-luhn_sum(digits + "0") % 10)


def has_luhn_key(number: str) -> bool:
    """Whether the last digit of `number` is its Luhn key."""
    return luhn_sum(number) % 10 == 0


def is_digits(text: str) -> bool:
    """Whether `text` holds ASCII digits only; '²' and '٣' are digits to `str.isdigit`, not here."""
    return text.isascii() and text.isdigit()
