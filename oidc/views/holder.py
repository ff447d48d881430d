"""Sign-ins and services in the holder space, and the end of every session at once."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from activation.vocabulary import CardStanding
from activation.workflows import card_use
from directory.holder_panels import (
    HolderEntry,
    HolderGuard,
    register_holder_entry,
    register_holder_guard,
)
from directory.holder_sign_in import Holder, for_holder, show_holder_page
from directory.holder_sign_in.cookies import forget_session
from directory.models import HolderSession
from directory.staff_sign_in.sessions import describe_browser
from oidc.models import LoginRequest
from oidc.queries import holding
from oidc.views.holder_words import learned
from oidc.vocabulary import LoginState
from oidc.workflows.signing_out import sign_out_everywhere

PAGE: Final = 25
_MOST_GRANTS: Final = 2_000
_BADGES: Final = {
    LoginState.REDEEMED: "success",
    LoginState.APPROVED: "success",
    LoginState.DENIED: "warning",
    LoginState.REPORTED: "danger",
}


@require_safe
@for_holder
def show_sign_ins(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: the answered sign-ins, the latest first; `avant`: an instant, where a further page begins."""
    found = holding.list_sign_ins(holder.practitioner.pk, limit=PAGE + 1, before=_instant(request.GET.get("avant", "")))
    lines = [_line(row) for row in found[:PAGE]]
    older = found[PAGE - 1].created_at.isoformat() if len(found) > PAGE else ""
    context = {"lines": lines, "older": older}
    return show_holder_page(request, holder, "oidc/holder/sign_ins.html", context)


@require_safe
@for_holder
def show_services(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: the services that know the person, and what each may have learned."""
    services = holding.list_services(holder.practitioner.pk, limit=_MOST_GRANTS)
    context = {"services": [{"known": known, "learned": learned(known.scopes)} for known in services]}
    return show_holder_page(request, holder, "oidc/holder/services.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_holder
def sign_out_of_all(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: what it means. POST: every session ends, this one included."""
    if request.method != "POST":
        return show_holder_page(request, holder, "oidc/holder/sign_out.html", {})
    sign_out_everywhere(practitioner=holder.practitioner, now=holder.now)
    messages.success(request, _("You are signed out everywhere. Sign in again with your e-CPS."))
    response = HttpResponseRedirect(reverse("holder_home"))
    forget_session(response)
    return response


def _line(row: LoginRequest) -> dict[str, Any]:
    browser, system = describe_browser(row.origin_user_agent)
    return {
        "row": row,
        "service": row.relying_party.name,
        "badge": _BADGES.get(LoginState(row.state), ""),
        "device": row.card.device_name if row.card is not None else "",
        "place": " · ".join(part for part in (browser, system, row.origin_address or "") if part),
    }


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if timezone.is_aware(found) else None


def _holds(session: HolderSession, now: datetime) -> bool:
    """The card that opened it can be used, and nobody signed out at the provider. That a session of the provider grew
    old there is no reason: this one has its own clock."""
    opened = holding.find_opening_session(session)
    if opened is None or (opened.ended_at is not None and opened.ended_at < opened.expires_at):
        return False
    return card_use.standing(opened.card, now) == CardStanding.ACTIVE


register_holder_guard(HolderGuard(key="provider", holds=_holds))
register_holder_entry(
    HolderEntry(
        key="sign_ins",
        label=gettext_lazy("My sign-ins"),
        note=gettext_lazy("Where and when your e-CPS was asked, and what was answered; sign out everywhere."),
        address="holder_sign_ins",
        rank=50,
    )
)
register_holder_entry(
    HolderEntry(
        key="services",
        label=gettext_lazy("Services that know me"),
        note=gettext_lazy("The services that you signed in to, and what each may have learned of you."),
        address="holder_services",
        rank=60,
    )
)
