"""« My exports »: the files that the worker prepares for the viewer, each with its page, live while it is made."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from directory import permissions, queries
from directory.admin.exports.asked import BY_KIND
from directory.admin.exports.words import BADGES, words_of_export_refusal, words_of_reason
from directory.admin.loads.page import WORKER_SILENCE
from directory.admin.site import portal
from directory.admin.strong import ask_for_strong_means
from directory.admin.viewer import viewer_of
from directory.errors import ExportRefused
from directory.models import OPEN_EXPORTS, ExportForm, ExportJob, ExportState
from directory.policy import EXPORTS_SHOWN
from directory.sheets.exported import FILE_NAMES
from directory.sheets.writing import CSV_TYPE, WORKBOOK_TYPE
from directory.workflows import exports

_TYPES = {ExportForm.CSV: CSV_TYPE, ExportForm.XLSX: WORKBOOK_TYPE}


@require_safe
@never_cache
def list_exports(request: HttpRequest) -> HttpResponse:
    """GET: one's own, latest first."""
    viewer = viewer_of(request)
    latest = permissions.exports_visible_to(viewer.account).order_by("-asked_at", "-pk")[:EXPORTS_SHOWN]
    context = {
        **portal.each_context(request),
        "title": _("My exports"),
        "exports": [_shown(request, job) for job in latest],
        "lists": [{"label": one.label, "address": reverse(one.route)} for one in BY_KIND.values()],
    }
    return TemplateResponse(request, "admin/directory/exports.html", context)


@require_safe
@never_cache
def show_export(request: HttpRequest, export_id: int) -> HttpResponse:
    """GET: the whole page."""
    one = _live(request, _find(request, export_id))
    context = {**portal.each_context(request), "title": _("Export: %(list)s") % {"list": one["label"]}, **one}
    return TemplateResponse(request, "admin/directory/export.html", context)


@require_safe
@never_cache
def show_export_progress(request: HttpRequest, export_id: int) -> HttpResponse:
    """GET: what of the page moves, alone; the page asks for it again while the file is made."""
    return TemplateResponse(request, "admin/directory/export_live.html", _live(request, _find(request, export_id)))


@require_safe
def take_export(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """GET: the file; personal data behind a strong means, as when they were asked for."""
    job, viewer = _find(request, export_id), viewer_of(request)
    if BY_KIND[job.kind].is_personal and (strong := ask_for_strong_means(request)):
        return strong
    try:
        content = exports.take(export_id=job.pk, account=viewer.account, now=viewer.now)
    except ExportRefused as refusal:
        messages.warning(request, words_of_export_refusal(refusal))
        return redirect("portal:export", job.pk)
    name = f"{FILE_NAMES[job.kind]}-{timezone.localdate(job.ended_at):%Y-%m-%d}.{job.form}"
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=_TYPES[ExportForm(job.form)])
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def cancel_export(request: HttpRequest, export_id: int) -> HttpResponse:
    """POST: it is not made, or its file is erased at once."""
    job, viewer = _find(request, export_id), viewer_of(request)
    try:
        exports.cancel(export_id=job.pk, account=viewer.account, now=viewer.now)
    except ExportRefused as refusal:
        messages.warning(request, words_of_export_refusal(refusal))
    else:
        messages.success(request, _("Cancelled: nothing of this export is kept."))
    return redirect("portal:exports")


def _find(request: HttpRequest, export_id: int) -> ExportJob:
    return get_object_or_404(permissions.exports_visible_to(viewer_of(request).account), pk=export_id)


def _live(request: HttpRequest, job: ExportJob) -> dict[str, Any]:
    shown = _shown(request, job)
    beat = queries.last_worker_beat()
    is_silent = beat is None or viewer_of(request).now - beat > WORKER_SILENCE
    return {
        **shown,
        "version": f"{job.state}-{job.line_count}",
        "said": str(job.get_state_display()),
        "percent": _percent(job) if shown["is_running"] else None,
        "worker_is_silent": shown["is_running"] and is_silent,
        "is_personal": BY_KIND[job.kind].is_personal,
        "progress_address": reverse("portal:export_progress", args=[job.pk]),
    }


def _shown(request: HttpRequest, job: ExportJob) -> dict[str, Any]:
    """A file whose day is over is told so at once, whenever the clock removes it."""
    is_over = job.state == ExportState.READY and (job.kept_until is None or job.kept_until <= viewer_of(request).now)
    state = ExportState.EXPIRED if is_over else ExportState(job.state)
    return {
        "job": job,
        "label": BY_KIND[job.kind].label,
        "state": state.label,
        "badge": BADGES.get(state, "warning"),
        "is_running": state in OPEN_EXPORTS,
        "is_ready": state == ExportState.READY,
        "is_narrowed": bool(job.filters),
        "reason": words_of_reason(job.reason),
    }


def _percent(job: ExportJob) -> int | None:
    """None when nobody knows how much there is; the count of a long list is about right, and never more than whole."""
    return min(99, job.row_count * 100 // job.expected_count) if job.expected_count else None


portal.add_page("exports/", list_exports, "exports")
portal.add_page("exports/<int:export_id>/", show_export, "export")
portal.add_page("exports/<int:export_id>/etat/", show_export_progress, "export_progress")
portal.add_page("exports/<int:export_id>/fichier/", take_export, "export_file")
portal.add_page("exports/<int:export_id>/annuler/", cancel_export, "cancel_export")
