"""The page of one correction request: what the person wrote, their record, and the answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from directory import permissions
from directory.admin.corrections.words import COLOURS
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import CorrectionRefused, NotAllowed
from directory.fields import readable
from directory.models import CorrectionRequest, CorrectionState
from directory.policy import CORRECTION_ANSWER_WAIT, CORRECTION_TEXT_LENGTH
from directory.tasks import poke_delivery
from directory.workflows import corrections

_DECISIONS = {"corrected": CorrectionState.CORRECTED, "refused": CorrectionState.REFUSED}
_DONE = {
    CorrectionState.CORRECTED: gettext_lazy("The person is told that their record is corrected."),
    CorrectionState.REFUSED: gettext_lazy("The person is told, and reads your reason in their space."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """GET: one request. POST {"decision": corrected or refused, "answer"}. 404 for what is put to others."""
    viewer = viewer_of(request)
    rows = permissions.corrections_visible_to(viewer.account, viewer.now)
    found = get_object_or_404(rows.select_related("practitioner__authority", "authority"), pk=correction_id)
    if request.method != "POST":
        return _show(request, viewer, found)
    state = _DECISIONS.get(request.POST.get("decision", ""))
    if state is None:
        return _show(request, viewer, found, status=422)
    text = readable(request.POST.get("answer", ""))
    try:
        corrections.answer(account=viewer.account, correction=found, state=state, text=text, now=viewer.now)
    except CorrectionRefused as refusal:
        if refusal.reason == "text":
            return _show(request, viewer, found, error=words_of_refusal(refusal), typed=text, status=422)
        messages.warning(request, words_of_refusal(refusal))
    except NotAllowed as refusal:
        messages.error(request, words_of_refusal(refusal))
    else:
        poke_delivery()
        messages.success(request, _DONE[state])
    return redirect("portal:corrections")


def _show(
    request: HttpRequest,
    viewer: Viewer,
    found: CorrectionRequest,
    *,
    error: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    is_seen = permissions.practitioners_visible_to(viewer.account, viewer.now).filter(pk=found.practitioner_id)
    context: dict[str, Any] = {
        **portal.each_context(request),
        "title": _("Correction request"),
        "found": found,
        "badge": COLOURS[CorrectionState(found.state)],
        "due_at": found.asked_at + CORRECTION_ANSWER_WAIT,
        "may_answer": permissions.can_answer_correction(viewer.account, found, viewer.now),
        "sees_record": is_seen.exists(),
        "error": error,
        "typed": typed[: CORRECTION_TEXT_LENGTH[1]],
    }
    return TemplateResponse(request, "admin/directory/correction.html", context, status=status)


portal.add_page("corrections/<uuid:correction_id>/", correction, "correction")
