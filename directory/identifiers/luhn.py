"""The check digit shared by RPPS, FINESS, SIREN and SIRET numbers (Luhn, ISO/IEC 7812-1)."""

_DOUBLED = str.maketrans("0123456789", "0246813579")


def luhn_sum(digits: str) -> int:
    """Weigh a number as Luhn does, every second digit from the right being doubled.

    digits: ASCII digits only, key included. The number is right when the sum is a multiple of ten.
    """
    return sum(map(int, digits[-1::-2])) + sum(map(int, digits[-2::-2].translate(_DOUBLED)))


def luhn_key(digits: str) -> str:
    """The one digit that, put after `digits`, makes the whole number right."""
    return str(-luhn_sum(digits + "0") % 10)


def has_luhn_key(number: str) -> bool:
    """Whether the last digit of `number` is its Luhn key."""
    return luhn_sum(number) % 10 == 0


def is_digits(text: str) -> bool:
    """Whether `text` holds ASCII digits only; '²' and '٣' are digits to `str.isdigit`, not here."""
    return text.isascii() and text.isdigit()
