"""What a list says of itself: everything that one page of it needs to know."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from directory.admin.listing.cells import Column
from directory.admin.listing.places import Order
from directory.admin.viewer import Viewer


def anyone(_viewer: Viewer) -> bool:
    """Whoever is in the portal finds the list; it may be empty."""
    return True


def nothing_more(_request: HttpRequest) -> dict[str, Any]:
    """A list that has nothing above nor below it."""
    return {}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The rows that meet a question. remark: a sentence about what is left out, or nothing."""

    rows: QuerySet[Any]
    remark: Any = ""


def as_they_are(rows: QuerySet[Any], _kept: dict[str, str], _viewer: Viewer) -> Narrowed:
    """A list of which nothing is asked."""
    return Narrowed(rows)


@dataclass(frozen=True, slots=True)
class Search:
    """The field in which words are typed: `q` in addresses."""

    label: Any
    hint: Any = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter. offer: the values that this viewer has, with their words; without any it is not shown."""

    name: str
    label: Any
    offer: Callable[[Viewer], list[tuple[str, Any]]]


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of the portal.

    key: as saved filters call it; route: of the portal; title: as the menu calls it. rows: what the viewer sees of it,
    with what its columns read; narrow: those of them that meet a question, by names of filters. address: of a record.
    empty: what to do when nothing exists. above, below: templates beside the list, with what `more` gives them.
    """

    key: str
    route: str
    title: Any
    rows: Callable[[Viewer], QuerySet[Any]]
    order: Order
    columns: tuple[Column, ...]
    address: Callable[[Any], str]
    empty: Any
    search: Search | None = None
    choices: tuple[Choice, ...] = ()
    narrow: Callable[[QuerySet[Any], dict[str, str], Viewer], Narrowed] = as_they_are
    may_see: Callable[[Viewer], bool] = anyone
    above: str = ""
    below: str = ""
    more: Callable[[HttpRequest], dict[str, Any]] = nothing_more
