"""What is typed in a cell becomes a value, or a fault: a code that pages put into words."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from import_export.widgets import Widget

from directory.errors import MalformedIdentifier
from directory.identifiers import parse_rpps, read_mobile
from directory.sheets.words import folded

_NAME_LENGTH: Final = 120
_EMAIL_LENGTH: Final = 254
_NOT_IN_NAMES: Final = re.compile(r"[0-9=<>@;:{}\[\]|\\/*#$%&_!?+~^\"]")
_DATE: Final = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
_SERIAL: Final = re.compile(r"[1-6][0-9]{4}")  # days of a spreadsheet: 1927 to 2091
_SERIAL_ORIGIN: Final = date(1899, 12, 30)
_FEMALE: Final = {"f", "femme", "feminin", "mme", "madame", "2"}
_MALE: Final = {"m", "h", "homme", "masculin", "monsieur", "1"}
_RPPS_LENGTH: Final = 11


class CellFault(ValueError):
    """Its text is the code of the fault; import-export gathers them by field."""


@dataclass(frozen=True)
class Vocabulary:
    """Codes that may be given, by table, with what may be typed for each, folded; a word of several codes is none."""

    words: dict[str, dict[str, str]] = field(default_factory=dict)
    ambiguous: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: dict[str, list[tuple[str, str]]]) -> "Vocabulary":
        """tables: code and label of each table."""
        words: dict[str, dict[str, str]] = {}
        ambiguous: dict[str, set[str]] = {}
        for table, rows in tables.items():
            known = words.setdefault(table, {})
            twice = ambiguous.setdefault(table, set())
            for code, label in rows:
                word = folded(label)
                if known.setdefault(word, code) != code:
                    twice.add(word)
            known.update({folded(code): code for code, _label in rows})
        return cls(words, ambiguous)


class NameWidget(Widget):  # type: ignore[misc]  # the library is untyped
    """Family and given names; commas separate given names on identity documents, here spaces do."""

    def __init__(self, *, is_needed: bool) -> None:
        super().__init__()
        self._is_needed = is_needed

    def clean(self, value: Any, row: Any = None, **_context: Any) -> str:
        """Raises CellFault: needed, too_long, not_a_name."""
        name = " ".join(str(value or "").replace(",", " ").split())
        if not name and self._is_needed:
            raise CellFault("needed")
        if len(name) > _NAME_LENGTH:
            raise CellFault("too_long")
        if name and (_NOT_IN_NAMES.search(name) or not any(character.isalpha() for character in name)):
            raise CellFault("not_a_name")
        return name


class DateWidget(Widget):  # type: ignore[misc]
    """A day: French, international, or the number that a spreadsheet makes of it."""

    def clean(self, value: Any, row: Any = None, **_context: Any) -> date:
        """Raises CellFault: needed, not_a_date."""
        text = str(value or "").strip()
        if not text:
            raise CellFault("needed")
        if _SERIAL.fullmatch(text):
            return _SERIAL_ORIGIN + timedelta(days=int(text))
        if match := _DATE.fullmatch(text):
            day, month, year = (int(part) for part in match.groups())
        elif match := _ISO_DATE.fullmatch(text):
            year, month, day = (int(part) for part in match.groups())
        else:
            raise CellFault("not_a_date")
        try:
            return date(year, month, day)
        except ValueError:
            raise CellFault("not_a_date") from None


class SexWidget(Widget):  # type: ignore[misc]
    """F or M, as letters or words."""

    def clean(self, value: Any, row: Any = None, **_context: Any) -> str:
        """Raises CellFault: needed, not_a_sex."""
        word = folded(str(value or ""))
        if not word:
            raise CellFault("needed")
        if word in _FEMALE:
            return "F"
        if word in _MALE:
            return "M"
        raise CellFault("not_a_sex")


class EmailWidget(Widget):  # type: ignore[misc]
    """An address, compared without case; who is known needs none."""

    def clean(self, value: Any, row: Any = None, **_context: Any) -> str:
        """Raises CellFault: needed, not_an_email."""
        address = str(value or "").strip().lower()
        if not address and not _is_known(row):
            raise CellFault("needed")
        try:
            if address:
                validate_email(address)
        except ValidationError:
            raise CellFault("not_an_email") from None
        if len(address) > _EMAIL_LENGTH:
            raise CellFault("not_an_email")
        return address


class MobileWidget(Widget):  # type: ignore[misc]
    """A mobile number; who is known needs none."""

    def clean(self, value: Any, row: Any = None, **_context: Any) -> str:
        """Raises CellFault: needed, mobile_invalid, mobile_not_french, mobile_not_mobile."""
        text = str(value or "").strip()
        if not text:
            if _is_known(row):
                return ""
            raise CellFault("needed")
        try:
            return read_mobile(text)
        except MalformedIdentifier as fault:
            raise CellFault(f"mobile_{fault.params['reason']}") from None


class RppsWidget(Widget):  # type: ignore[misc]
    """The number of somebody whom the directory knows, with or without its type digit; empty for a new person."""

    def clean(self, value: Any, row: Any = None, **_context: Any) -> str:
        """Raises CellFault: rpps_malformed."""
        digits = "".join(str(value or "").split())
        if len(digits) == _RPPS_LENGTH + 1 and digits.startswith("8"):
            digits = digits[1:]
        try:
            return parse_rpps(digits) if digits else ""
        except MalformedIdentifier:
            raise CellFault("rpps_malformed") from None


class CodeWidget(Widget):  # type: ignore[misc]
    """A code of a nomenclature, or its label."""

    def __init__(self, table: str, *, default: str | None = None) -> None:
        super().__init__()
        self._table = table
        self._default = default

    def clean(self, value: Any, row: Any = None, **context: Any) -> str:
        """context: `vocabulary`. Raises CellFault: needed, several_codes, unknown_code."""
        word = folded(str(value or ""))
        if not word:
            if self._default is None:
                raise CellFault("needed")
            return self._default
        vocabulary: Vocabulary = context["vocabulary"]
        if word in vocabulary.ambiguous.get(self._table, ()):
            raise CellFault("several_codes")
        code = vocabulary.words.get(self._table, {}).get(word)
        if code is None:
            raise CellFault("unknown_code")
        return code


class StructureWidget(Widget):  # type: ignore[misc]
    """FINESS, SIRET or technical identifier of one of the structures of the import; empty where there is only one."""

    def clean(self, value: Any, row: Any = None, **context: Any) -> int:
        """context: `structures`, keys by what may be typed, and `only`, or None. Raises CellFault."""
        typed = structure_key(str(value or ""))
        if not typed:
            if context["only"] is None:
                raise CellFault("structure_needed")
            return int(context["only"])
        found = context["structures"].get(typed)
        if found is None:
            raise CellFault("structure_unknown")
        return int(found)


def structure_key(text: str) -> str:
    """A number of a structure as it is compared. A leading zero that a spreadsheet took away is put back."""
    compact = "".join(text.split()).upper()
    if compact.isascii() and compact.isdigit() and len(compact) in {8, 13}:
        return f"0{compact}"
    return compact


def _is_known(row: Any) -> bool:
    """Whether the line names somebody by number: their contacts stay as they are."""
    return bool(row is not None and str(row.get("rpps") or "").strip())
