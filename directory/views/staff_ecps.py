"""Staff and their e-CPS: sign in with it, show it again before a strong act, link it to the account, unlink it."""

from collections.abc import Callable
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directory import permissions
from directory.errors import EcpsRefused
from directory.models import Account
from directory.staff_sign_in import has_fresh_factor, has_fresh_password, owns_ecps, owns_passkey
from directory.staff_sign_in.pages import refuse
from directory.staff_sign_in.provider import PROVIDER, EcpsFlow, EcpsReturn, NotConfigured, ask_provider
from directory.staff_sign_in.receiving import LINK, PROVE, SIGN_IN
from directory.staff_sign_in.registration import is_configured
from directory.staff_sign_in.wire import ProviderUnreachable, TooManyAtOnce, a_turn
from directory.tasks import poke_delivery
from directory.workflows import staff_ecps


@require_POST
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """POST /compte/e-cps/connexion/: to the provider, to come back signed in to `next`."""
    return _leave(request, SIGN_IN)


@require_POST
@never_cache
@login_required
def prove(request: HttpRequest) -> HttpResponse:
    """POST /compte/e-cps/preuve/: to the provider, to come back to `next` with a means shown within minutes."""
    if not owns_ecps(request):
        raise Http404
    return _leave(request, PROVE)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def link(request: HttpRequest) -> HttpResponse:
    """GET /compte/e-cps/: whose e-CPS opens this account. POST: to the provider, to come back with one linked.

    Whoever finds a session open must not be able to leave with a key to it: password and second factor are asked again.
    """
    account = _staff(request)
    if request.method == "POST":
        if account.practitioner_id is not None:
            return refuse(request, "already_linked")
        return _ask_both_again(request, timezone.now()) or _leave(request, LINK)
    person = account.practitioner
    return render(request, "directory/ecps_link.html", {"person": person, "is_offered": is_configured()})


@require_POST
@never_cache
@login_required
def unlink(request: HttpRequest) -> HttpResponse:
    """POST /compte/e-cps/dissocier/: this account is opened by no e-CPS any more; asks the same proofs as the link."""
    account, now = _staff(request), timezone.now()
    missing = _ask_both_again(request, now)
    if missing is not None:
        return missing
    try:
        staff_ecps.unlink(account=account, now=now)
    except EcpsRefused as refusal:
        return refuse(request, refusal.reason)
    poke_delivery()
    messages.success(request, _("Your e-CPS is unlinked: it opens this account no more."))
    return HttpResponseRedirect(reverse("ecps_link"))


@require_GET
@never_cache
def come_back(request: HttpRequest) -> HttpResponse:
    """GET /compte/e-cps/retour/: the provider's answer, once, to the browser that asked."""
    if request.GET.get("iss") != settings.ISSUER:  # RFC 9207: the answer of another provider is none
        return refuse(request, "stale")
    return _in_turn(request, lambda: EcpsReturn.adapter_view(EcpsFlow(request, PROVIDER))(request))


def _leave(request: HttpRequest, purpose: str) -> HttpResponse:
    return _in_turn(
        request, lambda: ask_provider(request, purpose=purpose, next_url=_next(request), now=timezone.now())
    )


def _in_turn(request: HttpRequest, call: Callable[[], HttpResponse]) -> HttpResponse:
    """What a call to the provider answers, or the page that says why there was none."""
    try:
        with a_turn():
            return call()
    except NotConfigured:
        raise Http404 from None
    except ProviderUnreachable:
        return refuse(request, "unreachable")
    except TooManyAtOnce:
        return refuse(request, "busy")


def _next(request: HttpRequest) -> str:
    """Where the browser goes afterwards: a page of ours, the portal by default."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse("portal:index")


def _staff(request: HttpRequest) -> Account:
    account = cast(Account, request.user)
    if not permissions.may_enter_portal(account):
        raise Http404
    return account


def _ask_both_again(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """The page that asks the proof that is missing, and leads on to the link; None when both are fresh."""
    page = "mfa_reauthenticate_webauthn" if owns_passkey(request) else "mfa_reauthenticate"
    target = reverse("ecps_link")
    if not has_fresh_factor(request, now):
        target = f"{reverse(page)}?{urlencode({'next': target})}"
    if not has_fresh_password(request, now):
        target = f"{reverse('account_reauthenticate')}?{urlencode({'next': target})}"
    if target == reverse("ecps_link"):
        return None
    messages.info(request, _("Password and second factor are asked again: what opens your account is about to change."))
    return HttpResponseRedirect(target)
