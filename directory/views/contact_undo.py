"""The page of the link in « Your contact details change »: a button undoes it. Opening it changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.models import VerificationSource
from directory.tasks import poke_delivery
from directory.workflows.contact_undo import Undoing, undo, undoable_contact


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo_contact_change(request: HttpRequest, token: str) -> HttpResponse:
    """GET: what would be undone, and a button. POST: undoes it. 404: too late, or no link of ours."""
    now = timezone.now()
    contact = undoable_contact(token, now)
    if contact is None:
        return _too_late(request)
    said = {"is_from_extract": contact.verified_by == VerificationSource.EXTRACT}
    if request.method == "POST":
        if undo(token=token, now=now) is not Undoing.UNDONE:
            return _too_late(request)
        poke_delivery()
        return _page(request, "done", **said)
    return _page(request, "asked", masked=contact.masked, settled_at=contact.settled_at, **said)


def _page(request: HttpRequest, step: str, **context: object) -> HttpResponse:
    return render(request, "directory/contact_undo.html", {"step": step, **context})


def _too_late(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/contact_undo.html", {"step": "too_late"}, status=404)
