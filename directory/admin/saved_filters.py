"""Saved filters: the questions that an account keeps for lists of the portal, shown beside them and put in order here.

A list tells how it reads a question; what is saved is what that reading wrote, never an address that somebody typed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from directory import permissions
from directory.admin.keys import is_key
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import FilterRefused
from directory.fields import readable
from directory.models import SavedFilter
from directory.policy import SAVED_FILTERS
from directory.workflows import saved_filters

LONGEST_QUERY = 2_000  # characters, as the column has it
WHOLE = "all"  # the parameter that asks for the list without its default filter


@dataclass(frozen=True)
class FilteredList:
    """A list that keeps filters. read: the question of an address, cleaned; raises BadRequest. route: of the portal."""

    key: str
    route: str
    label: Any
    read: Callable[[Viewer, QueryDict], dict[str, str]]


_lists: dict[str, FilteredList] = {}


def register_list(one: FilteredList) -> None:
    """Let a list keep filters; the same key again replaces it."""
    _lists[one.key] = one


@dataclass(frozen=True, slots=True)
class Active:
    """One filter in force. without: the address of the list without it."""

    label: Any
    words: Any
    without: str


def query_of(kept: dict[str, str]) -> str:
    """A question as it is saved and linked."""
    return urlencode({name: value for name, value in kept.items() if value})


def default_address(request: HttpRequest, list_key: str) -> HttpResponseRedirect | None:
    """Where the list goes when nothing is asked of it; None: nowhere."""
    if request.GET:
        return None
    viewer = viewer_of(request)
    saved = permissions.saved_filters_visible_to(viewer.account).filter(list_key=list_key, is_default=True).first()
    return HttpResponseRedirect(f"{reverse(_lists[list_key].route)}?{saved.query}") if saved is not None else None


def shown_beside(request: HttpRequest, list_key: str, kept: dict[str, str]) -> dict[str, Any]:
    """What a list shows of saved filters: its links, and the form that saves the present question."""
    viewer, query = viewer_of(request), query_of(kept)
    mine = list(permissions.saved_filters_visible_to(viewer.account).filter(list_key=list_key).order_by("name", "pk"))
    return {
        "list_key": list_key,
        "query": query,
        "saved": [{"name": one.name, "query": one.query, "is_here": one.query == query} for one in mine],
        "may_save": bool(query)
        and len(mine) < SAVED_FILTERS
        and len(query) <= LONGEST_QUERY
        and all(one.query != query for one in mine),
    }


@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """POST `list`, `query`, `name`: keep the question that a list shows; back to it."""
    viewer, chosen = viewer_of(request), _lists.get(request.POST.get("list", ""))
    if chosen is None:
        raise Http404
    query = query_of(chosen.read(viewer, QueryDict(request.POST.get("query", "")[:LONGEST_QUERY])))
    if len(query) > LONGEST_QUERY:
        raise BadRequest("the question is too long")
    try:
        saved = saved_filters.save(
            account=viewer.account,
            list_key=chosen.key,
            name=_name(request),
            query=query,
            now=viewer.now,
        )
    except FilterRefused as refusal:
        messages.error(request, words_of_refusal(refusal))
    else:
        messages.success(request, _("The filter “%(name)s” is saved.") % {"name": saved.name})
    return HttpResponseRedirect(f"{reverse(chosen.route)}?{query or WHOLE + '=1'}")


@require_safe
def list_filters(request: HttpRequest) -> HttpResponse:
    """GET: the account's filters, list by list."""
    viewer = viewer_of(request)
    mine = list(permissions.saved_filters_visible_to(viewer.account).order_by("name", "pk"))
    groups = [
        {"label": one.label, "address": reverse(one.route), "filters": [row for row in mine if row.list_key == one.key]}
        for one in _lists.values()
    ]
    context = {
        **portal.each_context(request),
        "title": _("Saved filters"),
        "groups": [group for group in groups if group["filters"]],
        "people_list": reverse("portal:directory_practitioner_changelist"),
    }
    return TemplateResponse(request, "admin/directory/saved_filters.html", context)


@require_POST
def change_filter(request: HttpRequest, filter_id: int) -> HttpResponse:
    """POST `act` (rename, default, whole, delete) on a filter of one's own."""
    if not is_key(str(filter_id)):
        raise Http404
    viewer = viewer_of(request)
    saved = get_object_or_404(
        permissions.saved_filters_visible_to(viewer.account).select_related("account"), pk=filter_id
    )
    act = request.POST.get("act", "")
    try:
        _change(saved, act, _name(request))
    except FilterRefused as refusal:
        messages.error(request, words_of_refusal(refusal))
    else:
        messages.success(request, str(_DONE[act]) % {"name": saved.name})
    return redirect("portal:saved_filters")


_DONE = {
    "rename": gettext_lazy("The filter “%(name)s” has another name."),
    "default": gettext_lazy("The list opens with the filter “%(name)s”."),
    "whole": gettext_lazy("The list no longer opens with the filter “%(name)s”."),
    "delete": gettext_lazy("The filter “%(name)s” is deleted."),
}


def _change(saved: SavedFilter, act: str, name: str) -> None:
    match act:
        case "rename":
            saved_filters.rename(saved=saved, name=name)
        case "default":
            saved_filters.open_list_with(saved=saved)
        case "whole":
            saved_filters.open_list_whole(saved=saved)
        case "delete":
            saved_filters.delete(saved=saved)
        case _:
            raise BadRequest("an unknown act")


def _name(request: HttpRequest) -> str:
    """As typed, without what the database cannot hold."""
    return readable(request.POST.get("name", ""))[:200]


portal.add_page("filtres/", list_filters, "saved_filters")
portal.add_page("filtres/enregistrer/", save_filter, "save_filter")
portal.add_page("filtres/<int:filter_id>/", change_filter, "change_filter")
