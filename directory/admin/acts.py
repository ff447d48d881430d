"""Small acts on a person's record: new codes, a contact put right."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directory import permissions
from directory.admin.meanwhile import Difference, choose
from directory.admin.person_form import show_person_form
from directory.admin.record import shown_value
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.errors import ChangedMeanwhile, NotAllowed
from directory.fields import MobileField
from directory.models import ContactKind, ContactPoint
from directory.tasks import poke_delivery
from directory.workflows.contact_proof import Sending
from directory.workflows.contacts import correct, send_again

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
    )
    may_differ = contact.ended_at is not None  # somebody corrected it since: the second sees, and chooses
    if (contact.verified_at is not None and not may_differ) or not permissions.can_decide_contacts(
        viewer.account, contact.practitioner, viewer.now
    ):
        raise Http404
    form_class = EmailForm if contact.kind == ContactKind.EMAIL else MobileForm
    form = form_class(request.POST or None)
    if may_differ and not form.is_valid():
        return redirect("portal:directory_practitioner_change", contact.practitioner_id)
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["value"]
        try:
            correct(
                account=viewer.account,
                practitioner=contact.practitioner,
                kind=contact.kind,
                seen=contact.pk,
                value=value.as_e164 if contact.kind == ContactKind.MOBILE else value.lower(),
                now=viewer.now,
            )
        except ChangedMeanwhile:
            return _choose(request, contact, typed=request.POST["value"])
        except NotAllowed as refusal:
            form.add_error(None, words_of_refusal(refusal))
        else:
            poke_delivery()
            messages.success(request, _("The contact is corrected and a code is on its way."))
            return redirect("portal:directory_practitioner_change", contact.practitioner_id)
    return show_person_form(request, form, contact.practitioner, title=_("Correct a contact"))


def _choose(request: HttpRequest, contact: ContactPoint, *, typed: str) -> HttpResponse:
    """Somebody else has corrected, or the holder proven, this contact meanwhile."""
    person = contact.practitioner
    present = ContactPoint.objects.filter(practitioner=person, kind=contact.kind, ended_at__isnull=True).first()
    shown = shown_value(present) if present is not None else ""
    difference = Difference(str(contact.get_kind_display()), shown_value(contact), shown, typed)
    may_apply = present is not None and present.verified_at is None
    return choose(
        request,
        person,
        present or contact,
        [difference],
        title=_("Correct a contact"),
        typed={"value": typed} if may_apply else {},
        address=reverse("portal:correct_contact", args=[present.pk]) if present is not None else "",
    )


portal.add_page("personnes/<int:person_id>/codes/", send_codes_again, "send_codes_again")
portal.add_page("coordonnees/<int:contact_id>/", correct_contact, "correct_contact")
