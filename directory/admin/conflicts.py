"""Contacts on which a person and the national extract differ: shown on the record to their authority, who decides."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from phonenumber_field.phonenumber import PhoneNumber

from directory import permissions
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.errors import ConflictResolved, NotAllowed
from directory.models import ContactConflict, Practitioner
from directory.tasks import poke_delivery
from directory.workflows import contact_conflicts


@dataclass(frozen=True)
class ConflictLine:
    """One conflict as the record shows it. address: where the decision is posted."""

    kind: str
    value: str
    opened_at: datetime
    address: str


def conflicts_of(person: Practitioner) -> list[ConflictLine]:
    """Those that wait; for the authority that answers for the person alone."""
    return [
        ConflictLine(
            kind=conflict.get_kind_display(),
            value=_shown(conflict),
            opened_at=conflict.opened_at,
            address=reverse("portal:resolve_conflict", args=[conflict.pk]),
        )
        for conflict in ContactConflict.objects.filter(practitioner=person, resolved_at__isnull=True).order_by("kind")
    ]


@require_POST
def resolve_conflict(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """POST {"decision": keep or take}: ends a conflict. The authority of the person only."""
    viewer = viewer_of(request)
    people = permissions.practitioners_visible_to(viewer.account, viewer.now)
    conflicts = ContactConflict.objects.select_related("practitioner__authority").filter(practitioner__in=people)
    conflict = get_object_or_404(conflicts, pk=conflict_id)
    verb = {"keep": contact_conflicts.keep, "take": contact_conflicts.take}.get(request.POST.get("decision", ""))
    if verb is None or not permissions.can_resolve_conflicts(viewer.account, conflict.practitioner, viewer.now):
        raise Http404
    try:
        verb(account=viewer.account, conflict=conflict, now=viewer.now)
    except (NotAllowed, ConflictResolved) as refusal:
        messages.warning(request, words_of_refusal(refusal))
    else:
        poke_delivery()
        messages.success(request, _done(request.POST["decision"]))
    return redirect("portal:directory_practitioner_change", conflict.practitioner_id)


def _done(decision: str) -> str:
    if decision == "keep":
        return _("The contact of the holder is kept: nothing changes.")
    return _("The contact of the extract serves in 48 hours; both addresses are told and can undo it.")


def _shown(conflict: ContactConflict) -> str:
    """Telephone numbers in groups of digits."""
    return str(conflict.mobile.as_international) if isinstance(conflict.mobile, PhoneNumber) else conflict.value


portal.add_page("desaccords/<int:conflict_id>/", resolve_conflict, "resolve_conflict")
