"""My cards, in the holder space: where each e-CPS lives, and the end of one that was lost or stolen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from activation.errors import CardNotFound
from activation.models import VirtualCard
from activation.vocabulary import HOLDER_REASONS, CardEndReason, CardState
from activation.workflows import lifecycle
from directory import queries as directory_queries
from directory.holder_panels import (
    ExportPart,
    HolderEntry,
    HolderPanel,
    Row,
    iso,
    register_export_part,
    register_holder_entry,
    register_holder_panel,
    register_journal_words,
)
from directory.holder_sign_in import Holder, for_holder, show_holder_page
from directory.models import Practitioner
from directory.tasks import poke_delivery

_OVER: Final = (CardState.REVOKED, CardState.EXPIRED)
_BADGES: Final = {CardState.ACTIVE: "success", CardState.SUSPENDED: "warning", CardState.LOCKED: "danger"}
_MOST: Final = 50  # shown: the latest ones
_CHOICES: Final = {
    CardEndReason.LOST: gettext_lazy("My phone is lost"),
    CardEndReason.STOLEN: gettext_lazy("My phone was stolen"),
    CardEndReason.HOLDER_REQUEST: gettext_lazy("I no longer use it there"),
    CardEndReason.DISOWNED: gettext_lazy("I never activated it"),
}


@require_safe
@for_holder
def show_cards(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: every card, the present ones first."""
    lines = [_line(card) for card in _cards_of(holder.practitioner)[:_MOST]]
    context = {"lines": sorted(lines, key=lambda line: line["is_over"])}
    return show_holder_page(request, holder, "activation/holder/cards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_holder
def revoke_card(request: HttpRequest, holder: Holder, card_id: UUID) -> HttpResponse:
    """GET: what it means. POST {"reason": one of HOLDER_REASONS}. 404 for a card that is over, or not theirs."""
    card = _cards_of(holder.practitioner).filter(pk=card_id).exclude(state__in=_OVER).first()
    if card is None:
        raise Http404
    asked = request.POST.get("reason", "")
    reason = next((one for one in HOLDER_REASONS if one.value == asked), None)
    if request.method != "POST" or reason is None:
        context = {"line": _line(card), "choices": _CHOICES.items(), "error": request.method == "POST"}
        status = 422 if request.method == "POST" else 200
        return show_holder_page(request, holder, "activation/holder/revoke.html", context, status=status)
    try:
        lifecycle.revoke_own(practitioner_id=holder.practitioner.pk, card_id=card_id, reason=reason, now=holder.now)
    except CardNotFound:
        raise Http404 from None
    poke_delivery()
    messages.success(request, _("This e-CPS is revoked: nobody can use it any more, and your contacts are told."))
    return redirect("holder_cards")


def _cards_of(person: Practitioner) -> Any:
    records = directory_queries.records_behind(person.pk)
    return VirtualCard.objects.filter(practitioner__in=records).order_by("-created_at", "-pk")


def _line(card: VirtualCard) -> dict[str, Any]:
    return {
        "card": card,
        "badge": _BADGES.get(CardState(card.state), ""),
        "is_over": card.state in _OVER,
    }


def _summary(person: Practitioner, now: datetime) -> Mapping[str, object] | None:
    cards = list(_cards_of(person).exclude(state__in=_OVER)[:_MOST])
    return {"lines": [_line(card) for card in cards]} if cards else None


def _rows(person: Practitioner, now: datetime, limit: int) -> Sequence[Row]:
    return [
        {
            "device": card.device_name,
            "platform": card.device_platform,
            "version": card.app_version,
            "mode": str(card.get_activation_mode_display()),
            "state": str(card.get_state_display()),
            "created_at": iso(card.created_at),
            "last_used_at": iso(card.last_used_at),
            "expires_at": iso(card.expires_at),
            "ended_at": iso(card.ended_at),
            "end_reason": str(card.get_end_reason_display()) if card.end_reason else "",
        }
        for card in _cards_of(person)[:limit]
    ]


register_holder_entry(
    HolderEntry(
        key="cards",
        label=gettext_lazy("My e-CPS"),
        note=gettext_lazy("The phones that hold your e-CPS; revoke one that is lost or stolen."),
        address="holder_cards",
        rank=40,
    )
)
register_holder_panel(HolderPanel(key="cards", template="activation/holder/panel.html", context=_summary, rank=40))
register_export_part(
    ExportPart(
        key="cards",
        title=gettext_lazy("My e-CPS"),
        columns={
            "device": gettext_lazy("Phone"),
            "platform": gettext_lazy("Platform"),
            "version": gettext_lazy("Version of the app"),
            "mode": gettext_lazy("Activated by"),
            "state": gettext_lazy("State"),
            "created_at": gettext_lazy("Created"),
            "last_used_at": gettext_lazy("Last use"),
            "expires_at": gettext_lazy("Expires"),
            "ended_at": gettext_lazy("Ended"),
            "end_reason": gettext_lazy("Reason of the end"),
        },
        rows=_rows,
        rank=200,
    )
)
register_journal_words(
    {
        "activation.opened": gettext_lazy("The activation of an e-CPS was asked for."),
        "activation.card_opened": gettext_lazy("The activation of an e-CPS was begun with your physical card."),
        "activation.code_refused": gettext_lazy("A wrong activation code was typed."),
        "activation.confirmed": gettext_lazy("Both activation codes were confirmed."),
        "activation.bound": gettext_lazy("An e-CPS was activated."),
        "activation.invited": gettext_lazy("You were invited to activate an e-CPS."),
        "activation.pin_refused": gettext_lazy("A wrong PIN was typed on your e-CPS."),
        "activation.pin_changed": gettext_lazy("The PIN of your e-CPS was changed."),
        "activation.card_locked": gettext_lazy("Your e-CPS was locked by wrong PINs."),
        "activation.card_revoked": gettext_lazy("An e-CPS of yours was revoked."),
        "activation.card_suspended": gettext_lazy("An e-CPS of yours was suspended."),
        "activation.card_resumed": gettext_lazy("The suspension of an e-CPS of yours was lifted."),
        "activation.cancelled": gettext_lazy("An activation of yours was stopped."),
        "activation.hand_over_opened": gettext_lazy("A registrar saw you and a document, to hand an e-CPS over."),
        "activation.invitation_reminded": gettext_lazy("You were reminded to activate an e-CPS."),
        "activation.reminded": gettext_lazy("You were reminded that an e-CPS ends soon."),
        "activation.sent_again": gettext_lazy("Your activation codes were sent again."),
        "activation.card_approved": gettext_lazy("You approved a new e-CPS with another one."),
        "activation.card_expired": gettext_lazy("An e-CPS of yours reached the end of its validity."),
        "activation.card_renamed": gettext_lazy("You named the phone of an e-CPS."),
        "activation.card_replaced": gettext_lazy("An e-CPS of yours was replaced by a new one."),
        "activation.link_asked": gettext_lazy("A link to revoke your e-CPS was asked for."),
        "activation.right_lost": gettext_lazy("Your right to use an e-CPS ended."),
        "activation.right_regained": gettext_lazy("You have again the right to use an e-CPS."),
    }
)
