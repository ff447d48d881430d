"""A reviewer suspends a client with a reason that its team reads, or opens it again."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import NotAllowed
from directory.fields import readable
from oidc import permissions
from oidc.admin.review_words import refusal_in_words
from oidc.errors import ServiceRefused
from oidc.models import RelyingParty
from oidc.policy import LONGEST_SUSPENSION
from oidc.workflows import suspending

_PAGE: Final = "portal:oidc_relyingparty_change"
_QUESTIONS: Final = {
    "suspend": (
        gettext_lazy("Suspend this client?"),
        gettext_lazy("Nobody signs in to it any more, and what it was granted ends at once. Its team reads why."),
        gettext_lazy("Suspend the client"),
    ),
    "reopen": (
        gettext_lazy("Open this client again?"),
        gettext_lazy("People may sign in to it again; what it was granted before stays ended."),
        gettext_lazy("Open it again"),
    ),
}


def acts_on(viewer: Viewer, relying_party: RelyingParty) -> str:
    """What the viewer may do with a client: `suspend`, `reopen`, or nothing; what its team closed stays closed."""
    if relying_party.is_active:
        return "suspend" if permissions.may_review_services(viewer.account, viewer.now) else ""
    may_reopen = permissions.can_reopen(viewer.account, relying_party, viewer.now)
    return "reopen" if relying_party.suspended_reason and may_reopen else ""


@require_POST
def suspend(request: HttpRequest, relying_party_id: int) -> HttpResponse:
    """POST {"reason"}: asks for the confirmation, in which the reason can be written; with `confirmed`, suspends."""
    viewer, found = viewer_of(request), _find(request, relying_party_id)
    reason = readable(request.POST.get("reason", ""))
    if "confirmed" not in request.POST:
        return _confirm(request, found, "suspend", reason)
    try:
        suspending.suspend(account=viewer.account, relying_party=found, reason=reason, now=viewer.now)
    except ServiceRefused as refusal:
        if refusal.reason == "reason":
            return _confirm(request, found, "suspend", reason, error=refusal_in_words(refusal), status=422)
        messages.warning(request, refusal_in_words(refusal))
    except NotAllowed as refusal:
        messages.warning(request, refusal_in_words(refusal))
    else:
        messages.success(request, _("The client is suspended: nobody signs in to it."))
    return redirect(_PAGE, found.pk)


@require_POST
def reopen(request: HttpRequest, relying_party_id: int) -> HttpResponse:
    """POST: asks for the confirmation; with `confirmed`, people may sign in to it again."""
    viewer, found = viewer_of(request), _find(request, relying_party_id)
    if "confirmed" not in request.POST:
        return _confirm(request, found, "reopen", "")
    try:
        suspending.reopen(account=viewer.account, relying_party=found, now=viewer.now)
    except (NotAllowed, ServiceRefused) as refusal:
        messages.warning(request, refusal_in_words(refusal))
    else:
        messages.success(request, _("The client is open again."))
    return redirect(_PAGE, found.pk)


def _find(request: HttpRequest, key: int) -> RelyingParty:
    viewer = viewer_of(request)
    rows = permissions.relying_parties_visible_to(viewer.account, viewer.now).select_related("service")
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def _confirm(
    request: HttpRequest, found: RelyingParty, act: str, reason: str, *, error: str = "", status: int = 200
) -> HttpResponse:
    question, effect, button = _QUESTIONS[act]
    context: dict[str, Any] = {
        **portal.each_context(request),
        "title": question,
        "found": found,
        "act": act,
        "address": f"portal:{act}_client",
        "question": question,
        "effect": effect,
        "button": button,
        "reason": reason[:LONGEST_SUSPENSION],
        "error": error,
        "longest": LONGEST_SUSPENSION,
    }
    return TemplateResponse(request, "admin/oidc/suspend.html", context, status=status)


portal.add_page("services/<int:relying_party_id>/suspension/", suspend, "suspend_client")
portal.add_page("services/<int:relying_party_id>/reouverture/", reopen, "reopen_client")
