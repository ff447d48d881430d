"""Correction requests of the person: what they find wrong, to the authority that answers for it, and what it said."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory import queries
from directory.errors import CorrectionRefused
from directory.fields import readable
from directory.holder_panels import HolderEntry, register_holder_entry
from directory.holder_sign_in import Holder, for_holder, show_holder_page
from directory.models import CorrectionRequest, CorrectionState
from directory.policy import CORRECTION_ANSWER_WAIT, CORRECTION_TEXT_LENGTH
from directory.tasks import poke_delivery
from directory.views.holder.record import parts_of
from directory.workflows import corrections

BADGES = {CorrectionState.OPEN: "info", CorrectionState.CORRECTED: "success", CorrectionState.REFUSED: "warning"}
_MOST = 100  # shown, the latest first
_WORDS = {
    "text": gettext_lazy("Write at least ten characters: what is wrong, and what is right. A thousand at most."),
    "open": gettext_lazy("Five of your requests wait for an answer already: wait for one, or withdraw one."),
    "quota": gettext_lazy("Five requests a day, no more: come back tomorrow, or call the authority."),
    "part": gettext_lazy("Choose what is wrong."),
}


@require_safe
@for_holder
def list_corrections(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: every request, the latest first, with its answer."""
    records = queries.records_behind(holder.practitioner.pk)
    rows = CorrectionRequest.objects.filter(practitioner__in=records).select_related("authority")
    lines = [
        {
            "row": row,
            "badge": BADGES.get(CorrectionState(row.state), ""),
            "is_open": row.state == CorrectionState.OPEN,
            "due_at": row.asked_at + CORRECTION_ANSWER_WAIT,
        }
        for row in rows.order_by("-asked_at", "-pk")[:_MOST]
    ]
    return show_holder_page(request, holder, "directory/holder/corrections.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@for_holder
def ask_correction(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: the form; `partie` chooses. POST {"partie", "text"}: asks the authority of that part."""
    typed = request.POST if request.method == "POST" else request.GET
    parts = {part.key: part for part in parts_of(holder.practitioner, timezone.localdate(holder.now))}
    text, key = readable(typed.get("text", "")), typed.get("partie", "")
    error = ""
    if request.method == "POST":
        error = _ask(holder, parts.get(key), text)
        if not error:
            poke_delivery()
            messages.success(request, _("Your request is with the authority: its answer arrives here, and by e-mail."))
            return redirect("holder_corrections")
    context = {
        "parts": list(parts.values()),
        "chosen": key,
        "text": text[: CORRECTION_TEXT_LENGTH[1]],
        "error": str(_WORDS[error]) if error else "",
        "error_on_part": error == "part",
        "days": CORRECTION_ANSWER_WAIT.days,
    }
    return show_holder_page(
        request, holder, "directory/holder/correction_new.html", context, status=422 if error else 200
    )


@require_POST
@for_holder
def withdraw_correction(request: HttpRequest, holder: Holder, correction_id: UUID) -> HttpResponse:
    """POST: one's own open request is withdrawn; 404 for any other one."""
    if not corrections.withdraw(practitioner=holder.practitioner, correction_id=correction_id, now=holder.now):
        raise Http404
    messages.success(request, _("Your request is withdrawn."))
    return redirect("holder_corrections")


def _ask(holder: Holder, part: Any, text: str) -> str:
    """Empty when it was asked, else why not."""
    if part is None:
        return "part"
    try:
        corrections.ask(
            practitioner=holder.practitioner,
            part=part.kind,
            about=part.title,
            authority=part.authority,
            text=text,
            now=holder.now,
        )
    except CorrectionRefused as refusal:
        return refusal.reason
    return ""


register_holder_entry(
    HolderEntry(
        key="corrections",
        label=gettext_lazy("My corrections"),
        note=gettext_lazy("Say what is wrong in your record, and follow the answer of the authority."),
        address="holder_corrections",
        rank=30,
    )
)
