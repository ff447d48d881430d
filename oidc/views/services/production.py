"""From the sandbox to production: the request, what reviewers ask and decide, what came of former ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from oidc import policy
from oidc.errors import RegistrationRefused, ServiceRefused
from oidc.library.registration import metadata_of
from oidc.models import ClientSecret, ProductionRequest, RelyingParty, Service
from oidc.protocol.client_metadata import ClientMetadata, read_metadata
from oidc.protocol.comparing import compare, hosts_elsewhere
from oidc.queries.resources import names_of_resources
from oidc.views.services.client_form import ClientForm
from oidc.views.services.door import Developer, client_of, for_member, show_page
from oidc.views.services.production_form import ProductionForm
from oidc.views.services.refusals import in_words, registration_in_words
from oidc.vocabulary import SCOPE_WORDS, Environment, RequestState
from oidc.workflows import going_live

_LONGEST_KEY = 18  # digits


@dataclass(frozen=True)
class _Start:
    """Where the form begins. client: whose registration it is; None for that of a former request, or for none."""

    metadata: ClientMetadata | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    client: RelyingParty | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def production(request: HttpRequest, developer: Developer, service: Service) -> HttpResponse:
    """GET: the request under review, or the form of a new one; `client`: whose registration it begins with.

    POST: the request waits for a reviewer; with `look`, what it would change is shown first.
    """
    requests = list(_requests_of(service))
    present = _present(service)
    open_one = next((one for one in requests if one.is_open), None)
    if open_one is not None:
        if request.method == "POST":
            messages.error(request, in_words(ServiceRefused("request_is_open")))
            return redirect("services_production", service.pk)
        return _show(request, developer, service, present, requests, **_under_review(service, open_one, present))
    start = _start(request, service, present, requests)
    form = _form(request, service, start)
    asked = start.metadata
    if request.method == "POST" and form.is_valid():
        asked = form.metadata(Environment.PRODUCTION.value)
        if "look" not in request.POST and _submit(request, developer, service, form, asked):
            return redirect("services_production", service.pk)
    members = compare(metadata_of(present), asked) if present and asked and not form.errors else ()
    context = {
        "form": form,
        "start": start,
        "clients": service.relying_parties.select_related("client").order_by("environment", "pk"),
        "members": members,
        "elsewhere": hosts_elsewhere(service.website, _pages(asked)) if asked else (),
        "changes": any(one.is_changed for one in members),
        "looked": request.method == "POST" and not form.errors,
    }
    status = 422 if form.errors else 200
    return _show(request, developer, service, present, requests, status=status, **context)


@require_POST
@for_member
def answer(request: HttpRequest, developer: Developer, service: Service, request_id: int) -> HttpResponse:
    """POST {"text"}: the team answers, and the request waits for a reviewer again."""
    found = _request_of(service, request_id)
    text = request.POST.get("text", "")
    try:
        going_live.answer_question(account=developer.account, request=found, text=text, now=developer.now)
    except ServiceRefused as refusal:
        if refusal.reason == "text":
            present = _present(service)
            context = _under_review(service, found, present) | {"error": in_words(refusal), "typed": text}
            return _show(request, developer, service, present, [], status=422, **context)
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("Your answer is with the reviewers."))
    return redirect("services_production", service.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def withdraw(request: HttpRequest, developer: Developer, service: Service, request_id: int) -> HttpResponse:
    """GET: what it means. POST: the team asks no more."""
    found = _request_of(service, request_id)
    if request.method != "POST":
        if found.is_open:
            return show_page(request, developer, "oidc/services/withdraw.html", {"asked": found}, service=service)
        return redirect("services_production", service.pk)
    try:
        going_live.withdraw_request(account=developer.account, request=found, now=developer.now)
    except ServiceRefused as refusal:
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The request is withdrawn: what you wrote is in the form, for another one."))
    return redirect("services_production", service.pk)


def _submit(
    request: HttpRequest, developer: Developer, service: Service, form: ProductionForm, asked: ClientMetadata
) -> bool:
    """Whether it is done; what is wrong is said in the form."""
    try:
        going_live.submit_request(
            account=developer.account, service=service, metadata=asked, reasons=form.reasons(), now=developer.now
        )
    except RegistrationRefused as refusal:
        form.add_error(None, registration_in_words(refusal))
    except ServiceRefused as refusal:
        form.add_error(None, in_words(refusal))
    else:
        messages.success(request, _("The request is sent: a reviewer reads it. What becomes of it is told by e-mail."))
        return True
    return False


def _start(
    request: HttpRequest, service: Service, present: RelyingParty | None, requests: list[ProductionRequest]
) -> _Start:
    """The client that was chosen; or what was last asked in vain, with its reasons; or what is in production; or the
    first client of the sandbox.
    """
    key = request.GET.get("client", "")
    if key:
        if not (key.isascii() and key.isdigit() and len(key) <= _LONGEST_KEY):
            raise Http404
        chosen = client_of(service, int(key))
        return _Start(_for_production(chosen, present), _last_reasons(requests), chosen)
    if requests and requests[0].state != RequestState.ACCEPTED:
        return _Start(read_metadata(requests[0].metadata), requests[0].reasons)
    sandbox = service.relying_parties.select_related("client").filter(environment=Environment.SANDBOX, is_active=True)
    found = present or sandbox.order_by("pk").first()
    return _Start(_for_production(found, present), _last_reasons(requests), found) if found else _Start()


def _for_production(client: RelyingParty, present: RelyingParty | None) -> ClientMetadata:
    """A registration as production may begin with it: a resource server of the sandbox is none there."""
    metadata = metadata_of(client)
    if client.environment == Environment.PRODUCTION:
        return metadata
    return replace(metadata, allowed_resources=tuple(present.allowed_resources) if present else ())


def _last_reasons(requests: list[ProductionRequest]) -> Mapping[str, str]:
    reasons: dict[str, str] = requests[0].reasons if requests else {}
    return reasons


def _form(request: HttpRequest, service: Service, start: _Start) -> ProductionForm:
    said = ClientForm.said(start.metadata) if start.metadata else {"client_name": service.name}
    data = request.POST if request.method == "POST" else None
    return ProductionForm(data, kept=start.metadata, start=said, reasons=start.reasons)


def _under_review(service: Service, found: ProductionRequest, present: RelyingParty | None) -> dict[str, Any]:
    asked = read_metadata(found.metadata)
    return {
        "asked": found,
        "members": compare(metadata_of(present) if present else None, asked),
        "reasons": [
            (what, words, found.reasons.get(what, ""))
            for what, words in [
                *((scope, SCOPE_WORDS[scope]) for scope in asked.scope),
                *names_of_resources(asked.allowed_resources),
            ]
        ],
        "elsewhere": hosts_elsewhere(service.website, _pages(asked)),
        "longest": policy.LONGEST_TEXT,
    }


def _show(
    request: HttpRequest,
    developer: Developer,
    service: Service,
    present: RelyingParty | None,
    requests: list[ProductionRequest],
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    secrets = ClientSecret.objects.working(developer.now).filter(relying_party=present)
    shown = {
        "asked": None,
        "present": present,
        "needs_secret": present is not None and present.keeps_secrets and not secrets.exists(),
        "former": [one for one in requests if not one.is_open],
        "error": "",
        "typed": "",
        **context,
    }
    return show_page(request, developer, "oidc/services/production.html", shown, service=service, status=status)


def _present(service: Service) -> RelyingParty | None:
    rows = service.relying_parties.select_related("client", "service")
    return rows.filter(environment=Environment.PRODUCTION).first()


def _requests_of(service: Service) -> Any:
    rows = ProductionRequest.objects.filter(service=service).select_related("submitted_by")
    return rows.prefetch_related("messages__author").order_by("-submitted_at", "-pk")


def _request_of(service: Service, request_id: int) -> ProductionRequest:
    found: ProductionRequest | None = _requests_of(service).filter(pk=request_id).first()
    if found is None:
        raise Http404
    return found


def _pages(metadata: ClientMetadata) -> tuple[str, ...]:
    return (*metadata.redirect_uris, *metadata.post_logout_redirect_uris)
