"""Which PINs are too easy, for the phone as a command: the rules of the wallet, held to the same table by the tests."""

import re
from itertools import pairwise

PIN_MIN = 4  # digits
PIN_MAX = 8


def weakness(pin: str, *, sms_code: str = "", national_id: str = "") -> str | None:
    """None when the PIN may serve; otherwise length, repeated, sequence, date, same_as_code or in_number."""
    if not re.fullmatch(rf"[0-9]{{{PIN_MIN},{PIN_MAX}}}", pin, re.ASCII):
        return "length"
    reasons = {
        "repeated": _is_repeated(pin),
        "sequence": _is_sequence(pin),
        "date": _is_date(pin),
        "same_as_code": pin == sms_code,
        "in_number": pin in national_id,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _is_repeated(pin: str) -> bool:
    sizes = range(1, len(pin) // 2 + 1)
    return any(len(pin) % size == 0 and pin == pin[:size] * (len(pin) // size) for size in sizes)


def _is_sequence(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({1}, {9})


def _is_year(text: str) -> bool:
    return text[:2] in {"19", "20"}


def _is_day_and_month(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _is_date(pin: str) -> bool:
    if len(pin) == 4:
        return _is_year(pin)
    first, second, third = pin[:2], pin[2:4], pin[4:6]
    if len(pin) == 6:
        month_and_year = _is_year(pin[2:]) and _is_day_and_month("1", first)
        return _is_day_and_month(first, second) or _is_day_and_month(third, second) or month_and_year
    if len(pin) != 8:
        return False
    european = _is_year(pin[4:]) and _is_day_and_month(first, second)
    return european or (_is_year(pin[:4]) and _is_day_and_month(pin[6:], third))
