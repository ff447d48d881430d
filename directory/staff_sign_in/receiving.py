"""What becomes of a proven identity: a session, a strong act, or a link, as this browser asked before it left."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import EcpsRefused, NotAllowed
from directory.models import Account
from directory.staff_sign_in.means import remember_ecps
from directory.staff_sign_in.pages import refuse
from directory.staff_sign_in.provider import identity_of
from directory.tasks import poke_delivery
from directory.workflows import staff_ecps

SIGN_IN, PROVE, LINK = "sign_in", "prove", "link"


def receive(request: HttpRequest, login: SocialLogin, now: datetime) -> HttpResponse | None:
    """Answer, or None when the library goes on and opens a session for `login.user`."""
    question: Mapping[str, Any] = login.state.get("data") or {}
    try:
        return _PURPOSES[question["purpose"]](request, login, now)
    except EcpsRefused as refusal:
        return refuse(request, refusal.reason)
    except NotAllowed:
        return refuse(request, "closed")


def back_from_nothing(request: HttpRequest, state: Mapping[str, Any]) -> HttpResponse:
    """The person came back without showing anything: where they were, and nothing happened."""
    messages.info(request, _("You came back without using your e-CPS: nothing was done."))
    if request.user.is_authenticated:
        return HttpResponseRedirect(state.get("next") or reverse("portal:index"))
    return HttpResponseRedirect(reverse("account_login"))


def _sign_in(request: HttpRequest, login: SocialLogin, now: datetime) -> None:
    login.user = staff_ecps.find_account(national_id=identity_of(login).national_id, now=now)


def _prove(request: HttpRequest, login: SocialLogin, now: datetime) -> HttpResponse:
    account = _who_asked(request, login)
    staff_ecps.require_own(account=account, national_id=identity_of(login).national_id, now=now)
    remember_ecps(request, account, identity_of(login))
    return HttpResponseRedirect(login.state.get("next") or reverse("portal:index"))


def _link(request: HttpRequest, login: SocialLogin, now: datetime) -> HttpResponse:
    account = _who_asked(request, login)
    account.practitioner = staff_ecps.link(account=account, national_id=identity_of(login).national_id, now=now)
    remember_ecps(request, account, identity_of(login))
    poke_delivery()
    messages.success(request, _("Your e-CPS is linked: from now on it opens your portal account."))
    return HttpResponseRedirect(reverse("ecps_link"))


def _who_asked(request: HttpRequest, login: SocialLogin) -> Account:
    """The account of this session, when it is the one that left for the provider."""
    account = request.user
    if not isinstance(account, Account) or account.pk != login.state["data"].get("account"):
        raise EcpsRefused(reason="stale")
    return account


_PURPOSES: Mapping[str, Callable[[HttpRequest, SocialLogin, datetime], HttpResponse | None]] = {
    SIGN_IN: _sign_in,
    PROVE: _prove,
    LINK: _link,
}
