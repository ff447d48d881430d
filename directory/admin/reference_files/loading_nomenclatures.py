"""« Load nomenclatures »: official FHIR CodeSystem files, checked, then loaded. National operators only."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import permissions
from directory.admin.loads.uploads import LoadUploadHandler
from directory.admin.loads.words import delivery_words
from directory.admin.reference_files.checking import receives_files, sending_of
from directory.admin.site import portal
from directory.admin.viewer import account_of, viewer_of
from directory.errors import RefusedDelivery, UnreadableNomenclature
from directory.extract.code_systems import MOST_BYTES
from directory.wording import nomenclature_words
from directory.workflows import nomenclatures


@receives_files
def load_nomenclatures(request: HttpRequest, handler: LoadUploadHandler) -> HttpResponse:
    """GET: the form. POST: what the files would do; with `load` and the files that were checked, does it."""
    viewer = viewer_of(request)
    if not permissions.can_load_nomenclatures(viewer.account, viewer.now):
        raise Http404
    if request.method != "POST":
        return _page(request)
    try:
        sending = sending_of(request, handler, most_bytes=MOST_BYTES)
        verb = nomenclatures.load if sending.is_decided else nomenclatures.rehearse
        outcomes = verb(files=sending.files, account=account_of(request), now=timezone.now())
    except RefusedDelivery as refusal:
        return _page(request, error=delivery_words(refusal), status=422)
    except UnreadableNomenclature as refusal:
        return _page(request, error=nomenclature_words(refusal), status=422)
    if not sending.is_decided:
        changed = "load" in request.POST and "checked" in request.POST
        return _page(request, outcomes=outcomes, fingerprint=sending.fingerprint, changed=changed)
    words = ngettext("%(count)s nomenclature is up to date.", "%(count)s nomenclatures are up to date.", len(outcomes))
    messages.success(request, words % {"count": len(outcomes)})
    return redirect("portal:directory_codetable_changelist")


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    context |= {**portal.each_context(request), "title": _("Load nomenclatures")}
    return TemplateResponse(request, "admin/directory/nomenclature_load.html", context, status=status)


portal.add_page("nomenclatures/charger/", load_nomenclatures, "load_nomenclatures")
