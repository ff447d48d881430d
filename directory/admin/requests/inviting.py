"""« Invite somebody »: a structure and an e-mail address."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import permissions
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import viewer_of
from directory.errors import NotAllowed, OpenRequest, RequestRefused
from directory.fields import offer_structures, point_at_first_error
from directory.models import Organization
from directory.policy import INVITATION_LIFETIME
from directory.tasks import poke_delivery
from directory.workflows.requests.inviting import invite


class InvitationForm(forms.Form):
    """Whom, and for which structure: one of those that the registrar may register into."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The person's own, that they read themselves: it is verified by the link."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    organization = forms.ModelChoiceField(
        label=gettext_lazy("Structure"), queryset=Organization.objects.none(), empty_label=gettext_lazy("Choose")
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_structures(self, organizations)
        point_at_first_error(self, else_at="email")


def invite_person(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: the link leaves; an open request of the same address is shown instead."""
    viewer = viewer_of(request)
    if not viewer.enrols:
        raise Http404
    organizations = permissions.organizations_enrollable_by(viewer.account, viewer.now)
    form = InvitationForm(request.POST or None, organizations=organizations)
    open_request = None
    if request.method == "POST" and form.is_valid():
        try:
            made = invite(
                registrar=viewer.account,
                organization=form.cleaned_data["organization"],
                email=form.cleaned_data["email"],
                now=viewer.now,
            )
        except OpenRequest as refusal:
            open_request = refusal.request_id
            form.add_error(None, _("This address has an open request in this structure: look at it first."))
        except (NotAllowed, RequestRefused) as refusal:
            form.add_error(None, words_of_refusal(refusal))
        else:
            poke_delivery()
            messages.success(request, _("The invitation is on its way; its link is valid for fourteen days."))
            return redirect("portal:request", made.pk)
    context = {
        **portal.each_context(request),
        "title": _("Invite somebody to be registered"),
        "form": form,
        "open_request": open_request,
        "days": INVITATION_LIFETIME.days,
    }
    return TemplateResponse(
        request, "admin/directory/request_invite.html", context, status=422 if form.is_bound else 200
    )


portal.add_page("demandes/inviter/", invite_person, "invite_person")
