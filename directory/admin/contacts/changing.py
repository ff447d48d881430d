"""Another contact typed for a person, proposed, or attested; a mark taken away."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from directory import permissions
from directory.admin.contacts.kinds import form_of, in_full, kind_of, value_of
from directory.admin.person_form import show_person_form
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import ContactRefused, NotAllowed
from directory.models import ContactKind, ContactPoint, Practitioner, SeenDocument
from directory.tasks import poke_delivery
from directory.workflows import contact_proposals, contacts


class AttestForm(forms.Form):
    """What was seen."""

    document = forms.ChoiceField(
        label=gettext_lazy("Document seen"), choices=[("", gettext_lazy("Choose")), *SeenDocument.choices]
    )
    seen = forms.BooleanField(
        label=gettext_lazy("The person stood before me, this document is theirs, and so is this contact.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change_contact(request: HttpRequest, person_id: int, kind: str) -> HttpResponse:
    """GET: the form. POST {"value"}: another contact of the person, which proves itself by a code. Their authority."""
    viewer, person = _who(request, person_id)
    if not permissions.can_decide_contacts(viewer.account, person, viewer.now):
        raise Http404
    return _type(
        request,
        person,
        kind_of(kind),
        verb=lambda **typed: contact_proposals.change(
            account=viewer.account, practitioner=person, now=viewer.now, **typed
        ),
        title=_("Change a contact"),
        done=_("A code is on its way to the new contact. The present one serves until the code is typed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def propose_contact(request: HttpRequest, person_id: int, kind: str) -> HttpResponse:
    """GET: the form. POST {"value"}: proposes another contact to the person and to their authority."""
    viewer, person = _who(request, person_id)
    if not permissions.can_propose_contacts(viewer.account, person, viewer.now):
        raise Http404
    return _type(
        request,
        person,
        kind_of(kind),
        verb=lambda **typed: contact_proposals.propose(
            account=viewer.account, practitioner=person, now=viewer.now, **typed
        ),
        title=_("Propose a contact"),
        done=_("The holder is asked, where they can be reached, and their authority sees your proposal."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def attest_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """GET: the form. POST {"document", "seen"}: the registrar saw the person; the contact serves a hand-over."""
    viewer, contact = _whose(request, contact_id)
    if contact.verified_at is not None:
        raise Http404
    form = AttestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        document = SeenDocument(form.cleaned_data["document"])
        try:
            contacts.attest(account=viewer.account, contact=contact, document=document, now=viewer.now)
        except (NotAllowed, ContactRefused) as refusal:
            form.add_error(None, words_of_refusal(refusal))
        else:
            messages.success(request, _("The contact is attested: it serves a hand-over, by somebody else than you."))
            return redirect("portal:directory_practitioner_change", contact.practitioner_id)
    lead = _(
        "An attestation serves a hand-over only, and whoever attests cannot hand over to this person for thirty days. "
        "When the person can read their messages, send the codes instead."
    )
    return show_person_form(
        request, form, contact.practitioner, title=_("Attest a contact"), about=in_full(contact), lead=lead
    )


@require_POST
def receives_again(request: HttpRequest, contact_id: int) -> HttpResponse:
    """POST: messages may be tried at this contact again."""
    viewer, contact = _whose(request, contact_id)
    try:
        cleared = contacts.receives_again(account=viewer.account, contact=contact, now=viewer.now)
    except NotAllowed as refusal:
        messages.error(request, words_of_refusal(refusal))
    else:
        if cleared:
            messages.success(request, _("The mark is taken away: the next message will tell."))
        else:
            messages.info(request, _("This contact is not marked any more: nothing was changed."))
    return redirect("portal:directory_practitioner_change", contact.practitioner_id)


def _who(request: HttpRequest, person_id: int) -> tuple[Viewer, Practitioner]:
    viewer = viewer_of(request)
    people = permissions.practitioners_visible_to(viewer.account, viewer.now)
    return viewer, get_object_or_404(people.select_related("authority"), pk=person_id)


def _whose(request: HttpRequest, contact_id: int) -> tuple[Viewer, ContactPoint]:
    """A present contact of which the viewer decides; 404 for any other one."""
    viewer = viewer_of(request)
    seen = permissions.contacts_visible_to(viewer.account, viewer.now).filter(ended_at__isnull=True)
    contact = get_object_or_404(seen.select_related("practitioner__authority"), pk=contact_id)
    if not permissions.can_decide_contacts(viewer.account, contact.practitioner, viewer.now):
        raise Http404
    return viewer, contact


def _type(
    request: HttpRequest,
    person: Practitioner,
    kind: ContactKind,
    *,
    verb: Callable[..., object],
    title: str,
    done: str,
) -> HttpResponse:
    form = form_of(kind, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            verb(kind=kind.value, value=value_of(form, kind))
        except (NotAllowed, ContactRefused) as refusal:
            form.add_error(None, words_of_refusal(refusal))
        else:
            poke_delivery()
            messages.success(request, done)
            return redirect("portal:directory_practitioner_change", person.pk)
    present = ContactPoint.objects.current().filter(practitioner=person, kind=kind).first()
    about = _("Present contact: %(contact)s") % {"contact": present.masked} if present else ""
    lead = "" if present is None or present.verified_at is None else _undone_lately(person, kind)
    return show_person_form(request, form, person, title=title, about=about, lead=lead)


def _undone_lately(person: Practitioner, kind: str) -> str:
    """The holder undid the last change: whoever types one more had better ask them first."""
    latest = ContactPoint.objects.filter(practitioner=person, kind=kind, ended_at__isnull=False).order_by("-ended_at")
    former = latest.first()
    if former is None or former.settled_at is None or former.ended_at is None or former.settled_at <= former.ended_at:
        return ""
    return _("The holder undid the last change before it served. Ask them before you type another contact.")


portal.add_page("personnes/<int:person_id>/coordonnees/<str:kind>/changer/", change_contact, "change_contact")
portal.add_page("personnes/<int:person_id>/coordonnees/<str:kind>/proposer/", propose_contact, "propose_contact")
portal.add_page("coordonnees/<int:contact_id>/attester/", attest_contact, "attest_contact")
portal.add_page("coordonnees/<int:contact_id>/recoit/", receives_again, "receives_again")
