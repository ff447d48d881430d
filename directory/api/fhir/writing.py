"""JSON written by pieces: a shape is made once, and filled for every row.

What a page says hardly differs from row to row. Building objects for it and walking them again to write JSON took
longer than the queries; texts that are put together take a tenth of that.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any

# A text as JSON: the function that json.dumps itself calls
quoted: Callable[[str], str] = encode_basestring

HOLE = "\ufffc"  # what a shape has in the place of a value: Unicode's own character for that
_SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
LANGUAGE = '"fr"'
_KEPT = frozenset({"resourceType", "id", "meta"})


def to_json(value: Any) -> str:
    """Any value as JSON, without a space."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def array(items: Iterable[str]) -> str:
    """A list of what is JSON already."""
    return f"[{','.join(items)}]"


class Shape:
    """A piece of JSON with holes. It is filled with JSON: texts must be quoted first."""

    def __init__(self, value: Any) -> None:
        self._format = to_json(value).replace("%", "%%").replace(to_json(HOLE), "%s")

    def fill(self, *values: str) -> str:
        """The piece, its holes filled in their order."""
        return self._format % values


class Members(Shape):
    """The members of an object with holes, without the braces around them."""

    def __init__(self, value: dict[str, Any]) -> None:
        super().__init__(value)
        self._format = self._format[1:-1]


_META = Shape({"lastUpdated": HOLE, "profile": HOLE, "extension": HOLE})


def period(start: str | None, end: str | None) -> str:
    """A period, with the very days that the guide maps to it. Empty when neither is known."""
    if start is not None and end is not None:
        return f'{{"start":"{start}","end":"{end}"}}'
    if start is not None:
        return f'{{"start":"{start}"}}'
    return "" if end is None else f'{{"end":"{end}"}}'


@dataclass(slots=True)
class Written:
    """One resource, each member as JSON. refers: primary keys of what members refer to, by member."""

    kind: str
    identifier: str
    changed_at: str
    members: dict[str, str]
    refers: dict[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole resource."""
        return "{" + ",".join([f'"{name}":{value}' for name, value in self.members.items()]) + "}"

    def narrowed(self, elements: Iterable[str], mandatory: Iterable[str]) -> "Written":
        """The resource with these members only, tagged as not whole. Mandatory members stay."""
        wanted = {*_KEPT, *mandatory, *elements}
        kept = {name: value for name, value in self.members.items() if name in wanted}
        kept["meta"] = f'{kept["meta"][:-1]},"tag":{to_json([_SUBSETTED])}}}'
        return Written(self.kind, self.identifier, self.changed_at, kept, self.refers)


def write_stub(
    kind: str, identifier: str, changed_at: str, *, profiles: str, trace: str, identifiers: str, active: bool
) -> Written:
    """What every resource begins with, and all that remains of one that is closed."""
    members = {
        "resourceType": f'"{kind}"',
        "id": f'"{identifier}"',
        "meta": _META.fill(f'"{changed_at}"', profiles, trace),
        "identifier": identifiers,
        "active": "true" if active else "false",
    }
    return Written(kind, identifier, changed_at, members)


def write(resource: dict[str, Any], changed_at: str, refers: Mapping[str, int]) -> Written:
    """A resource that was built as objects, written."""
    members = {name: to_json(value) for name, value in resource.items()}
    return Written(resource["resourceType"], resource["id"], changed_at, members, dict(refers))
