"""What the pages of the e-CPS portal ask for: shapes only."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OpeningForm(forms.Form):
    """The number of whoever wants a card; the birth date once the answer to a former call wanted it."""

    national_id = forms.CharField(
        label=_("National number"),
        help_text=_(
            "Your RPPS number (11 digits), or the number that begins with 8 (12 digits). Spaces do not matter."
        ),
        max_length=64,
        widget=forms.TextInput(
            attrs={
                "class": "input input--identifier",
                "inputmode": "numeric",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Asked because an activation was already started for this number today."),
        required=False,
        widget=forms.DateInput(attrs={"class": "input input--short", "type": "date", "autocomplete": "bday"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
