"""The e-CPS portal, on the main origin: start an activation, follow it, disown one.

Nothing here tells whether a number exists: an unknown one is followed like a known one.
"""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activation import queries
from activation.errors import ActivationOver, CardNotFound, MalformedNationalId, TooManyRequests
from activation.models import ActivationRequest
from activation.policy import ACTIVATION_LIFETIME, CODE_TRIES, RESEND_WAIT
from activation.views import follow_cookie
from activation.views.calling import whom_to_call
from activation.views.forms import OpeningForm
from activation.views.words import address_of, words_of_wait
from activation.vocabulary import ActivationState
from activation.workflows import lifecycle, opening, resend
from directory.even_answers import answers_evenly
from directory.tasks import poke_delivery

REFRESH_SECONDS = 4


@never_cache
@sensitive_post_parameters("national_id", "birth_date")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """GET: what an e-CPS is, and the form. POST {"national_id", "birth_date"?}: opens an activation."""
    if request.method != "POST":
        return _show_form(request, OpeningForm(), is_birth_date_wanted=False)
    return _open(request)


@answers_evenly
def _open(request: HttpRequest) -> HttpResponse:
    form = OpeningForm(request.POST)
    is_birth_date_shown = "birth_date" in request.POST
    if not form.is_valid():
        return _show_form(request, form, is_birth_date_wanted=is_birth_date_shown, status=422)
    try:
        opened = opening.open_activation(
            address=address_of(request), language=get_language() or "fr", now=timezone.now(), **form.cleaned_data
        )
    except MalformedNationalId:
        form.add_error("national_id", _("This is not a national number: check its digits."))
        return _show_form(request, form, is_birth_date_wanted=is_birth_date_shown, status=422)
    except TooManyRequests as refusal:
        form.add_error(None, words_of_wait(refusal))
        return _show_form(request, form, is_birth_date_wanted=is_birth_date_shown, status=429)
    if opened.birth_date_wanted:
        if is_birth_date_shown:
            form.add_error("birth_date", _("Type the date of birth."))
        return _show_form(request, form, is_birth_date_wanted=True)
    poke_delivery()
    response = redirect("ecps-activation", opened.activation)
    follow_cookie.keep(response, opened.activation)
    return response


@never_cache
@require_safe
def follow(request: HttpRequest, activation: UUID) -> HttpResponse:
    """GET: where an activation stands, for the browser that opened it; 404 for any other."""
    row = _find(request, activation)
    now = timezone.now()
    step = _step(row, now)
    context = {
        "activation": row.pk,
        "step": step,
        "steps": [_("Request"), _("E-mail and SMS"), _("Codes confirmed"), _("e-CPS active")],
        "current": {"codes": 2, "confirmed": 3, "active": 4, "over": 2}[step],
        "minutes": _minutes(),
        "tries": CODE_TRIES,
        "expires_at": row.expires_at,
        "resend_at": row.last_sent_at + RESEND_WAIT,
        "can_resend": row.last_sent_at + RESEND_WAIT <= now,
    }
    response = render(request, "activation/follow.html", context)
    if step in {"codes", "confirmed"}:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    """GET: what to do when nothing comes, and whom to call; the same for everybody."""
    return render(request, "activation/help.html", whom_to_call())


@require_POST
def send_again(request: HttpRequest, activation: UUID) -> HttpResponse:
    """POST: new codes, for the browser that opened the activation."""
    row = _find(request, activation)
    try:
        resend.send_again(activation_id=row.pk, language=get_language() or "fr", now=timezone.now())
    except TooManyRequests as refusal:
        messages.warning(request, words_of_wait(refusal))
    except ActivationOver:
        messages.warning(request, _("This request is over: start again."))
    else:
        poke_delivery()
        messages.success(request, _("If this number can be activated, new codes are on their way. Use the last ones."))
    return redirect("ecps-activation", row.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def disown(request: HttpRequest, token: str) -> HttpResponse:
    """GET: which card the notice spoke of; it changes nothing, mail scanners open links. POST: revokes it."""
    now = timezone.now()
    if request.method == "POST":
        try:
            lifecycle.disown(token=token, now=now)
        except CardNotFound:
            return render(request, "activation/disown_unknown.html", status=404)
        poke_delivery()
        return redirect("ecps-disown", token)
    card = lifecycle.card_of_link(token)
    if card is None:
        return render(request, "activation/disown_unknown.html", status=404)
    context = {"device": card.device_name, "created_at": card.created_at, "is_over": card.ended_at is not None}
    return render(request, "activation/disown.html", context)


def _show_form(
    request: HttpRequest, form: OpeningForm, *, is_birth_date_wanted: bool, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "is_birth_date_wanted": is_birth_date_wanted,
        "minutes": _minutes(),
        **whom_to_call(),
    }
    return render(request, "activation/start.html", context, status=status)


def _find(request: HttpRequest, activation: UUID) -> ActivationRequest:
    row = queries.find_request(activation) if follow_cookie.is_kept(request, activation) else None
    if row is None:
        raise Http404
    return row


def _step(row: ActivationRequest, now: datetime) -> str:
    """What the page may show. A locked request looks like an open one: the phone that locked it knows."""
    if row.state == ActivationState.COMPLETED:
        return "active"
    if row.state == ActivationState.CONFIRMED and row.binding_expires_at is not None and row.binding_expires_at > now:
        return "confirmed"
    return "codes" if row.state in {ActivationState.OPEN, ActivationState.LOCKED} and row.expires_at > now else "over"


def _minutes() -> int:
    return int(ACTIVATION_LIFETIME.total_seconds() // 60)
