"""Somebody has a list prepared as a file by the worker, whatever its length."""

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.admin.exports.asked import find_list
from directory.admin.exports.words import words_of_export_refusal
from directory.admin.site import portal
from directory.admin.strong import ask_for_strong_means
from directory.admin.viewer import viewer_of
from directory.errors import ExportRefused
from directory.models import ExportForm
from directory.policy import EXPORT_KEPT, EXPORT_SHEET_LINES
from directory.tasks import poke_exports
from directory.workflows import exports


@require_http_methods(["GET", "HEAD", "POST"])
def prepare_export(request: HttpRequest, what: str) -> HttpResponseBase:
    """GET, with the filters of the list: what would be prepared. POST to the same address: it is asked for."""
    exported, viewer = find_list(what), viewer_of(request)
    if exported.is_personal and (strong := ask_for_strong_means(request)):
        return strong
    reader = exported.reader(viewer, request.GET)
    if request.method == "POST":
        form = ExportForm.XLSX if request.POST.get("form") == ExportForm.XLSX else ExportForm.CSV
        try:
            job = exports.ask(
                account=viewer.account,
                kind=exported.kind,
                form=form,
                filters=reader.filters,
                language=get_language() or "fr",
                now=viewer.now,
            )
        except ExportRefused as refusal:
            messages.warning(request, words_of_export_refusal(refusal))
            return redirect(request.get_full_path())
        poke_exports()
        return redirect("portal:export", job.pk)
    context = {
        **portal.each_context(request),
        "title": _("Export prepared for you: %(list)s") % {"list": exported.label},
        "is_narrowed": any(reader.filters.values()),
        "is_personal": exported.is_personal,
        "forms": ExportForm.choices,
        "most": number_format(EXPORT_SHEET_LINES, force_grouping=True),
        "hours": int(EXPORT_KEPT.total_seconds() // 3600),
        "list_address": f"{reverse(exported.route)}?{request.GET.urlencode()}",
    }
    return TemplateResponse(request, "admin/directory/export_prepare.html", context)


portal.add_page("exports/preparer/<slug:what>/", prepare_export, "prepare_export")
