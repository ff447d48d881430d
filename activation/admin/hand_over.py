"""The hand-over desk: the registrar compares a document with the person, a QR on the screen meets a code by SMS."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from activation import permissions
from activation.admin.refused import words_of
from activation.errors import ActivationOver, HandOverRefused
from activation.models import ActivationRequest
from activation.policy import DOCUMENT_END, SHOWN_TICKET_LIFETIME
from activation.vocabulary import ActivationState
from activation.workflows import cancelling
from activation.workflows import hand_over as workflow
from activation.workflows.tickets import ticket_to_show
from directory import panels, qr
from directory import permissions as directory_permissions
from directory.admin.person_form import show_person_form
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import viewer_of
from directory.errors import NotAllowed
from directory.fields import point_at_first_error
from directory.models import Account, CivilIdentity, Practitioner, SeenDocument
from directory.tasks import poke_delivery

REFRESH_SECONDS = 4


class DocumentForm(forms.Form):
    """What was seen."""

    document = forms.ChoiceField(
        label=gettext_lazy("Document seen"), choices=[("", gettext_lazy("Choose")), *SeenDocument.choices]
    )
    document_end = forms.CharField(
        label=gettext_lazy("Last four characters of its number"),
        help_text=gettext_lazy("No more is kept: enough to find out later which document it was."),
        min_length=DOCUMENT_END,
        max_length=DOCUMENT_END,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "p-short"}),
    )
    seen = forms.BooleanField(
        label=gettext_lazy("The person stands before me, and this valid document with their photograph is theirs.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """GET: whom to compare with what. POST {"document", "document_end", "seen"}: the code leaves, the desk opens."""
    viewer = viewer_of(request)
    people = directory_permissions.people_decided_of(viewer.account, viewer.now)
    person = get_object_or_404(people.select_related("authority"), pk=person_id)
    return _start(request, person)


@strong_means_required
def _start(request: HttpRequest, person: Practitioner) -> HttpResponse:
    viewer = viewer_of(request)
    form = DocumentForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        seen = workflow.Seen(SeenDocument(form.cleaned_data["document"]), form.cleaned_data["document_end"])
        try:
            opened = workflow.hand_over(account=viewer.account, practitioner=person, seen=seen, now=viewer.now)
        except (NotAllowed, HandOverRefused) as refusal:
            field = str(refusal.params.get("field", ""))
            form.add_error(field if field in form.fields else None, words_of(refusal))
        else:
            poke_delivery()
            return redirect("portal:hand_over_desk", opened.pk)
    point_at_first_error(form, else_at="document")
    civil = CivilIdentity.objects.filter(practitioner=person).first()
    about = " · ".join(
        part
        for part in (
            civil.birth_family_name if civil else person.family_name,
            civil.given_names if civil else person.given_names,
            f"{civil.birth_date:%d/%m/%Y}" if civil and civil.birth_date else "",
        )
        if part
    )
    lead = _(
        "Compare the person, their document and this identity. Then their phone reads a QR on your screen, and they "
        "type the code that they receive by SMS."
    )
    return show_person_form(request, form, person, title=_("Hand an e-CPS over"), about=about, lead=lead)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, activation_id: UUID) -> HttpResponseBase:
    """GET: the QR and where the hand-over stands. POST {"act": "show" | "cancel"}. For who opened it alone."""
    viewer = viewer_of(request)
    mine = permissions.hand_overs_of(viewer.account, viewer.now)
    row = get_object_or_404(mine, pk=activation_id)
    if request.method != "POST":
        return _show(request, row)
    if request.POST.get("act") == "show":
        return _show_again(request, row)
    if request.POST.get("act") == "cancel":
        return _cancel(request, row)
    raise Http404


@strong_means_required
def _show_again(request: HttpRequest, row: ActivationRequest) -> HttpResponse:
    viewer = viewer_of(request)
    try:
        workflow.show_again(account=viewer.account, activation_id=row.pk, now=viewer.now)
    except (NotAllowed, HandOverRefused, ActivationOver) as refusal:
        messages.error(request, words_of(refusal))
    return redirect("portal:hand_over_desk", row.pk)


def _cancel(request: HttpRequest, row: ActivationRequest) -> HttpResponse:
    viewer = viewer_of(request)
    try:
        cancelling.cancel(account=viewer.account, activation_id=row.pk, now=viewer.now)
    except (NotAllowed, ActivationOver) as refusal:
        messages.error(request, words_of(refusal))
        return redirect("portal:hand_over_desk", row.pk)
    messages.success(request, _("The hand-over is cancelled: its QR and its code no longer work."))
    return redirect("portal:directory_practitioner_change", row.practitioner_id)


def _show(request: HttpRequest, row: ActivationRequest) -> HttpResponse:
    now = viewer_of(request).now
    ticket = ticket_to_show(row, now)
    step = _step(row, now)
    link = f"{settings.WALLET_ORIGIN}/#t={row.pk}.{ticket}"
    context = {
        **portal.each_context(request),
        "title": _("Hand-over under way"),
        "person": row.practitioner,
        "row": row,
        "step": step,
        "steps": [_("QR shown"), _("Read by the phone"), _("Code typed"), _("e-CPS active")],
        "current": {"shown": 1, "read": 2, "confirmed": 3, "active": 4}.get(step, 0),
        "qr": qr.draw_source(link) if ticket else "",
        "seconds": int(SHOWN_TICKET_LIFETIME.total_seconds()),
        "ends_at": row.ticket_expires_at,
    }
    response = TemplateResponse(request, "admin/activation/hand_over.html", context)
    if step in {"shown", "read", "confirmed"}:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _step(row: ActivationRequest, now: datetime) -> str:
    """Where it stands: shown, unshown (its QR is too old), read, confirmed, active, locked, over."""
    if row.state == ActivationState.COMPLETED:
        return "active"
    if row.state == ActivationState.LOCKED:
        return "locked"
    if row.state == ActivationState.CONFIRMED and row.binding_expires_at is not None and row.binding_expires_at > now:
        return "confirmed"
    if row.state != ActivationState.OPEN or row.expires_at <= now:
        return "over"
    if row.ticket_seen_at is not None:
        return "read"
    return "shown" if ticket_to_show(row, now) else "unshown"


def _offer(account: Account, person: Practitioner, now: datetime) -> str | None:
    """The page, for who answers for the person; the page itself says what is missing."""
    if not directory_permissions.can_decide_contacts(account, person, now):
        return None
    return reverse("portal:hand_over", args=[person.pk])


portal.add_page("personnes/<int:person_id>/remise/", start, "hand_over")
portal.add_page("remises/<uuid:activation_id>/", desk, "hand_over_desk")
panels.register_action(
    panels.Action(key="hand-over", label=gettext_lazy("Hand an e-CPS over"), address=_offer, rank=120)
)
