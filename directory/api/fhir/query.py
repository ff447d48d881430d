"""What a search asks, read from the parameters of its address or form."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from directory.api.fhir.errors import Refusal, refuse_value
from directory.api.fhir.registry import Asked, ResourceType
from directory.api.fhir.values import MOST_VALUES, split

PAGE = 50
MOST = 200
MOST_PARAMETERS = 40
_RESULTS = frozenset({"_count", "_total", "_elements", "_summary", "_page"})

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Search:
    """One search, understood. used: the pairs that count, as the self link repeats them; page is not among them.

    count 0 asks for the number alone. total: none, estimate or accurate. elements None: all of them.
    """

    conditions: tuple[Asked, ...]
    used: tuple[tuple[str, str], ...]
    count: int = PAGE
    total: str = "none"
    elements: tuple[str, ...] | None = None
    includes: tuple[str, ...] = ()
    revincludes: tuple[str, ...] = ()
    page: str = ""

    @property
    def signature(self) -> str:
        """What a page token is bound to: everything that chooses rows, in an order of its own."""
        chosen = {(item.name, item.modifier, item.values) for item in self.conditions}
        return repr(sorted(chosen))

    def address(self, page: str = "") -> str:
        """The query of a link: what was used, and the page."""
        pairs = [*self.used, ("_page", page)] if page else list(self.used)
        return urlencode(pairs, safe=":,|/")


def read_search(resource: ResourceType, pairs: Pairs, *, strict: bool) -> Search:
    """Understand a search. strict: an unknown parameter is refused; else it is left out, and out of the links.

    Raises Refusal: a modifier or a value that cannot be used, a result parameter given twice, too much of anything.
    """
    conditions: list[Asked] = []
    used: list[tuple[str, str]] = []
    results: dict[str, str] = {}
    included: dict[str, list[str]] = {"_include": [], "_revinclude": []}
    for key, value in _counted(pairs):
        name, _, modifier = key.partition(":")
        if name in resource.parameter_by_name:
            conditions.append(_condition(resource, name, modifier, value))
        elif key in included and _can_include(resource, key, value):
            included[key].append(value)
        elif key in _RESULTS and key not in results:
            results[key] = value
        elif key in _RESULTS:
            raise Refusal(400, "invalid", f"{key} is given twice.")
        elif strict:
            raise Refusal(400, "not-supported", f"{key}={value}"[:100] + f" is not supported on {resource.name}.")
        else:
            continue
        if key != "_page":
            used.append((key, value))
    # Whole resources or their number: this server has no other summary
    summary = _one_of("_summary", results.get("_summary", "false"), ("false", "count"))
    return Search(
        conditions=tuple(conditions),
        used=tuple(used),
        count=0 if summary == "count" else _count(results.get("_count")),
        total=_one_of("_total", results.get("_total", "none"), ("none", "estimate", "accurate")),
        elements=_elements(results.get("_elements")),
        includes=tuple(included["_include"]),
        revincludes=tuple(included["_revinclude"]),
        page=results.get("_page", ""),
    )


def _counted(pairs: Pairs) -> Pairs:
    """The parameters that ask something: FHIR says that an empty one does not, and `_format` is the door's."""
    for index, (key, value) in enumerate(pairs):
        if index >= MOST_PARAMETERS:
            raise Refusal(400, "too-costly", f"At most {MOST_PARAMETERS} parameters.")
        if value and key != "_format":
            yield key, value


def _condition(resource: ResourceType, name: str, modifier: str, value: str) -> Asked:
    parameter = resource.parameter_by_name[name]
    if modifier and modifier not in parameter.modifiers:
        known = ", ".join(f":{word}" for word in parameter.modifiers) or "none"
        raise Refusal(400, "not-supported", f"{name}:{modifier[:40]} is not supported; modifiers of {name}: {known}.")
    given = split(value, ",")
    if len(given) > MOST_VALUES:
        raise Refusal(400, "too-costly", f"{name} takes at most {MOST_VALUES} values at once.")
    return Asked(name, modifier, tuple(given))


def _can_include(resource: ResourceType, key: str, value: str) -> bool:
    """Whether `Type:parameter`, with or without the target's type after it, is one of the type's."""
    if key == "_include":
        known = {f"{resource.name}:{entry.parameter}": entry.target for entry in resource.includes}
        if value == "*":
            return bool(known)
    else:
        known = {f"{entry.source}:{entry.parameter}": resource.name for entry in resource.revincludes}
    path, target = value, ""
    if value.count(":") == 2:
        path, _, target = value.rpartition(":")
    return path in known and target in {"", known[path]}


def _count(text: str | None) -> int:
    if text is None:
        return PAGE
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise refuse_value("_count", text, f"a number from 0 to {MOST}")
    return min(int(text), MOST)


def _one_of(name: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise refuse_value(name, text, " or ".join(known))
    return text


def _elements(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    return tuple(name.strip() for name in text.split(",") if name.strip())
