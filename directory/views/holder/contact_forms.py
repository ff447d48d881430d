"""The two kinds of contacts as addresses of the holder space name them, and the form of each."""

from typing import Any, Final

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy

from directory.fields import MobileField
from directory.models import ContactKind

SLUGS: Final = {ContactKind.EMAIL: "courriel", ContactKind.MOBILE: "mobile"}


class OwnEmailForm(forms.Form):
    """Another e-mail address of one's own."""

    value = forms.EmailField(
        label=gettext_lazy("Your new e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class OwnMobileForm(forms.Form):
    """Another mobile number of one's own."""

    value = MobileField(label=gettext_lazy("Your new mobile number"), region="FR")


def kind_of(slug: str) -> ContactKind:
    """The kind that a word of an address names. Raises Http404."""
    found = next((kind for kind, word in SLUGS.items() if word == slug), None)
    if found is None:
        raise Http404
    return found


def form_of(kind: ContactKind, data: Any) -> forms.Form:
    """The form of a kind, filled or empty."""
    form = OwnEmailForm if kind is ContactKind.EMAIL else OwnMobileForm
    return form(data, auto_id=f"{SLUGS[kind]}-%s")


def value_of(form: forms.Form, kind: ContactKind) -> str:
    """What was typed: an e-mail in small letters, or a number in E.164."""
    value = form.cleaned_data["value"]
    return str(value.as_e164) if kind is ContactKind.MOBILE else str(value).lower()
