"""What an operator does with an application: give it a key, replace its keys, revoke one, suspend it, let it back."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from directory.admin.api_clients.page import find_client, manages, show_client
from directory.admin.api_clients.words import refusal_words
from directory.admin.site import portal
from directory.admin.strong import ask_for_strong_means
from directory.admin.viewer import account_of
from directory.errors import ApiClientRefused
from directory.models import ApiClient
from directory.workflows import api_clients

_LIVES = {"365": gettext_lazy("one year"), "730": gettext_lazy("two years"), "90": gettext_lazy("three months")}
_OVERLAPS = {"7": gettext_lazy("one week"), "1": gettext_lazy("one day"), "30": gettext_lazy("one month")}
_QUESTIONS = {
    "revoke": (
        gettext_lazy("Revoke this key?"),
        gettext_lazy("Programs that still use it are refused at once. This cannot be undone."),
        gettext_lazy("Revoke the key"),
    ),
    "suspend": (
        gettext_lazy("Suspend this application?"),
        gettext_lazy("All its keys are refused at once, until somebody lets it back."),
        gettext_lazy("Suspend the application"),
    ),
}


class KeyForm(forms.Form):
    """How long a key lives, and whether those that run end soon."""

    days = forms.ChoiceField(choices=[*_LIVES.items()])
    overlap = forms.ChoiceField(choices=[("", ""), *_OVERLAPS.items()], required=False)


class ActForm(forms.Form):
    """What to do. key: which one, to revoke it."""

    act = forms.ChoiceField(choices=[(name, name) for name in (*_QUESTIONS, "resume")])
    key = forms.IntegerField(required=False, min_value=1, max_value=2**62)


@require_POST
def issue_key(request: HttpRequest, client_id: int) -> HttpResponse:
    """POST: makes a key and shows it, once. overlap: days after which the former ones end.

    A key of the restricted view gives out the data of people: it asks a strong means.
    """
    client = _managed(request, client_id)
    form = KeyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how long the key lives."))
        return redirect("portal:directory_apiclient_change", client.pk)
    missing = ask_for_strong_means(request) if client.reads_restricted else None
    if missing is not None:
        return missing
    lifetime = timedelta(days=int(form.cleaned_data["days"]))
    account, now, overlap = account_of(request), timezone.now(), form.cleaned_data["overlap"]
    try:
        if overlap:
            _key, secret = api_clients.rotate(
                client_id=client.pk,
                overlap=timedelta(days=int(overlap)),
                lifetime=lifetime,
                account=account,
                now=now,
            )
        else:
            _key, secret = api_clients.issue_key(client_id=client.pk, lifetime=lifetime, account=account, now=now)
    except ApiClientRefused as refusal:
        messages.error(request, refusal_words(refusal))
        return redirect("portal:directory_apiclient_change", client.pk)
    return show_client(request, client, secret=secret)


@require_POST
def act(request: HttpRequest, client_id: int) -> HttpResponse:
    """POST: asks for the confirmation; with `confirmed`, does it. To let an application back needs none."""
    client = _managed(request, client_id)
    form = ActForm(request.POST)
    if not form.is_valid():
        raise Http404
    name, key_id = form.cleaned_data["act"], form.cleaned_data["key"]
    if name == "revoke" and not client.keys.filter(pk=key_id).exists():
        raise Http404
    if name in _QUESTIONS and "confirmed" not in request.POST:
        return _ask(request, client, name, key_id)
    account, now = account_of(request), timezone.now()
    if name == "revoke":
        api_clients.revoke_key(key_id=key_id, account=account, now=now)
        messages.success(request, _("The key is revoked."))
    elif name == "suspend":
        api_clients.suspend(client_id=client.pk, account=account, now=now)
        messages.success(request, _("The application is suspended."))
    else:
        api_clients.resume(client_id=client.pk, account=account, now=now)
        messages.success(request, _("The application may call again."))
    return redirect("portal:directory_apiclient_change", client.pk)


def _managed(request: HttpRequest, client_id: int) -> ApiClient:
    client = find_client(request, client_id)
    if not manages(request):
        raise Http404
    return client


def _ask(request: HttpRequest, client: ApiClient, name: str, key_id: int | None) -> HttpResponse:
    question, effect, button = _QUESTIONS[name]
    context = {
        **portal.each_context(request),
        "title": question,
        "client": client,
        "key": client.keys.filter(pk=key_id).first() if key_id else None,
        "act": name,
        "question": question,
        "effect": effect,
        "button": button,
    }
    return TemplateResponse(request, "admin/directory/api_client_confirm.html", context)


portal.add_page("applications-api/<int:client_id>/cle/", issue_key, "issue_api_key")
portal.add_page("applications-api/<int:client_id>/acte/", act, "act_on_api_client")
