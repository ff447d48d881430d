"""An operator makes an application known; its page then gives it a key."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.admin.api_clients.page import manages
from directory.admin.api_clients.words import refusal_words
from directory.admin.site import portal
from directory.admin.viewer import account_of
from directory.errors import ApiClientRefused
from directory.workflows import api_clients


class ApiClientForm(forms.Form):
    """What is said of an application."""

    name = forms.CharField(label=gettext_lazy("Name of the application"), max_length=120)
    contact_email = forms.EmailField(label=gettext_lazy("E-mail of its technical contact"), required=False)
    reads_restricted = forms.BooleanField(
        label=gettext_lazy("Reads the restricted view: registrations, cards, periods"), required=False
    )


def create_client(request: HttpRequest) -> HttpResponse:
    """GET: the form; POST: makes the application known and opens its page. National operators only."""
    if not manages(request):
        raise Http404
    form = ApiClientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            client = api_clients.create(account=account_of(request), now=timezone.now(), **form.cleaned_data)
        except ApiClientRefused as refusal:
            form.add_error("name", refusal_words(refusal))
        else:
            messages.success(request, _("The application is known. Give it a key."))
            return redirect("portal:directory_apiclient_change", client.pk)
    context = {**portal.each_context(request), "title": _("A new application"), "form": form}
    return TemplateResponse(request, "admin/directory/api_client_new.html", context)


portal.add_page("applications-api/nouvelle/", create_client, "create_api_client")
