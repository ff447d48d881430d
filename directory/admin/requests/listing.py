"""The list of requests: what waits first, by state and by age; no name and no address in it."""

from datetime import timedelta
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions
from directory.admin.listing import Kind, Order, UnknownPlace, page_address, page_of
from directory.admin.requests.words import COLOURS, age_words, masked
from directory.admin.saved_filters import query_of
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import EnrolmentRequest
from directory.states import OPEN_REQUESTS
from directory.vocabulary.requests import RequestState

PAGE = 25
_STATES: dict[str, tuple[Any, tuple[RequestState, ...]]] = {
    "a-traiter": (gettext_lazy("To treat"), (RequestState.SUBMITTED,)),
    "en-attente": (gettext_lazy("Waiting for the person"), (RequestState.ASKED,)),
    "invitations": (gettext_lazy("Invitations"), (RequestState.INVITED, RequestState.DRAFT)),
    "closes": (gettext_lazy("Closed"), tuple(state for state in RequestState if state not in OPEN_REQUESTS)),
    "toutes": (gettext_lazy("Every one"), tuple(RequestState)),
}
_AGES: dict[str, tuple[Any, timedelta]] = {
    "7": (gettext_lazy("More than a week"), timedelta(days=7)),
    "30": (gettext_lazy("More than thirty days"), timedelta(days=30)),
}
_FIELDS = frozenset({"etat", "age", "after"})
# What has waited longest comes first; of what is closed, the latest
_LONGEST_FIRST: Final = Order((("since", Kind.INSTANT), ("pk", Kind.NUMBER)))
_LATEST_FIRST: Final = Order((("closed_at", Kind.INSTANT), ("pk", Kind.NUMBER)), is_descending=True)


def list_requests(request: HttpRequest) -> HttpResponse:
    """GET: the requests of the viewer's structures. `etat`, `age`, `after`. 400 for what no page of ours asks."""
    if not set(request.GET) <= _FIELDS:
        raise BadRequest("an unknown filter")
    viewer = viewer_of(request)
    state, age = request.GET.get("etat") or "a-traiter", request.GET.get("age", "")
    if state not in _STATES or age not in {"", *_AGES}:
        raise BadRequest("an unknown choice")
    sees_contacts = permissions.has_power(viewer.account, permissions.Power.SEE_CONTACTS, viewer.now)
    order = _LATEST_FIRST if state == "closes" else _LONGEST_FIRST
    try:
        page = page_of(_rows(viewer, state, age), order, request.GET.get("after", ""), size=PAGE)
    except UnknownPlace:
        raise BadRequest("not a page of this list") from None
    kept = {"etat": state, "age": age}
    context = {
        **portal.each_context(request),
        "title": _("Requests to be registered"),
        "may_invite": viewer.enrols,
        "states": [
            {"words": words, "address": f"?{query_of({**kept, 'etat': name})}", "is_here": name == state}
            for name, (words, _states) in _STATES.items()
        ],
        "state": state,
        "age": age,
        "ages": [(value, words) for value, (words, _delay) in _AGES.items()],
        "rows": [_row(row, viewer, sees_contacts=sees_contacts) for row in page.rows],
        "previous_page": page_address(kept, page.previous),
        "next_page": page_address(kept, page.next),
    }
    return TemplateResponse(request, "admin/directory/requests.html", context)


def _rows(viewer: Viewer, state: str, age: str) -> QuerySet[EnrolmentRequest]:
    rows = permissions.requests_visible_to(viewer.account, viewer.now).filter(state__in=_STATES[state][1])
    rows = rows.annotate(since=Coalesce("submitted_at", "created_at"))
    if age:
        rows = rows.filter(since__lte=viewer.now - _AGES[age][1])
    return rows.select_related("organization", "answers")


def _row(row: Any, viewer: Viewer, *, sees_contacts: bool) -> dict[str, Any]:
    answers = getattr(row, "answers", None)
    person = masked(answers.email) if answers is not None else _("removed")
    return {
        "number": row.pk,
        "address": reverse("portal:request", args=[row.pk]),
        "structure": row.organization.display_name,
        "person": person if sees_contacts else "–",
        "origin": row.get_origin_display(),
        "state": row.get_state_display(),
        "colour": COLOURS.get(RequestState(row.state), "info"),
        "age": age_words(row.since, viewer.now),
    }


portal.add_page("demandes/", list_requests, "requests")
