"""Resources as plain objects, written as JSON once, at the end, by a compiled library.

What many of them share (codes with their labels, profiles, traces) is one object that nobody changes: making a page is
then little more than naming its members.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

Resource = dict[str, Any]

LANGUAGE = "fr"
_SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
_KEPT = frozenset({"resourceType", "id", "meta"})


def to_json(value: Resource) -> bytes:
    """A resource as JSON, without a space."""
    return orjson.dumps(value)


def period(start: str | None, end: str | None) -> Resource:
    """A period, with the very days that the guide maps to it. Empty when neither is known."""
    if start is not None and end is not None:
        return {"start": start, "end": end}
    if start is not None:
        return {"start": start}
    return {} if end is None else {"end": end}


@dataclass(slots=True)
class Built:
    """One resource. refers: primary keys of what members refer to, by member."""

    resource: Resource
    refers: dict[str, int] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it is read, below the address of the API."""
        return f"{self.resource['resourceType']}/{self.resource['id']}"

    @property
    def changed_at(self) -> str:
        """When it last changed."""
        changed: str = self.resource["meta"]["lastUpdated"]
        return changed

    def narrowed(self, elements: Iterable[str], mandatory: Iterable[str]) -> "Built":
        """The resource with these members only, tagged as not whole. Mandatory members stay."""
        wanted = {*_KEPT, *mandatory, *elements}
        kept = {name: value for name, value in self.resource.items() if name in wanted}
        kept["meta"] = {**kept["meta"], "tag": [_SUBSETTED]}
        return Built(kept, self.refers)


def stub(
    kind: str,
    identifier: str,
    changed_at: str,
    *,
    profiles: list[str],
    trace: list[Resource],
    identifiers: list[Resource],
    active: bool,
) -> Built:
    """What every resource begins with, and all that remains of one that is closed."""
    return Built(
        {
            "resourceType": kind,
            "id": identifier,
            "meta": {"lastUpdated": changed_at, "profile": profiles, "extension": trace},
            "identifier": identifiers,
            "active": active,
        }
    )
