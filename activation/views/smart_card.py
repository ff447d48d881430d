"""The pages that a physical card opens, on the origin that asks for one: recognised, a ticket, and what came of it.

They are served through the proxy's socket alone; elsewhere their addresses do not exist.
"""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from activation import queries
from activation.errors import CertificateRefused, SmartCardRefused
from activation.models import ActivationRequest
from activation.policy import SHOWN_TICKET_LIFETIME
from activation.views.card_refusals import CLIENT_CERT, show_failure, show_refusal
from activation.vocabulary import ActivationState
from activation.workflows import card_opening
from activation.workflows.smart_card_use import recognise_card
from activation.workflows.tickets import ticket_to_show
from directory.qr import draw_source

REFRESH_SECONDS = 4


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """GET /ecps/carte/: who was recognised. POST: show a ticket."""
    header, now = request.META.get(CLIENT_CERT, ""), timezone.now()
    try:
        if request.method == "POST":
            opened = card_opening.show_ticket_to_card(header=header, now=now)
            return redirect("card-activation", activation=opened.pk)
        person = recognise_card(header=header, now=now).practitioner
    except (CertificateRefused, SmartCardRefused) as refusal:
        return show_refusal(request, refusal)
    return render(request, "activation/card_start.html", {"holder": queries.holder_of(person), **_seconds()})


@never_cache
@require_safe
def follow(request: HttpRequest, activation: UUID) -> HttpResponse:
    """GET /ecps/carte/<activation>/: the ticket, and where the phone stands. For the card that opened it, else 404."""
    now = timezone.now()
    try:
        row = card_opening.find_opened(header=request.META.get(CLIENT_CERT, ""), activation_id=activation, now=now)
    except (CertificateRefused, SmartCardRefused) as refusal:
        return show_refusal(request, refusal)
    if row is None or row.practitioner is None:
        raise Http404
    ticket = ticket_to_show(row, now)
    page = {"holder": queries.holder_of(row.practitioner), "step": _step(row, ticket), "qr": "", **_seconds()}
    if ticket:
        page["qr"] = draw_source(f"{settings.WALLET_ORIGIN}/#t={row.pk}.{ticket}")
        page["ends_at"] = row.ticket_expires_at
    response = render(request, "activation/card_ticket.html", page)
    if page["step"] in {"shown", "confirmed"}:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@never_cache
def refuse(request: HttpRequest) -> HttpResponse:
    """Where the proxy sends what it refused: no certificate, one that is over, revoked, or of another authority."""
    return show_failure(request)


def _step(row: ActivationRequest, ticket: str) -> str:
    if row.state == ActivationState.COMPLETED:
        return "active"
    if row.state == ActivationState.CONFIRMED:
        return "confirmed"
    return "shown" if ticket else "unshown"


def _seconds() -> dict[str, object]:
    return {"seconds": int(SHOWN_TICKET_LIFETIME.total_seconds())}
