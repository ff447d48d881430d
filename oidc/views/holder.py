"""Sign-ins and services in the holder space, and the end of every session at once."""

from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory import queries
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
from oidc.queries import holding, logins, sign_ins
from oidc.queries.sign_ins import SignIn
from oidc.queries.standing import is_card_usable
from oidc.views.holder_words import learned, means_of
from oidc.vocabulary import SignInKind
from oidc.workflows.preferences import set_typed_numbers
from oidc.workflows.signing_out import sign_out_everywhere
from oidc.workflows.withdrawing import withdraw_consent

PAGE: Final = 25
_MOST_GRANTS: Final = 2_000
_ANSWERS: Final = {"oui": True, "non": False}
_BADGES: Final = {
    SignInKind.SIGNED_IN: "success",
    SignInKind.AGAIN: "success",
    SignInKind.REFUSED: "warning",
    SignInKind.REPORTED: "danger",
}


@require_safe
@for_holder
def show_sign_ins(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: the sign-ins by any card, and those refused, the latest first; `avant`: an instant, where a page begins."""
    records = queries.records_behind(holder.practitioner.pk)
    before = _instant(request.GET.get("avant", "")) or holder.now
    found = sign_ins.list_sign_ins(records, before=before, limit=PAGE + 1)
    older = found[PAGE - 1].at.isoformat() if len(found) > PAGE else ""
    context = {
        "lines": [_line(one) for one in found[:PAGE]],
        "older": older,
        "typed_numbers": logins.allows_typed_numbers(holder.practitioner.pk),
        "code_set_at": logins.code_set_at(holder.practitioner.pk),
    }
    return show_holder_page(request, holder, "oidc/holder/sign_ins.html", context)


@require_safe
@for_holder
def show_services(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: the services that know the person, and what each may have learned."""
    services = holding.list_services(holder.practitioner.pk, limit=_MOST_GRANTS)
    context = {
        "services": [
            {"known": known, "learned": learned(known.scopes, is_pairwise=known.is_pairwise)} for known in services
        ]
    }
    return show_holder_page(request, holder, "oidc/holder/services.html", context)


@require_POST
@for_holder
def withdraw_agreement(request: HttpRequest, holder: Holder, relying_party_id: int) -> HttpResponse:
    """POST: what was agreed with a service ends, and all that it was granted; 404 where nothing was."""
    if not withdraw_consent(practitioner=holder.practitioner, relying_party_id=relying_party_id, now=holder.now):
        raise Http404
    messages.success(request, _("It is withdrawn: the service reads nothing of you here until you agree again."))
    return redirect("holder_services")


@require_POST
@for_holder
def choose_typed_numbers(request: HttpRequest, holder: Holder) -> HttpResponse:
    """POST {"allowed": "oui" | "non"}: whether browsers and services may ask my phones by my number."""
    wanted = _ANSWERS.get(request.POST.get("allowed", ""))
    if wanted is None:
        raise Http404
    set_typed_numbers(practitioner_id=holder.practitioner.pk, allowed=wanted, now=holder.now)
    done = (
        _("Browsers and services may ask your phone by your number.")
        if wanted
        else _("Nobody asks your phone by your number now.")
    )
    messages.success(request, done)
    return redirect("holder_sign_ins")


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


def _line(one: SignIn) -> dict[str, Any]:
    browser, system = describe_browser(one.origin_user_agent)
    return {
        "at": one.at,
        "service": one.asker.name,
        "kind": one.kind.label,
        "badge": _BADGES[one.kind],
        "level": one.acr,
        "device": means_of(one),
        "place": _("a service, without a browser")
        if one.without_browser
        else " · ".join(part for part in (browser, system, one.origin_address or "") if part),
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
    return is_card_usable(opened, now)


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
