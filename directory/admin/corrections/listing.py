"""The corrections put to the viewer's authorities: those that wait, oldest first, then the latest answered."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import permissions
from directory.admin.corrections.words import COLOURS
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.models import CorrectionRequest, CorrectionState
from directory.policy import CORRECTION_ANSWER_WAIT

MOST: Final = 100  # shown of each list; more is a backlog to work off


@require_safe
def list_corrections(request: HttpRequest) -> HttpResponse:
    """GET: both lists."""
    viewer = viewer_of(request)
    seen = permissions.corrections_visible_to(viewer.account, viewer.now)
    closed = seen.exclude(state=CorrectionState.OPEN)
    context = {
        **portal.each_context(request),
        "title": _("Correction requests"),
        "waiting": _lines(seen.filter(state=CorrectionState.OPEN).order_by("asked_at", "pk")),
        "closed": _lines(closed.order_by("-closed_at", "pk")),
        "now": viewer.now,
    }
    return TemplateResponse(request, "admin/directory/corrections.html", context)


def _lines(rows: QuerySet[CorrectionRequest]) -> list[dict[str, Any]]:
    return [
        {"row": row, "badge": COLOURS[CorrectionState(row.state)], "due_at": row.asked_at + CORRECTION_ANSWER_WAIT}
        for row in rows.select_related("practitioner", "authority")[:MOST]
    ]


portal.add_page("corrections/", list_corrections, "corrections")
