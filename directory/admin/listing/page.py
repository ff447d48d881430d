"""One page of a declared list: what was asked, the rows that meet it, the neighbouring pages."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from directory.admin.listing.asking import Filter, active_filters, chosen_among, page_address
from directory.admin.listing.cells import Cell
from directory.admin.listing.declared import Listed
from directory.admin.listing.places import UnknownPlace, page_of
from directory.admin.saved_filters import (
    WHOLE,
    FilteredList,
    default_address,
    query_of,
    register_list,
    shown_beside,
)
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.fields import readable

PAGE = 25  # rows
_LONGEST = 2_000  # characters of an answer


class OwnList:
    """Beside an admin of the portal: its list is the declared one."""

    listed: ClassVar[Listed]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return require_safe(self._list)(request)

    def _list(self, request: HttpRequest) -> HttpResponse:
        if not self.listed.may_see(viewer_of(request)):
            raise Http404
        return show_list(request, self.listed)


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown. cells: each with the label of its column."""

    address: str
    head: Cell
    cells: list[tuple[Any, Cell]]


def register(listed: Listed) -> Listed:
    """The same list, which now keeps filters."""
    if listed.search is not None or listed.choices:
        register_list(
            FilteredList(
                listed.key, listed.route, listed.title, lambda viewer, given: read_question(listed, viewer, given)
            )
        )
    return listed


def show_list(request: HttpRequest, listed: Listed) -> HttpResponse:
    """GET: a page of the list, or the way to the question with which it opens."""
    elsewhere = default_address(request, listed.key)
    if elsewhere is not None:
        return elsewhere
    viewer = viewer_of(request)
    asked = _asked(listed, request.GET)
    filters = _filters(listed, viewer, asked)
    kept = _kept(listed, asked, filters)
    narrowed = listed.narrow(listed.rows(viewer), kept, viewer)
    try:
        page = page_of(narrowed.rows, listed.order, asked["after"], size=PAGE)
    except UnknownPlace:
        raise BadRequest("not a page of this list") from None
    search_label = listed.search.label if listed.search else ""
    context = {
        **portal.each_context(request),
        "title": listed.title,
        "listed": listed,
        "asked": kept.get("q", ""),
        "filters": filters,
        "active": active_filters(search_label, kept, filters),
        "filters_saved": shown_beside(request, listed.key, kept),
        "is_narrowed": any(kept.values()),
        "lines": [_line(listed, row) for row in page.rows],
        "remark": narrowed.remark,
        "is_beyond": bool(asked["after"]),
        "first_page": query_of(kept) or f"{WHOLE}=1",
        "previous_page": page_address(kept, page.previous),
        "next_page": page_address(kept, page.next),
        "export_query": query_of(kept),
        **listed.more(request),
    }
    return TemplateResponse(request, "admin/directory/list.html", context)


def read_question(listed: Listed, viewer: Viewer, given: QueryDict) -> dict[str, str]:
    """What an address asks of the list, of choices that this viewer has. Raises BadRequest; 404 where it is hidden."""
    if not listed.may_see(viewer):
        raise Http404
    asked = _asked(listed, given)
    return _kept(listed, asked, _filters(listed, viewer, asked))


def _asked(listed: Listed, given: QueryDict) -> dict[str, str]:
    names = {*(choice.name for choice in listed.choices), "after", WHOLE} | ({"q"} if listed.search else set())
    if not set(given) <= names:
        raise BadRequest("an unknown filter")
    return {name: readable(given.get(name, "")).strip()[:_LONGEST] for name in names}


def _filters(listed: Listed, viewer: Viewer, asked: dict[str, str]) -> list[Filter]:
    offered = [(choice, choice.offer(viewer)) for choice in listed.choices]
    return [
        Filter(choice.name, choice.label, choices, chosen_among(asked[choice.name], choices))
        for choice, choices in offered
        if choices
    ]


def _kept(listed: Listed, asked: dict[str, str], filters: list[Filter]) -> dict[str, str]:
    words = {"q": asked["q"]} if listed.search else {}
    return {**words, **{one.name: one.chosen for one in filters}}


def _line(listed: Listed, row: Any) -> Line:
    first, *others = listed.columns
    return Line(listed.address(row), first.read(row), [(column.label, column.read(row)) for column in others])
