"""Mobile numbers as people type them in France, overseas included."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from directory.errors import MalformedIdentifier

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
# France, its overseas departments and its collectivities
_COUNTRY_CODES = {33, 262, 590, 594, 596, 508, 681, 687, 689}
_FICTION = "63998"
_LENGTH_WITHOUT_ZERO = 9


def fault_of_mobile(number: PhoneNumber) -> str:
    """Why codes cannot be sent there: invalid, not_french, not_mobile; empty when they can.

    06 39 98 and four digits, kept by the regulator for fiction, serve trainings: nobody is ever called.
    """
    if _is_fictional(number):
        return ""
    if not phonenumbers.is_valid_number(number):
        return "invalid"
    if number.country_code not in _COUNTRY_CODES:
        return "not_french"
    return "" if phonenumbers.number_type(number) in _MOBILE else "not_mobile"


def read_mobile(text: str) -> str:
    """The number in E.164. A leading zero that a spreadsheet took away is put back. Raises MalformedIdentifier."""
    plain = text.strip()
    digits = "".join(character for character in plain if character.isdigit())
    if len(digits) == _LENGTH_WITHOUT_ZERO and digits[0] in "67" and not plain.startswith(("+", "0")):
        plain = f"0{digits}"
    elif len(digits) > _LENGTH_WITHOUT_ZERO + 1 and plain[:1].isdigit() and not plain.startswith("0"):
        plain = f"+{digits}"  # 33612345678: the plus sign was taken for arithmetic
    try:
        number = phonenumbers.parse(plain, "FR")
    except NumberParseException:
        raise MalformedIdentifier(kind="mobile", reason="invalid") from None
    if fault := fault_of_mobile(number):
        raise MalformedIdentifier(kind="mobile", reason=fault)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _is_fictional(number: PhoneNumber) -> bool:
    digits = str(number.national_number or "")
    return number.country_code == 33 and digits.startswith(_FICTION) and len(digits) == _LENGTH_WITHOUT_ZERO
