"""In the holder space: the code without which services that ask for codes do not reach one's phone."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from directory.holder_sign_in import Holder, for_holder, show_holder_page
from oidc import policy
from oidc.queries.logins import code_set_at
from oidc.workflows.user_codes import remove_user_code, set_user_code

PAGE: Final = "holder_user_code"
_FAULTS: Final = {
    "length": gettext_lazy("From 6 to 32 characters."),
    "characters": gettext_lazy("Letters without accents, digits and signs, without a space."),
    "simple": gettext_lazy("This code is too easy to guess: mix at least four different characters."),
    "number": gettext_lazy("This is part of your national number, which services know."),
}
_LEAST, _MOST = policy.USER_CODE_LENGTH


def _typed() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"class": "input", "autocomplete": "new-password"})


class UserCodeForm(forms.Form):
    """A new code, typed twice for it is never shown."""

    code = forms.CharField(
        label=gettext_lazy("Your new code"),
        help_text=gettext_lazy("From 6 to 32 letters, digits and signs, without a space. Not the PIN of your e-CPS."),
        min_length=_LEAST,
        max_length=_MOST,
        strip=False,
        error_messages={"required": gettext_lazy("Type a code."), "min_length": _FAULTS["length"]}
        | {"max_length": _FAULTS["length"]},
        widget=_typed(),
    )
    again = forms.CharField(
        label=gettext_lazy("The same code again"),
        strip=False,
        error_messages={"required": gettext_lazy("Type the code a second time.")},
        widget=_typed(),
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"code", "again"} <= cleaned.keys() and cleaned["code"] != cleaned["again"]:
            self.add_error("again", _("This is not the same code."))
        return cleaned


@sensitive_post_parameters("code", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@for_holder
def keep_code(request: HttpRequest, holder: Holder) -> HttpResponse:
    """GET: whether a code is set, and a form. POST {"code", "again"}: a new one, of who showed the e-CPS lately."""
    if request.method != "POST":
        return _show(request, holder, UserCodeForm())
    if not holder.is_fresh:
        return _ask_again(request)
    form = UserCodeForm(request.POST)
    if form.is_valid():
        fault = set_user_code(practitioner=holder.practitioner, code=form.cleaned_data["code"], now=holder.now)
        if not fault:
            messages.success(
                request, _("Your code is set. Services that ask for codes reach your phone with it alone.")
            )
            return redirect(PAGE)
        form.add_error("code", str(_FAULTS[fault]))
    return _show(request, holder, form, status=422)


@require_POST
@for_holder
def remove_code(request: HttpRequest, holder: Holder) -> HttpResponse:
    """POST: no code any more; likewise."""
    if not holder.is_fresh:
        return _ask_again(request)
    remove_user_code(practitioner=holder.practitioner, now=holder.now)
    messages.success(request, _("Your code is removed: no service asks you for one."))
    return redirect(PAGE)


def _ask_again(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Show your e-CPS again: what protects your phone is about to change."))
    return redirect(PAGE)


def _show(request: HttpRequest, holder: Holder, form: UserCodeForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "set_at": code_set_at(holder.practitioner.pk),
    }
    return show_holder_page(request, holder, "oidc/holder/user_code.html", context, status=status)
