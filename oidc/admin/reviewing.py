"""What a reviewer does with a request for production: ask the team, accept, refuse."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directory.admin.site import portal
from directory.admin.strong import ask_for_strong_means
from directory.admin.viewer import viewer_of
from directory.errors import NotAllowed
from directory.fields import readable
from directory.tasks import poke_delivery
from oidc.admin.request_page import find_request, show_request
from oidc.admin.review_words import refusal_in_words
from oidc.errors import RegistrationRefused, ServiceRefused
from oidc.models import ProductionRequest
from oidc.policy import LONGEST_TEXT
from oidc.workflows import going_live

_PAGE: Final = "portal:oidc_productionrequest_change"
_QUESTIONS: Final = {
    "accept": (
        gettext_lazy("Accept this request?"),
        gettext_lazy("The service signs real people in as it asked, from the next request on. Its team is told."),
        gettext_lazy("Accept"),
    ),
    "refuse": (
        gettext_lazy("Refuse this request?"),
        gettext_lazy("What is in production stays as it is. The team reads your reasons as you wrote them."),
        gettext_lazy("Refuse"),
    ),
}


@require_POST
def ask(request: HttpRequest, production_request_id: int) -> HttpResponse:
    """POST {"text"}: a question, which the team answers on its page."""
    viewer, found, text = viewer_of(request), find_request(request, production_request_id), _text(request)
    try:
        going_live.ask_team(reviewer=viewer.account, request=found, text=text, now=viewer.now)
    except (NotAllowed, ServiceRefused) as refusal:
        return _refused(request, found, "ask", refusal)
    return _done(request, found, _("The question is on its way; the answer brings the request back."))


@require_POST
def accept(request: HttpRequest, production_request_id: int) -> HttpResponse:
    """POST {"text"}: asks for the confirmation; with `confirmed`, accepts. It opens the data of people to a service, so
    it asks a strong means.
    """
    viewer, found, text = viewer_of(request), find_request(request, production_request_id), _text(request)
    missing = ask_for_strong_means(request)
    if missing is not None:
        return missing
    if "confirmed" not in request.POST:
        return _confirm(request, found, "accept", text)
    try:
        going_live.accept_request(reviewer=viewer.account, request=found, text=text, now=viewer.now)
    except (NotAllowed, RegistrationRefused, ServiceRefused) as refusal:
        return _refused(request, found, "accept", refusal)
    return _done(request, found, _("The request is accepted: the team is told, and draws its secret."))


@require_POST
def refuse(request: HttpRequest, production_request_id: int) -> HttpResponse:
    """POST {"text"}: asks for the confirmation; with `confirmed`, refuses. text: the reasons, which the team reads."""
    viewer, found, text = viewer_of(request), find_request(request, production_request_id), _text(request)
    if "confirmed" not in request.POST and text.strip():
        return _confirm(request, found, "refuse", text)
    try:
        going_live.refuse_request(reviewer=viewer.account, request=found, text=text, now=viewer.now)
    except (NotAllowed, ServiceRefused) as refusal:
        return _refused(request, found, "refuse", refusal)
    return _done(request, found, _("The request is refused: the team is told why."))


def _text(request: HttpRequest) -> str:
    return readable(request.POST.get("text", ""))


def _confirm(request: HttpRequest, found: ProductionRequest, act: str, text: str) -> HttpResponse:
    question, effect, button = _QUESTIONS[act]
    context: dict[str, Any] = {
        **portal.each_context(request),
        "title": question,
        "found": found,
        "act": f"portal:{act}_production",
        "question": question,
        "effect": effect,
        "button": button,
        "text": text,
    }
    return TemplateResponse(request, "admin/oidc/production_confirm.html", context)


def _refused(
    request: HttpRequest, found: ProductionRequest, act: str, refusal: NotAllowed | RegistrationRefused | ServiceRefused
) -> HttpResponse:
    """Beside the text that is wrong; above the page for the rest."""
    if isinstance(refusal, ServiceRefused) and refusal.reason == "text":
        params = ServiceRefused("text", most=LONGEST_TEXT)
        errors, typed = {act: refusal_in_words(params)}, {act: _text(request)[:LONGEST_TEXT]}
        return show_request(request, found.pk, errors=errors, typed=typed, status=422)
    messages.warning(request, refusal_in_words(refusal))
    return redirect(_PAGE, found.pk)


def _done(request: HttpRequest, found: ProductionRequest, words: str) -> HttpResponse:
    poke_delivery()
    messages.success(request, words)
    return redirect(_PAGE, found.pk)


portal.add_page("mises-en-production/<int:production_request_id>/question/", ask, "ask_production")
portal.add_page("mises-en-production/<int:production_request_id>/acceptation/", accept, "accept_production")
portal.add_page("mises-en-production/<int:production_request_id>/refus/", refuse, "refuse_production")
