"""What the pages of the e-CPS portal ask for: shapes only."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from activation.vocabulary import CardEndReason

_NUMBER = {
    "class": "input input--identifier",
    "inputmode": "numeric",
    "autocomplete": "off",
    "spellcheck": "false",
}


class OpeningForm(forms.Form):
    """The number of whoever wants a card; the birth date once the answer to a former call wanted it."""

    national_id = forms.CharField(
        label=_("National number"),
        help_text=_(
            "Your RPPS number (11 digits), or the number that begins with 8 (12 digits). Spaces do not matter."
        ),
        max_length=64,
        widget=forms.TextInput(attrs=_NUMBER),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Asked because an activation was already started for this number today."),
        required=False,
        widget=forms.DateInput(attrs={"class": "input input--short", "type": "date", "autocomplete": "bday"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


class LostPhoneForm(forms.Form):
    """Who lost a phone: their number and birth date, which bring a link by e-mail."""

    national_id = forms.CharField(
        label=_("National number"),
        help_text=_(
            "Your RPPS number (11 digits), or the number that begins with 8 (12 digits). Spaces do not matter."
        ),
        max_length=64,
        widget=forms.TextInput(attrs=_NUMBER),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        widget=forms.DateInput(attrs={"class": "input input--short", "type": "date", "autocomplete": "bday"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )


class RevocationForm(forms.Form):
    """Which e-CPS end, and why. cards: those of the person, as `(key, words)`."""

    cards = forms.TypedMultipleChoiceField(
        label=_("e-CPS to revoke"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one e-CPS.")},
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[
            (CardEndReason.LOST.value, CardEndReason.LOST.label),
            (CardEndReason.STOLEN.value, CardEndReason.STOLEN.label),
            (CardEndReason.HOLDER_REQUEST.value, _("I do not need it any more")),
            (CardEndReason.DISOWNED.value, _("I did not activate it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why.")},
    )

    def __init__(self, *args: Any, cards: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast(forms.TypedMultipleChoiceField, self.fields["cards"])
        chosen.choices = cards
        if len(cards) == 1:
            chosen.initial = [cards[0][0]]
