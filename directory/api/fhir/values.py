"""How values of search parameters are written: commas and bars with escapes, tokens, dates, references."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from directory.api.fhir.errors import refuse_value
from directory.api.fhir.registry import Asked

_ESCAPED = re.compile(r"\\([\\,|$])")
_DATE = re.compile(
    r"(?P<day>\d{4}(-\d\d(-\d\d)?)?)(?P<time>T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?",
    re.ASCII,
)
MOST_VALUES = 500  # of one occurrence: more is a mistake, or somebody who should ask for the extracts


@dataclass(frozen=True, slots=True)
class Token:
    """`system|code`. system None: not said; empty: the code has none. code empty: every code of the system."""

    system: str | None
    code: str

    def is_in(self, *systems: str) -> bool:
        """Whether the token may be a code of one of these systems."""
        return self.system is None or self.system in systems


@dataclass(frozen=True, slots=True)
class Instants:
    """What a date stands for: from `start` (included) to `end` (excluded), and how to compare with it."""

    comparison: str
    start: datetime
    end: datetime


def split(raw: str, separator: str) -> list[str]:
    r"""Cut at a separator that no backslash escapes; escapes stay in the parts."""
    parts, current, escaped = [], "", False
    for character in raw:
        if character == separator and not escaped:
            parts.append(current)
            current = ""
            continue
        current += character
        escaped = character == "\\" and not escaped
    return [*parts, current]


def unescape(text: str) -> str:
    r"""Read `\,` `\|` `\$` and `\\`. Source: FHIR R4, search, escaping."""
    return _ESCAPED.sub(r"\1", text)


def texts(asked: Asked) -> list[str]:
    """The values of a string parameter."""
    return [unescape(value).strip() for value in asked.values]


def tokens(asked: Asked) -> list[Token]:
    """The values of a token parameter: `code`, `system|code`, `|code`, `system|`."""
    return [_token(asked, value) for value in asked.values]


def references(asked: Asked, target: str, base: str) -> list[str]:
    """The ids that a reference parameter names: `id`, `Type/id` or the address of a resource of this server.

    A reference to another type or server names nothing here.
    """
    return [found for value in asked.values if (found := _reference(unescape(value), target, base))]


def instants(name: str, value: str) -> Instants:
    """Read a date of any precision, with its prefix: `ge2026-03`. Without an offset it is UTC."""
    prefix, text = (value[:2], value[2:]) if value[:2].isalpha() else ("eq", value)
    match = _DATE.fullmatch(text.replace(" ", "+"))  # a plus sign that was not escaped arrives as a space
    if match is None:
        raise refuse_value(name, value, "a date such as ge2026-03-17 or ge2026-03-17T08:00:00Z")
    try:
        start, end = _bounds(match)
    except (ValueError, OverflowError):
        raise refuse_value(name, value, "a date of the calendar") from None
    return Instants(prefix, start, end)


def _token(asked: Asked, value: str) -> Token:
    parts = [unescape(part).strip() for part in split(value, "|")]
    if len(parts) > 2 or not any(parts):
        raise refuse_value(asked.name, value, "code, system|code, |code or system|")
    return Token(None, parts[0]) if len(parts) == 1 else Token(parts[0], parts[1])


def _reference(value: str, target: str, base: str) -> str:
    value = value.strip().removeprefix(f"{base}/")
    kind, slash, identifier = value.partition("/")
    if not slash:
        return kind
    return identifier if kind == target and "/" not in identifier else ""


def _bounds(match: re.Match[str]) -> tuple[datetime, datetime]:
    day, time = match["day"], match["time"]
    if time is None:
        first = date.fromisoformat(day + "-01-01"[len(day) - 4 :])
        start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        return start, _after(start, len(day))
    if len(day) < 10:
        raise ValueError(day)
    start = datetime.fromisoformat(day + time)
    start = start if match["zone"] else start.replace(tzinfo=UTC)
    if "." in time:
        digits = len(re.sub(r"^.*\.(\d+).*$", r"\1", time))
        return start, start + timedelta(microseconds=10 ** (6 - digits))
    clock = time.removesuffix(match["zone"] or "")
    return start, start + (timedelta(seconds=1) if clock.count(":") > 1 else timedelta(minutes=1))


def _after(start: datetime, precision: int) -> datetime:
    if precision == 10:
        return start + timedelta(days=1)
    if precision == 7:
        return (start + timedelta(days=32)).replace(day=1)
    return start.replace(year=start.year + 1)
