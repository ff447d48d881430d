"""What an authority does to a card: lays it to rest, lets it work again, ends it."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from activation import permissions
from activation.admin.refused import words_of
from activation.errors import CardIsOver, CardNotFound
from activation.models import VirtualCard
from activation.vocabulary import AUTHORITY_REASONS, CardEndReason, SuspensionReason
from activation.workflows import lifecycle
from directory.admin.person_form import show_person_form
from directory.admin.site import portal
from directory.admin.strong import strong_means_required
from directory.admin.viewer import viewer_of
from directory.tasks import poke_delivery


class SuspensionForm(forms.Form):
    """Why."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=SuspensionReason.choices)


class RevocationForm(forms.Form):
    """Why."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=[(one.value, one.label) for one in AUTHORITY_REASONS]
    )


@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """GET: asks why. POST {"reason"}: the card rests until the same authority lets it work again."""
    card = _find(request, card_id)
    form = SuspensionForm(request.POST if request.method == "POST" else None)
    lead = _("Nothing can be signed in to with it until you lift the suspension. The person is told.")
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _act(request, card, _("The e-CPS is suspended."), lambda **who: lifecycle.suspend(reason=reason, **who))
    return show_person_form(
        request, form, card.practitioner, title=_("Suspend an e-CPS"), about=_words_of(card), lead=lead
    )


@require_POST
def resume(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """POST: the card works again."""
    card = _find(request, card_id)
    return _act(request, card, _("The suspension is lifted."), lambda **who: lifecycle.resume(**who))


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, card_id: UUID) -> HttpResponseBase:
    """GET: asks why. POST {"reason"}: the card ends for good."""
    return _revoke(request, _find(request, card_id))


@strong_means_required
def _revoke(request: HttpRequest, card: VirtualCard) -> HttpResponse:
    form = RevocationForm(request.POST if request.method == "POST" else None)
    lead = _("This cannot be undone: the person activates another e-CPS, alone, at any hour. They are told.")
    if form.is_bound and form.is_valid():
        reason = CardEndReason(form.cleaned_data["reason"])
        done = _("The e-CPS is revoked.")
        return _act(request, card, done, lambda **who: lifecycle.revoke_by_authority(reason=reason, **who))
    return show_person_form(
        request, form, card.practitioner, title=_("Revoke an e-CPS"), about=_words_of(card), lead=lead
    )


def _find(request: HttpRequest, card_id: UUID) -> VirtualCard:
    viewer = viewer_of(request)
    return get_object_or_404(permissions.cards_decided_by(viewer.account, viewer.now), pk=card_id)


def _act(request: HttpRequest, card: VirtualCard, done: str, act: Callable[..., None]) -> HttpResponse:
    viewer = viewer_of(request)
    try:
        act(account=viewer.account, card_id=card.pk, now=viewer.now)
    except (CardIsOver, CardNotFound) as refusal:
        messages.error(request, words_of(refusal))
    else:
        poke_delivery()
        messages.success(request, done)
    return redirect("portal:directory_practitioner_change", card.practitioner_id)


def _words_of(card: VirtualCard) -> str:
    return f"{card.device_name} · {card.get_state_display()}"


portal.add_page("e-cps/<uuid:card_id>/suspension/", suspend, "suspend_card")
portal.add_page("e-cps/<uuid:card_id>/reprise/", resume, "resume_card")
portal.add_page("e-cps/<uuid:card_id>/revocation/", revoke, "revoke_card")
