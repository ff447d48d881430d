"""« Old numbers »: the official correspondence, checked, then loaded; and the loads that were. National operators."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import permissions
from directory.admin.loads.uploads import LoadUploadHandler
from directory.admin.loads.words import delivery_words
from directory.admin.reference_files.checking import receives_files, sending_of
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import account_of, viewer_of
from directory.errors import MergeRefused, RefusedDelivery, UnreadableCorrespondence
from directory.extract.correspondence_file import MOST_BYTES
from directory.wording import correspondence_words, line_words, merge_words
from directory.workflows import old_numbers
from directory.workflows.old_numbers import CorrespondenceOutcome, Verdict

SHOWN_LINES = 200
SHOWN_LOADS = 20
ACTION = "directory.correspondence_loaded"


@receives_files
def _answer(request: HttpRequest, handler: LoadUploadHandler) -> HttpResponse:
    """GET: the form. POST: what the file would do; with `load` and the file that was checked, does it."""
    viewer = viewer_of(request)
    if not permissions.can_merge_people(viewer.account, viewer.now):
        raise Http404
    if request.method != "POST":
        return _page(request)
    try:
        sending = sending_of(request, handler, most_bytes=MOST_BYTES)
        if len(sending.files) > 1:
            raise RefusedDelivery(reason="too_many_files")
        ((name, content),) = sending.files
        verb = old_numbers.load if sending.is_decided else old_numbers.rehearse
        outcome = verb(file_name=name, content=content, account=account_of(request), now=timezone.now())
    except RefusedDelivery as refusal:
        return _page(request, error=delivery_words(refusal), status=422)
    except UnreadableCorrespondence as refusal:
        return _page(request, error=correspondence_words(refusal), status=422)
    except MergeRefused as refusal:
        return _page(request, error=merge_words(refusal), status=409)
    if sending.is_decided:
        messages.success(request, _("The correspondence is loaded."))
        if not outcome.refused:
            return redirect("portal:load_correspondence")
    changed = not sending.is_decided and "load" in request.POST and "checked" in request.POST
    fingerprint = "" if sending.is_decided else sending.fingerprint
    return _page(request, fingerprint=fingerprint, changed=changed, is_done=sending.is_decided, **_told(outcome))


load_correspondence = strong_means_required(_answer)
load_correspondence.csrf_exempt = True  # type: ignore[attr-defined]  # as `receives_files` says: it checks by itself


def _told(outcome: CorrespondenceOutcome) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "counts": [
            (_("lines"), len(outcome.lines)),
            (_("numbers linked"), outcome.count(Verdict.LINKED)),
            (_("records merged"), outcome.count(Verdict.MERGED)),
            (_("known already"), outcome.count(Verdict.KNOWN)),
            (_("lines refused"), outcome.count(Verdict.REFUSED)),
            (_("keys to look at"), len(outcome.warnings)),
        ],
        "refused": [{"pair": line.pair, "why": line_words(line.reason)} for line in outcome.refused[:SHOWN_LINES]],
        "more": max(len(outcome.refused) - SHOWN_LINES, 0),
    }


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    viewer = viewer_of(request)
    loads = permissions.audit_visible_to(viewer.account, viewer.now).filter(action=ACTION).select_related("actor")
    context |= {
        **portal.each_context(request),
        "title": _("Old numbers"),
        "loads": loads.order_by("-occurred_at", "-pk")[:SHOWN_LOADS],
    }
    return TemplateResponse(request, "admin/directory/correspondence.html", context, status=status)


portal.add_page("numeros/correspondance/", load_correspondence, "load_correspondence")
