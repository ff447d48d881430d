"""Who works on a service: the list, invitations, and the page of the link that was sent."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from directory.models import Account
from directory.staff_sign_in import open_session
from directory.tasks import poke_delivery
from directory.views.new_account_form import NewAccountForm
from oidc.errors import ServiceRefused
from oidc.models import Service, TeamInvitation
from oidc.views.services.door import HOME, Developer, developer_of, for_member, show_page
from oidc.views.services.refusals import in_words
from oidc.workflows import teams

_GONE = 410


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)


@require_http_methods(["GET", "HEAD", "POST"])
@for_member
def team(request: HttpRequest, developer: Developer, service: Service) -> HttpResponse:
    """GET: who works on it, who was invited. POST {"email"}: somebody is invited."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            teams.invite_member(
                account=developer.account, service=service, email=form.cleaned_data["email"], now=developer.now
            )
        except ServiceRefused as refusal:
            form.add_error("email", in_words(refusal))
        else:
            poke_delivery()
            messages.success(request, _("The invitation is on its way."))
            return redirect("services_team", service.pk)
    context = {
        "form": form,
        "members": service.members.select_related("account").order_by("joined_at", "pk"),
        "waiting": TeamInvitation.objects.waiting(developer.now).filter(service=service).order_by("-created_at"),
    }
    status = 422 if form.errors else 200
    return show_page(request, developer, "oidc/services/team.html", context, service=service, status=status)


@require_POST
@for_member
def take_back(request: HttpRequest, developer: Developer, service: Service, invitation_id: int) -> HttpResponse:
    """POST: the link opens nothing more."""
    if teams.take_back_invitation(
        account=developer.account, service=service, invitation_id=invitation_id, now=developer.now
    ):
        messages.success(request, _("The invitation is taken back: its link opens nothing more."))
    else:
        messages.info(request, _("It was answered or taken back already."))
    return redirect("services_team", service.pk)


@require_POST
@for_member
def remove(request: HttpRequest, developer: Developer, service: Service, member_id: int) -> HttpResponse:
    """POST: somebody works on it no more; whoever removes themselves comes back to their services."""
    member = service.members.filter(pk=member_id).first()
    try:
        teams.remove_member(account=developer.account, service=service, member_id=member_id, now=developer.now)
    except ServiceRefused as refusal:
        messages.error(request, in_words(refusal))
        return redirect("services_team", service.pk)
    if member is not None and member.account_id == developer.account.pk:
        messages.success(request, _("You have left the team of %(service)s.") % {"service": service.name})
        return redirect(HOME)
    messages.success(request, _("This person works on the service no more."))
    return redirect("services_team", service.pk)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET: what the link opens; reading it changes nothing. POST: join."""
    now = timezone.now()
    found = teams.find_invitation(token, now=now)
    if found is None:
        return _show(request, None, "over", status=_GONE)
    developer = developer_of(request, now)
    if developer is not None:
        return _join(request, found, token, developer)
    if teams.has_account(found) or isinstance(request.user, Account):
        return _show(request, found, "sign_in")
    return _newcomer(request, found, token)


def _join(request: HttpRequest, found: TeamInvitation, token: str, developer: Developer) -> HttpResponse:
    if request.method != "POST":
        return _show(request, found, "join", name=str(developer.account))
    service = teams.join(token=token, account=developer.account, now=developer.now)
    if service is None:
        return _show(request, None, "over", status=_GONE)
    messages.success(request, _("You work on %(service)s from now on.") % {"service": service.name})
    return redirect("services_overview", service.pk)


def _newcomer(request: HttpRequest, found: TeamInvitation, token: str) -> HttpResponse:
    form = NewAccountForm(found.email, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, found, "newcomer", form=form, status=422 if form.errors else 200)
    given = form.cleaned_data
    joined = teams.join_as_newcomer(token=token, name=given["name"], password=given["password"], now=timezone.now())
    if joined is None:
        return _show(request, found, "sign_in", status=409)
    open_session(request, joined[1])
    return HttpResponseRedirect(reverse(HOME))


def _show(
    request: HttpRequest, found: TeamInvitation | None, step: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {"invitation": found, "step": step, "form": None, "name": "", "here": request.path, **context}
    return render(request, "oidc/services/invitation.html", shown, status=status)
