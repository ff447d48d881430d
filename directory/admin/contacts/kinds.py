"""The two kinds of contacts as addresses of pages name them, and the form of each."""

from typing import Any, Final

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy
from phonenumber_field.phonenumber import PhoneNumber

from directory.fields import MobileField
from directory.models import ContactKind, ContactPoint, ContactProposal

_SLUGS: Final = {ContactKind.EMAIL: "courriel", ContactKind.MOBILE: "mobile"}


class NewEmailForm(forms.Form):
    """Another e-mail address."""

    value = forms.EmailField(
        label=gettext_lazy("New e-mail address"),
        widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=gettext_lazy("The person's own. A code is sent to it; the present contact serves until it is typed."),
    )


class NewMobileForm(forms.Form):
    """Another mobile number."""

    value = MobileField(
        label=gettext_lazy("New mobile number"),
        region="FR",
        help_text=gettext_lazy(
            "The person's own. A code is sent to it by SMS, and the page to type it by e-mail; the present contact "
            "serves until then."
        ),
    )


def in_full(row: ContactPoint | ContactProposal) -> str:
    """An address for who decides of it; telephone numbers in groups of digits. Empty for a closed proposal."""
    if row.kind == ContactKind.MOBILE and isinstance(row.mobile, PhoneNumber):
        return str(row.mobile.as_international)
    return row.value


def slug_of(kind: str) -> str:
    """The word of addresses."""
    return _SLUGS[ContactKind(kind)]


def kind_of(slug: str) -> ContactKind:
    """The kind that a word of an address names. Raises Http404."""
    for kind, word in _SLUGS.items():
        if word == slug:
            return kind
    raise Http404


def form_of(kind: str, data: Any) -> forms.Form:
    """The form of a kind, filled or empty."""
    return (NewEmailForm if kind == ContactKind.EMAIL else NewMobileForm)(data)


def value_of(form: forms.Form, kind: str) -> str:
    """What was typed: an e-mail in small letters, or a number in E.164."""
    value = form.cleaned_data["value"]
    return str(value.as_e164) if kind == ContactKind.MOBILE else str(value).lower()
