"""The registrations of a service: made and changed in the sandbox, secrets drawn and ended everywhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from oidc.errors import RegistrationRefused, ServiceRefused
from oidc.library.registration import metadata_of
from oidc.models import ClientKeySet, ClientSecret, ProductionRequest, RelyingParty, Service
from oidc.views.services.client_form import ClientForm
from oidc.views.services.door import Developer, client_of, for_member, show_page
from oidc.views.services.key_words import describe_keys
from oidc.views.services.refusals import in_words, registration_in_words
from oidc.vocabulary import Environment
from oidc.workflows.client_secrets import end_secret, rotate_secret
from oidc.workflows.onboarding import change_in_sandbox, close_in_sandbox, register_in_sandbox


@require_safe
@for_member
def overview(request: HttpRequest, developer: Developer, service: Service) -> HttpResponse:
    """GET: the registrations of the service, and the next thing to do."""
    clients = list(service.relying_parties.select_related("client").order_by("environment", "pk"))
    latest = ProductionRequest.objects.filter(service=service).order_by("-submitted_at", "-pk").first()
    context = {
        "sandbox": [one for one in clients if one.environment == Environment.SANDBOX],
        "production": next((one for one in clients if one.environment == Environment.PRODUCTION), None),
        "latest": latest,
    }
    return show_page(request, developer, "oidc/services/overview.html", context, service=service)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
@sensitive_variables("secret")
def register(request: HttpRequest, developer: Developer, service: Service) -> HttpResponse:
    """GET: the form. POST: the client is there, and its secret shown once."""
    form = ClientForm(request.POST if request.method == "POST" else None, initial={"client_name": service.name})
    if request.method == "POST" and form.is_valid():
        try:
            relying_party, secret = register_in_sandbox(
                account=developer.account,
                service=service,
                metadata=form.metadata(Environment.SANDBOX.value),
                now=developer.now,
            )
        except RegistrationRefused as refusal:
            form.add_error(None, registration_in_words(refusal))
        except ServiceRefused as refusal:
            form.add_error(None, in_words(refusal))
        else:
            return _show_secret(request, developer, service, relying_party, secret)
    return _show_form(request, developer, service, form, None)


@require_safe
@for_member
def show_client(request: HttpRequest, developer: Developer, service: Service, relying_party_id: int) -> HttpResponse:
    """GET: one registration, and its secrets without their values."""
    relying_party = client_of(service, relying_party_id)
    secrets = ClientSecret.objects.working(developer.now).filter(relying_party=relying_party).order_by("-pk")
    context = {
        "client": relying_party,
        "metadata": metadata_of(relying_party),
        "secrets": secrets,
        "published": ClientKeySet.objects.filter(relying_party=relying_party).first(),
        "keys": describe_keys(relying_party.jwks, now=developer.now),
    }
    return show_page(request, developer, "oidc/services/client.html", context, service=service)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def change(request: HttpRequest, developer: Developer, service: Service, relying_party_id: int) -> HttpResponse:
    """GET: the registration of a client of the sandbox. POST: it is changed, from the next request on.

    What is in production changes by a request.
    """
    relying_party = client_of(service, relying_party_id)
    if relying_party.environment != Environment.SANDBOX:
        return redirect("services_production", service.pk)
    form = ClientForm(request.POST if request.method == "POST" else None, kept=metadata_of(relying_party))
    if request.method == "POST" and form.is_valid():
        try:
            change_in_sandbox(
                account=developer.account,
                relying_party=relying_party,
                metadata=form.metadata(Environment.SANDBOX.value),
                now=developer.now,
            )
        except RegistrationRefused as refusal:
            form.add_error(None, registration_in_words(refusal))
        else:
            messages.success(request, _("The registration is changed: it holds from the next sign-in on."))
            return redirect("services_client", service.pk, relying_party.pk)
    return _show_form(request, developer, service, form, relying_party)


@require_POST
@for_member
@sensitive_variables("secret")
def draw_secret(request: HttpRequest, developer: Developer, service: Service, relying_party_id: int) -> HttpResponse:
    """POST: a new secret, shown once; the former ones end a week later."""
    relying_party = client_of(service, relying_party_id)
    try:
        secret = rotate_secret(account=developer.account, relying_party=relying_party, now=developer.now)
    except ServiceRefused as refusal:
        messages.error(request, in_words(refusal))
        return redirect("services_client", service.pk, relying_party.pk)
    return _show_secret(request, developer, service, relying_party, secret)


@require_POST
@for_member
def stop_secret(
    request: HttpRequest, developer: Developer, service: Service, relying_party_id: int, secret_id: int
) -> HttpResponse:
    """POST: this secret works no more."""
    relying_party = client_of(service, relying_party_id)
    try:
        end_secret(account=developer.account, relying_party=relying_party, secret_id=secret_id, now=developer.now)
    except ServiceRefused as refusal:
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("This secret works no more."))
    return redirect("services_client", service.pk, relying_party.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def close(request: HttpRequest, developer: Developer, service: Service, relying_party_id: int) -> HttpResponse:
    """GET: what it means. POST: nobody signs in to this client of the sandbox any more."""
    relying_party = client_of(service, relying_party_id)
    if request.method != "POST":
        return show_page(request, developer, "oidc/services/close.html", {"client": relying_party}, service=service)
    try:
        close_in_sandbox(account=developer.account, relying_party=relying_party, now=developer.now)
    except ServiceRefused as refusal:
        messages.error(request, in_words(refusal))
    else:
        messages.success(request, _("The client is closed: nobody signs in to it any more."))
    return redirect("services_overview", service.pk)


def _show_form(
    request: HttpRequest, developer: Developer, service: Service, form: ClientForm, relying_party: RelyingParty | None
) -> HttpResponse:
    context = {"form": form, "client": relying_party}
    status = 422 if form.errors else 200
    return show_page(request, developer, "oidc/services/client_form.html", context, service=service, status=status)


def _show_secret(
    request: HttpRequest, developer: Developer, service: Service, relying_party: RelyingParty, secret: str | None
) -> HttpResponse:
    """Answered to the POST itself: no address brings it back."""
    context = {"client": relying_party, "secret": secret}
    return show_page(request, developer, "oidc/services/secret.html", context, service=service)
