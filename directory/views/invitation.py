"""The page of the link that invites somebody to act for an authority. Opening it changes nothing."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from directory.errors import MandateRefused
from directory.models import Account, InvitationState, MandateInvitation
from directory.policy import TERMS_VERSION
from directory.staff_sign_in import open_session
from directory.tasks import poke_delivery
from directory.views.new_account_form import NewAccountForm
from directory.workflows import invitations
from directory.workflows.invitations import Answer

GONE = 410
_STEPS = {
    InvitationState.ACCEPTED: "accepted",
    InvitationState.DECLINED: "declined",
    InvitationState.WITHDRAWN: "withdrawn",
    InvitationState.EXPIRED: "expired",
}


class AcceptForm(forms.Form):
    """The terms, of the version that was shown."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=20, initial=TERMS_VERSION)
    accepted = forms.BooleanField(
        label=gettext_lazy("I have read these terms and accept them."),
        error_messages={"required": gettext_lazy("Tick the box to accept the terms.")},
    )


class NewcomerForm(NewAccountForm, AcceptForm):
    """Also the name and the password of the account to be, typed twice."""

    password_again = forms.CharField(
        label=gettext_lazy("The same password again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ("name", "password", "password_again", "accepted", "version")

    def clean(self) -> dict[str, Any]:
        """Both passwords are one."""
        given = super().clean() or {}
        password = given.get("password", "")
        if password and given.get("password_again") and password != given["password_again"]:
            self.add_error("password_again", _("This is not the same password: type it again."))
        return given


@never_cache
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET: who invites, to what. POST {"act"}: accept, join (with a password) or decline. 410: it is over; 404: no link
    of ours, or an earlier one.
    """
    found = invitations.find_invitation(token)
    if found is None:
        return _page(request, None, "unknown", status=404)
    if _is_over(found):
        return _over(request, found)
    if request.method != "POST":
        return _ask(request, found)
    match request.POST.get("act"):
        case "decline":
            return _say(request, found, invitations.decline(token=token, now=timezone.now()))
        case "join":
            return _join(request, found, token)
        case _:
            return _accept(request, found, token)


def _ask(request: HttpRequest, found: MandateInvitation) -> HttpResponse:
    """The page for who opens it: with the right account, with another one, with one to sign in with, with none."""
    if isinstance(request.user, Account):
        is_theirs = request.user.email.lower() == found.email
        return _page(request, found, "accept", form=AcceptForm()) if is_theirs else _other_account(request, found)
    if invitations.has_account(found):
        return _page(request, found, "sign_in")
    return _page(request, found, "join", form=NewcomerForm(found.email, initial={"name": found.name}))


def _accept(request: HttpRequest, found: MandateInvitation, token: str) -> HttpResponse:
    if not isinstance(request.user, Account):
        return _ask(request, found)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, found, "accept", form=form, status=422)
    try:
        answer = invitations.accept(
            token=token, account=request.user, terms_version=form.cleaned_data["version"], now=timezone.now()
        )
    except MandateRefused:
        return _terms_changed(request, found, "accept", AcceptForm())
    return _say(request, found, answer)


def _join(request: HttpRequest, found: MandateInvitation, token: str) -> HttpResponse:
    if isinstance(request.user, Account):
        return _ask(request, found)
    form = NewcomerForm(found.email, request.POST)
    if not form.is_valid():
        return _page(request, found, "join", form=form, status=422)
    given = form.cleaned_data
    try:
        answer, account = invitations.accept_as_newcomer(
            token=token,
            name=given["name"],
            password=given["password"],
            terms_version=given["version"],
            now=timezone.now(),
        )
    except MandateRefused:
        return _terms_changed(request, found, "join", NewcomerForm(found.email, initial={"name": given["name"]}))
    if account is not None and answer is Answer.ACCEPTED:
        open_session(request, account)
    return _say(request, found, answer)


def _say(request: HttpRequest, found: MandateInvitation, answer: Answer) -> HttpResponse:
    match answer:
        case Answer.ACCEPTED:
            poke_delivery()
            return HttpResponseRedirect(reverse("portal:index"))
        case Answer.DECLINED:
            return _page(request, found, "declined")
        case Answer.HAS_ACCOUNT:
            return _page(request, found, "sign_in", status=409)
        case Answer.OTHER_ACCOUNT:
            return _other_account(request, found)
        case Answer.LAPSED:
            return _page(request, found, "lapsed", status=GONE)
        case _:
            found.refresh_from_db(fields=["state"])
            return _over(request, found)


def _is_over(found: MandateInvitation) -> bool:
    return found.state != InvitationState.PENDING or found.expires_at <= timezone.now()


def _over(request: HttpRequest, found: MandateInvitation) -> HttpResponse:
    step = _STEPS.get(InvitationState(found.state), "expired")
    return _page(request, found, step, status=GONE)


def _other_account(request: HttpRequest, found: MandateInvitation) -> HttpResponse:
    return _page(request, found, "other_account", status=403, signed_in_as=str(request.user))


def _terms_changed(request: HttpRequest, found: MandateInvitation, step: str, form: AcceptForm) -> HttpResponse:
    return _page(request, found, step, form=form, status=409, terms_changed=True)


def _page(
    request: HttpRequest, found: MandateInvitation | None, step: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    shown = {"form": None, "terms_changed": False, "signed_in_as": "", **context}
    text = f"directory/terms/{TERMS_VERSION}.html"
    return render(
        request,
        "directory/invitation.html",
        {"invitation": found, "step": step, "text": text, "here": request.path, **shown},
        status=status,
    )
