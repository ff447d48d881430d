"""Small acts on a person's record: new codes, a contact put right, the end of an activity."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directory import permissions
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.errors import InvalidPractice, NotAllowed
from directory.fields import DayField, MobileField
from directory.models import ContactKind, ContactPoint, Practitioner
from directory.tasks import poke_delivery
from directory.workflows.contact_proof import Sending
from directory.workflows.contacts import correct, send_again
from directory.workflows.exercise import end_role

SENDING_WORDS = {
    Sending.SENT: gettext_lazy("New codes are on their way; the earlier ones no longer work."),
    Sending.TOO_SOON: gettext_lazy("Codes have just been sent: wait a minute before asking again."),
    Sending.TOO_MANY: gettext_lazy("Five sendings a day, no more: try again tomorrow, or correct the contact."),
    Sending.NOTHING_TO_VERIFY: gettext_lazy("Both contacts are verified: there is nothing to send."),
}


class EmailForm(forms.Form):
    """Another e-mail address."""

    value = forms.EmailField(label=gettext_lazy("E-mail address"))


class MobileForm(forms.Form):
    """Another mobile number."""

    value = MobileField(label=gettext_lazy("Mobile number"), region="FR")


class EndForm(forms.Form):
    """The last day."""

    ends_on = DayField(label=gettext_lazy("Ended on"))


@require_POST
def send_codes_again(request: HttpRequest, person_id: int) -> HttpResponse:
    """POST: new codes for the contacts that wait."""
    viewer = viewer_of(request)
    person = get_object_or_404(permissions.practitioners_visible_to(viewer.account, viewer.now), pk=person_id)
    try:
        outcome = send_again(account=viewer.account, practitioner=person, now=viewer.now)
    except NotAllowed as refusal:
        messages.error(request, words_of_refusal(refusal))
        return redirect("portal:directory_practitioner_change", person.pk)
    poke_delivery()
    level = messages.SUCCESS if outcome is Sending.SENT else messages.WARNING
    messages.add_message(request, level, SENDING_WORDS[outcome])
    return redirect("portal:directory_practitioner_change", person.pk)


def correct_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """GET: the form. POST: replaces a contact that nobody has proven."""
    viewer = viewer_of(request)
    people = permissions.practitioners_visible_to(viewer.account, viewer.now)
    contact = get_object_or_404(
        ContactPoint.objects.select_related("practitioner__authority"),
        pk=contact_id,
        practitioner__in=people,
        ended_at__isnull=True,
    )
    if contact.verified_at is not None or not permissions.is_person_authority(
        viewer.account, contact.practitioner, viewer.now
    ):
        raise Http404
    form_class = EmailForm if contact.kind == ContactKind.EMAIL else MobileForm
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        try:
            correct(
                account=viewer.account,
                practitioner=contact.practitioner,
                kind=contact.kind,
                value=value.as_e164 if contact.kind == ContactKind.MOBILE else value.lower(),
                now=viewer.now,
            )
        except NotAllowed as refusal:
            form.add_error(None, words_of_refusal(refusal))
        else:
            poke_delivery()
            messages.success(request, _("The contact is corrected and a code is on its way."))
            return redirect("portal:directory_practitioner_change", contact.practitioner_id)
    return _form_page(request, form, contact.practitioner, title=_("Correct a contact"))


def end_activity(request: HttpRequest, role_id: int) -> HttpResponse:
    """GET: asks for the day. POST: ends an open role of one's own structure."""
    viewer = viewer_of(request)
    roles = permissions.roles_visible_to(viewer.account, viewer.now)
    role = get_object_or_404(roles.select_related("organization", "authority", "exercise__practitioner"), pk=role_id)
    if not permissions.can_close_role(viewer.account, role, viewer.now):
        raise Http404
    form = EndForm(request.POST or None, initial={"ends_on": timezone.localdate(viewer.now)})
    person = role.exercise.practitioner
    if request.method == "POST" and form.is_valid():
        try:
            end_role(account=viewer.account, role=role, ends_on=form.cleaned_data["ends_on"], now=viewer.now)
        except (NotAllowed, InvalidPractice) as refusal:
            form.add_error(None, words_of_refusal(refusal))
        else:
            messages.success(request, _("The activity has ended: it gives no right any more."))
            return redirect("portal:directory_practitioner_change", person.pk)
    return _form_page(request, form, person, title=_("End an activity"), about=str(role.organization or ""))


def _form_page(
    request: HttpRequest, form: forms.Form, person: Practitioner, *, title: str, about: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "form": form, "person": person, "about": about}
    return TemplateResponse(
        request,
        "admin/directory/small_form.html",
        {**portal.each_context(request), **context},
        status=422 if form.is_bound else 200,
    )


portal.add_page("personnes/<int:person_id>/codes/", send_codes_again, "send_codes_again")
portal.add_page("coordonnees/<int:contact_id>/", correct_contact, "correct_contact")
portal.add_page("situations/<int:role_id>/fin/", end_activity, "end_role")
