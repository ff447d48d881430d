"""What a person types on the sign-in page: its shape only."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.identifiers import with_type_digit

_SPACES = re.compile(r"[\s.\u00a0\u202f]+")
_NATIONAL_ID = re.compile(r"(?=(?:\D*[0-9]){6})[0-9A-Z][0-9A-Z/-]{5,39}", re.ASCII)


class NationalIdForm(forms.Form):
    """The national identifier, or an RPPS number alone, which is completed."""

    national_id = forms.CharField(
        label=_("National identifier"),
        help_text=_("Your RPPS number (11 digits), or your national identifier as it stands on your card."),
        max_length=60,
        error_messages={"required": _("Type your national identifier.")},
        widget=forms.TextInput(
            attrs={
                "class": "input input--identifier",
                "inputmode": "numeric",
                "autocomplete": "username",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    shared_workstation = forms.BooleanField(
        label=_("I am on a shared workstation"), required=False, widget=forms.CheckboxInput
    )

    remember = forms.BooleanField(
        label=_("Remember my number on this browser"), required=False, widget=forms.CheckboxInput
    )

    def clean_national_id(self) -> str:
        """Return the identifier without spaces, with its type digit: RPPS and old ADELI numbers may come without."""
        typed = _SPACES.sub("", str(self.cleaned_data["national_id"])).upper()
        if not _NATIONAL_ID.fullmatch(typed):
            raise forms.ValidationError(_("This is not a national identifier: digits only, without your name."))
        return with_type_digit(typed)

    def clean(self) -> dict[str, Any]:
        """On a shared workstation nothing is remembered: the two boxes exclude each other."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("shared_workstation") and cleaned.get("remember"):
            self.add_error("remember", _("On a shared workstation no number is remembered: untick one of the two."))
        return cleaned
