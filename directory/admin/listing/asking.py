"""What is asked of a list: its filters with their choices, and the addresses of the list with and without each."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from directory.admin.saved_filters import WHOLE, Active, query_of


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter as a list shows it. choices: value and words; chosen: a value, empty for all.

    has_all: whether it may be left open.
    """

    name: str
    label: Any
    choices: list[tuple[str, Any]]
    chosen: str
    has_all: bool = True


def chosen_among(value: str, choices: list[tuple[str, Any]]) -> str:
    """What is none of the choices is not a choice."""
    return value if value in {choice for choice, _words in choices} else ""


def active_filters(search_label: Any, kept: dict[str, str], filters: list[Filter]) -> list[Active]:
    """Each filter in force, with the address of the list without it."""
    words = {one.name: (one.label, dict(one.choices).get(one.chosen, "")) for one in filters if one.chosen}
    if kept.get("q"):
        words = {"q": (search_label, kept["q"]), **words}
    return [
        Active(label, chosen, query_of({**kept, name: ""}) or f"{WHOLE}=1") for name, (label, chosen) in words.items()
    ]


def page_address(kept: dict[str, str], after: str) -> str:
    """The address of a neighbouring page; empty where there is none."""
    return urlencode({name: value for name, value in {**kept, "after": after}.items() if value}) if after else ""
