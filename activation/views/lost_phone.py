"""I lost my phone: a number and a birth date bring a link by e-mail; the link lists the e-CPS and ends them.

Nothing here tells whether a number exists: every right shape gets the same answer.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from activation.errors import CardNotFound, MalformedNationalId, TooManyRequests
from activation.models import VirtualCard
from activation.policy import LINK_LIFETIME
from activation.views.calling import whom_to_call
from activation.views.forms import LostPhoneForm, RevocationForm
from activation.views.words import address_of, words_of_wait
from activation.vocabulary import CardEndReason
from activation.workflows import lost_phone
from directory.even_answers import answers_evenly
from directory.tasks import poke_delivery


@never_cache
@sensitive_post_parameters("national_id", "birth_date")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST {"national_id", "birth_date"}: sends a link, if there is somebody to send one to."""
    if request.method != "POST":
        return _show_form(request, LostPhoneForm())
    return _send_link(request)


@answers_evenly
def _send_link(request: HttpRequest) -> HttpResponse:
    form = LostPhoneForm(request.POST)
    if not form.is_valid():
        return _show_form(request, form, status=422)
    try:
        lost_phone.ask_link(
            address=address_of(request), language=get_language() or "fr", now=timezone.now(), **form.cleaned_data
        )
    except MalformedNationalId:
        form.add_error("national_id", _("This is not a national number: check its digits."))
        return _show_form(request, form, status=422)
    except TooManyRequests as refusal:
        form.add_error(None, words_of_wait(refusal))
        return _show_form(request, form, status=429)
    poke_delivery()
    return redirect("ecps-lost-sent")


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """GET: what happens now; the same for everybody."""
    return render(request, "activation/lost_sent.html", {"minutes": _minutes(), **whom_to_call()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, token: str) -> HttpResponse:
    """GET: the e-CPS of whoever received the link; it changes nothing. POST {"cards", "reason"}: revokes them."""
    now = timezone.now()
    try:
        cards = lost_phone.cards_of_link(token=token, now=now)
    except CardNotFound:
        return render(request, "activation/disown_unknown.html", status=404)
    choices = [(str(card.pk), _words(card)) for card in cards]
    form = RevocationForm(request.POST if request.method == "POST" else None, cards=choices)
    if request.method == "POST" and form.is_valid():
        count = lost_phone.revoke_by_link(
            token=token,
            card_ids=form.cleaned_data["cards"],
            reason=CardEndReason(form.cleaned_data["reason"]),
            now=now,
        )
        poke_delivery()
        messages.success(
            request, ngettext("%(count)d e-CPS is revoked.", "%(count)d e-CPS are revoked.", count) % {"count": count}
        )
        return redirect("ecps-revoke", token)
    response = render(
        request, "activation/revoke.html", {"form": form, "cards": cards}, status=422 if form.errors else 200
    )
    response["Referrer-Policy"] = "no-referrer"  # the address of the page is its secret
    return response


def _show_form(request: HttpRequest, form: LostPhoneForm, *, status: int = 200) -> HttpResponse:
    return render(request, "activation/lost.html", {"form": form, "minutes": _minutes()}, status=status)


def _words(card: VirtualCard) -> str:
    """How somebody knows their card again: its phone, its day, its last use."""
    return _("%(device)s, activated on %(day)s: %(state)s") % {
        "device": card.device_name,
        "day": date_format(timezone.localdate(card.created_at), "DATE_FORMAT"),
        "state": card.get_state_display(),
    }


def _minutes() -> int:
    return int(LINK_LIFETIME.total_seconds() // 60)
