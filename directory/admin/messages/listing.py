"""The messages to the people whom the viewer sees: what each was, where it went, what became of it, what to do."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from directory import permissions
from directory.admin.base import RecordAdmin
from directory.admin.listing import Filter, Kind, Order, UnknownPlace, chosen_among, page_address, page_of
from directory.admin.messages.lines import FAILED, lines_of
from directory.admin.messages.words import EVENTS
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import MessageChannel, MessageState, OutboundMessage, Practitioner

PAGE: Final = 25  # messages
_PERIODS: Final = (
    ("7", gettext_lazy("seven days")),
    ("30", gettext_lazy("thirty days")),
    ("90", gettext_lazy("ninety days")),
    ("all", gettext_lazy("since the beginning")),
)
_USUAL_PERIOD: Final = "30"
_LATEST_FIRST: Final = Order((("created_at", Kind.INSTANT), ("pk", Kind.UUID)), is_descending=True)


@admin.register(OutboundMessage, site=portal)
class OutboundMessageAdmin(RecordAdmin):
    """Messages: a list of our own, by keys; their content is nobody's to read."""

    scope = permissions.messages_visible_to
    ordering = ("-created_at", "-id")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list."""
        return require_safe(_show_all)(request)

    def show(self, request: HttpRequest, row: OutboundMessage) -> HttpResponse:
        """A message has no page of its own: those of its person are shown."""
        return redirect("portal:person_messages", row.practitioner_id)


def _show_all(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    rows = permissions.rows_of_people(OutboundMessage.objects.all(), viewer.searchable)
    number = _asked(request, "q")
    if number:
        rows = rows.filter(practitioner__national_id=number)
    return _page(request, viewer, rows, person=None, title=_("Messages"), number=number)


@require_safe
def person_messages(request: HttpRequest, person_id: int) -> HttpResponse:
    """GET: the messages to one person whom the viewer sees."""
    viewer = viewer_of(request)
    people = permissions.practitioners_visible_to(viewer.account, viewer.now)
    person = get_object_or_404(people.select_related("authority"), pk=person_id)
    rows = permissions.messages_visible_to(viewer.account, viewer.now).filter(practitioner=person)
    return _page(request, viewer, rows, person=person, title=person.display_name, number="")


def _page(
    request: HttpRequest,
    viewer: Viewer,
    rows: QuerySet[OutboundMessage],
    *,
    person: Practitioner | None,
    title: str,
    number: str,
) -> HttpResponse:
    """One page of these messages. Raises BadRequest for a question that no page of ours asks."""
    filters = _filters(request, is_of_one_person=person is not None)
    chosen = {one.name: one.chosen for one in filters}
    if not set(request.GET) <= {*chosen, "q", "after"}:
        raise BadRequest("an unknown filter")
    narrowed = _narrow(rows, chosen, viewer.now).select_related("practitioner__authority", "contact")
    try:
        page = page_of(narrowed, _LATEST_FIRST, _asked(request, "after"), size=PAGE)
    except UnknownPlace:
        raise BadRequest("not a page of this list") from None
    kept = {"q": number, **chosen}
    context = {
        **portal.each_context(request),
        "title": title,
        "trail_above": [(_("People"), reverse("portal:directory_practitioner_changelist"))] if person else [],
        "person": person,
        "number": number,
        "filters": filters,
        "is_narrowed": bool(number) or any(one.chosen and one.has_all for one in filters),
        "lines": lines_of(page.rows, viewer),
        "previous_page": page_address(kept, page.previous),
        "next_page": page_address(kept, page.next),
    }
    return TemplateResponse(request, "admin/directory/messages.html", context)


def _filters(request: HttpRequest, *, is_of_one_person: bool) -> list[Filter]:
    states = [(state.value, state.label) for state in MessageState if state is not MessageState.DECOY]
    events = sorted(((name, str(words)) for name, words in EVENTS.items()), key=lambda one: one[1].casefold())
    offered: list[tuple[str, str, list[tuple[str, Any]]]] = [
        ("state", _("State"), [("failed", _("did not arrive")), *states]),
        ("channel", _("Channel"), list(MessageChannel.choices)),
        ("event", _("Message"), list(events)),
    ]
    filters = [
        Filter(name, label, choices, chosen_among(_asked(request, name), choices)) for name, label, choices in offered
    ]
    usual = "all" if is_of_one_person else _USUAL_PERIOD
    period = chosen_among(_asked(request, "period"), list(_PERIODS)) or usual
    return [*filters, Filter("period", _("Period"), list(_PERIODS), period, has_all=False)]


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").encode(errors="ignore").decode().strip()[:300]


def _narrow(rows: QuerySet[OutboundMessage], chosen: dict[str, str], now: datetime) -> QuerySet[OutboundMessage]:
    if chosen["state"]:
        rows = rows.filter(state__in=FAILED if chosen["state"] == "failed" else [chosen["state"]])
    if chosen["channel"]:
        rows = rows.filter(channel=chosen["channel"])
    if chosen["event"]:
        rows = rows.filter(event=chosen["event"])
    if chosen["period"] != "all":
        rows = rows.filter(created_at__gt=now - timedelta(days=int(chosen["period"])))
    return rows


portal.add_page("personnes/<int:person_id>/messages/", person_messages, "person_messages")
