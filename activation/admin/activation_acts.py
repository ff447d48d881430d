"""What an authority does for somebody who activates an e-CPS: invites, sends again, stops."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from activation import permissions
from activation.admin.refused import words_of
from activation.errors import ActivationOver, InvitationRefused, TooManyRequests
from activation.models import ActivationRequest
from activation.workflows import cancelling, invitation, resend
from directory import permissions as directory_permissions
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import NotAllowed
from directory.tasks import poke_delivery


@require_POST
def invite(request: HttpRequest, person_id: int) -> HttpResponse:
    """POST: the person is told that an e-CPS can be activated, or reminded of it."""
    viewer = viewer_of(request)
    people = directory_permissions.practitioners_visible_to(viewer.account, viewer.now)
    person = get_object_or_404(people.select_related("authority"), pk=person_id)
    try:
        written = invitation.invite_person(account=viewer.account, practitioner=person, now=viewer.now)
    except (NotAllowed, InvitationRefused) as refusal:
        messages.error(request, words_of(refusal))
    else:
        poke_delivery()
        done = _("The person is reminded.") if written.reminder_count else _("The person is invited.")
        messages.success(request, done)
    return redirect("portal:directory_practitioner_change", person.pk)


@require_POST
def send_again(request: HttpRequest, activation_id: UUID) -> HttpResponse:
    """POST: new codes leave; the former ones end."""
    viewer, row = _find(request, activation_id)
    try:
        resend.send_again_for(account=viewer.account, activation_id=row.pk, now=viewer.now)
    except (NotAllowed, ActivationOver, TooManyRequests) as refusal:
        messages.error(request, words_of(refusal))
    else:
        poke_delivery()
        messages.success(request, _("New codes are on their way; the earlier ones no longer work."))
    return redirect("portal:directory_practitioner_change", row.practitioner_id)


@require_POST
def stop(request: HttpRequest, activation_id: UUID) -> HttpResponse:
    """POST: the activation ends."""
    viewer, row = _find(request, activation_id)
    try:
        cancelling.cancel(account=viewer.account, activation_id=row.pk, now=viewer.now)
    except (NotAllowed, ActivationOver) as refusal:
        messages.error(request, words_of(refusal))
    else:
        messages.success(request, _("The activation is stopped: its codes no longer work."))
    return redirect("portal:directory_practitioner_change", row.practitioner_id)


def _find(request: HttpRequest, activation_id: UUID) -> tuple[Viewer, ActivationRequest]:
    viewer = viewer_of(request)
    rows = permissions.activations_decided_by(viewer.account, viewer.now)
    return viewer, get_object_or_404(rows, pk=activation_id)


portal.add_page("personnes/<int:person_id>/invitation-e-cps/", invite, "invite_to_ecps")
portal.add_page("activations/<uuid:activation_id>/envoi/", send_again, "send_activation_again")
portal.add_page("activations/<uuid:activation_id>/arret/", stop, "stop_activation")
