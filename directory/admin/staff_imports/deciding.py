"""What a registrar decides of a file of staff: register what is ready, stop, give up."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.admin.site import portal
from directory.admin.staff_imports.page import find_import
from directory.admin.staff_imports.words import words_of_decision
from directory.admin.viewer import viewer_of
from directory.errors import NotAllowed, StaffImportRefused
from directory.tasks import poke_staff_imports
from directory.workflows import staff_imports


@require_POST
def confirm_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """POST: the lines that are ready will be registered."""
    return _decide(request, import_id, staff_imports.confirm, _("The lines that are ready are being registered."))


@require_POST
def stop_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """POST: no further line is."""
    return _decide(request, import_id, staff_imports.stop, _("Stopped: what is registered stays, the rest waits."))


@require_POST
def abandon_import(request: HttpRequest, import_id: int) -> HttpResponse:
    """POST: nobody will be registered by this file, and what it says goes."""
    return _decide(request, import_id, staff_imports.abandon, _("Given up: nobody was registered."))


def _decide(request: HttpRequest, import_id: int, verb: Callable[..., None], done: str) -> HttpResponse:
    given, viewer = find_import(request, import_id), viewer_of(request)
    try:
        verb(import_id=given.pk, account=viewer.account, now=viewer.now)
    except (NotAllowed, StaffImportRefused) as refusal:
        messages.warning(request, words_of_decision(refusal))
    else:
        poke_staff_imports()
        messages.success(request, done)
    return redirect("portal:staff_import", given.pk)


portal.add_page("imports/<int:import_id>/inscrire/", confirm_import, "confirm_staff_import")
portal.add_page("imports/<int:import_id>/arreter/", stop_import, "stop_staff_import")
portal.add_page("imports/<int:import_id>/abandonner/", abandon_import, "abandon_staff_import")
