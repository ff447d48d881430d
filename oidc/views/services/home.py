"""The first page: what this is, for who is signed out; my services, for who is signed in. Describing one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.holder_sign_in import cookies, holder_of
from directory.holder_sign_in.flow import is_open_here
from directory.models import Account
from directory.views.next_pages import page_among
from directory.workflows import holder_sessions
from oidc import permissions, policy
from oidc.errors import ServiceRefused
from oidc.models import Service
from oidc.protocol.service_description import ServiceDescription
from oidc.views.services.door import HOME, Developer, developer_of, for_developer, for_member, show_page
from oidc.views.services.refusals import in_words
from oidc.vocabulary import Environment
from oidc.workflows.describing import change_description, describe_service

_TEXT: Any = forms.Textarea(attrs={"rows": 5})


class DescriptionForm(forms.Form):
    """What a team says of its service."""

    name = forms.CharField(
        label=gettext_lazy("Name of the service"),
        max_length=100,
        help_text=gettext_lazy("As its users know it: they read it when they sign in."),
    )
    organization_name = forms.CharField(label=gettext_lazy("Organization"), max_length=200)
    siret = forms.CharField(
        label=gettext_lazy("SIRET"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Fourteen digits; empty for an organization that has none."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    description = forms.CharField(
        label=gettext_lazy("What it does, and for whom"), max_length=policy.LONGEST_TEXT, widget=_TEXT
    )
    website = forms.CharField(label=gettext_lazy("Website"), max_length=500, required=False, widget=forms.URLInput())
    contact_email = forms.EmailField(
        label=gettext_lazy("E-mail address of the team"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    wants_ciba = forms.BooleanField(
        label=gettext_lazy("It would also sign people in where there is no browser (CIBA)"), required=False
    )

    def described(self) -> ServiceDescription:
        """What was typed, without the spaces that people put into numbers."""
        given = self.cleaned_data
        return ServiceDescription(**{**given, "siret": "".join(given["siret"].split())})


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """GET: my services, or the way in. `suite`: the page that was wanted."""
    developer = developer_of(request, timezone.now())
    if developer is None:
        return _welcome(request)
    services = permissions.services_of(developer.account).prefetch_related("relying_parties__client")
    lines = [
        {
            "service": service,
            "sandbox": sum(one.environment == Environment.SANDBOX for one in service.relying_parties.all()),
            "production": sum(one.environment == Environment.PRODUCTION for one in service.relying_parties.all()),
        }
        for service in services.order_by("name", "pk")
    ]
    return show_page(request, developer, "oidc/services/home.html", {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@for_developer
def describe(request: HttpRequest, developer: Developer) -> HttpResponse:
    """GET: the form. POST: the service begins, and its page opens."""
    email = developer.account.email
    form = DescriptionForm(request.POST if request.method == "POST" else None, initial={"contact_email": email})
    if request.method == "POST" and form.is_valid():
        try:
            service = describe_service(account=developer.account, described=form.described(), now=developer.now)
        except ServiceRefused as refusal:
            _put(form, refusal)
        else:
            messages.success(request, _("Your service is there. Register a client to try it in the sandbox."))
            return redirect("services_overview", service.pk)
    status = 422 if form.errors else 200
    return show_page(request, developer, "oidc/services/describe.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def describe_again(request: HttpRequest, developer: Developer, service: Service) -> HttpResponse:
    """GET: what was said. POST: it is said anew."""
    said = {name: getattr(service, name) for name in DescriptionForm.base_fields}
    form = DescriptionForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            change_description(
                account=developer.account, service=service, described=form.described(), now=developer.now
            )
        except ServiceRefused as refusal:
            _put(form, refusal)
        else:
            messages.success(request, _("The description is changed."))
            return redirect("services_overview", service.pk)
    status = 422 if form.errors else 200
    return show_page(request, developer, "oidc/services/describe.html", {"form": form}, service=service, status=status)


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST: whatever session opened these pages ends."""
    now = timezone.now()
    holder = holder_of(request, now)
    if holder is not None:
        holder_sessions.end(session=holder.session, now=now)
    logout(request)
    messages.success(request, _("You are signed out."))
    response = HttpResponseRedirect(reverse(HOME))
    cookies.forget_session(response)
    return response


def next_page(text: str) -> str:
    """A page of ours; the first one for anything else."""
    return page_among(text, reverse(HOME))


def _welcome(request: HttpRequest) -> HttpResponse:
    """The way in; who has typed a password alone sets a second factor up."""
    context = {
        "is_open_here": is_open_here(),
        "next": next_page(request.GET.get("suite", "")),
        "needs_factor": isinstance(request.user, Account),
    }
    return render(request, "oidc/services/welcome.html", context)


def _put(form: forms.Form, refusal: ServiceRefused) -> None:
    """Beside the field that is wrong, or above the form."""
    form.add_error(refusal.reason if refusal.reason in form.fields else None, in_words(refusal))
