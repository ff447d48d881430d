"""The door of the pages of a service's team: who comes in, asked at every request, and the frame that they see.

Two ways in: an e-CPS, by the session of the holder space; or the account of an invited engineer, with a second factor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from directory.holder_panels import register_landing
from directory.holder_sign_in import holder_of
from directory.models import Account
from directory.staff_sign_in import has_second_factor
from directory.workflows.holder_accounts import account_of_holder
from oidc import permissions
from oidc.models import RelyingParty, Service

HOME: Final = "services_home"
register_landing(HOME)


@dataclass(frozen=True)
class Developer:
    """Somebody who works on services, at one instant. by_ecps: it is their e-CPS that opened the session."""

    account: Account
    now: datetime
    by_ecps: bool


def developer_of(request: HttpRequest, now: datetime) -> Developer | None:
    """Who is signed in here; None for nobody, for a closed account, and for a password without a second factor.

    Anybody can be a test person: outside a demonstration, none of them describes services.
    """
    holder = holder_of(request, now)
    if holder is not None and (settings.DEMO or not holder.practitioner.is_test):
        account = account_of_holder(holder.practitioner, now=now)
        return Developer(account, now, by_ecps=True) if account.is_active else None
    user = request.user
    if isinstance(user, Account) and user.is_active and has_second_factor(request):
        return Developer(user, now, by_ecps=False)
    return None


View = Callable[Concatenate[HttpRequest, Developer, ...], HttpResponse]


def for_developer(view: View) -> Callable[Concatenate[HttpRequest, ...], HttpResponse]:
    """A page for whoever is signed in, that no browser keeps; anybody else is led to the way in."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        developer = developer_of(request, timezone.now())
        if developer is not None:
            return view(request, developer, *args, **kwargs)
        target = f"?{urlencode({'suite': request.path})}" if request.method in {"GET", "HEAD"} else ""
        return HttpResponseRedirect(f"{reverse(HOME)}{target}")

    return guarded


def for_member(
    view: Callable[Concatenate[HttpRequest, Developer, Service, ...], HttpResponse],
) -> Callable[Concatenate[HttpRequest, ...], HttpResponse]:
    """A page of one service, for its team alone: to anybody else it does not exist."""

    @for_developer
    @wraps(view)
    def guarded(request: HttpRequest, developer: Developer, service_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        service = permissions.services_of(developer.account).filter(pk=service_id).first()
        if service is None:
            raise Http404
        return view(request, developer, service, *args, **kwargs)

    return guarded


def client_of(service: Service, relying_party_id: int) -> RelyingParty:
    """One registration of a service; 404 for any other."""
    found = service.relying_parties.select_related("client", "service").filter(pk=relying_party_id).first()
    if found is None:
        raise Http404
    return found


def show_page(
    request: HttpRequest,
    developer: Developer,
    template: str,
    context: Mapping[str, Any],
    *,
    service: Service | None = None,
    status: int = 200,
) -> HttpResponse:
    """One page in the frame; service: whose pages these are."""
    frame = {"developer": developer, "service": service, "here": request.path, "issuer": settings.ISSUER}
    return render(request, template, {**frame, **context}, status=status)
