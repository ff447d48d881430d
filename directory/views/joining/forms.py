"""What the pages of a request ask for: shapes only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.fields import DayField, MobileField, offer_codes, point_at_first_error
from directory.policy import REQUEST_TEXT_LENGTH
from directory.vocabulary.codes import CareRole
from directory.workflows.practice_rules import PROFESSIONS, ROLES


class _PageForm(forms.Form):
    """A form in the site's theme, which points at its first error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer()
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "select" if is_choice else "input")
        point_at_first_error(self)

    def offer(self) -> None:
        """Fill the lists of choices."""


class EmailForm(_PageForm):
    """The address that the link is sent to."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Your own, that you alone read: it will serve to activate your e-CPS."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class IdentityForm(_PageForm):
    """Who the person is, as their identity document says."""

    birth_family_name = forms.CharField(
        label=_("Birth name"),
        max_length=120,
        help_text=_("As on your identity document, before marriage."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    given_names = forms.CharField(
        label=_("Given names"),
        max_length=120,
        help_text=_("All of them, in the order of your identity document."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    birth_date = DayField(label=_("Date of birth"), help_text=_("For instance 17/05/1979"))
    sex_code = forms.ChoiceField(label=_("Sex"), choices=[("", _("Choose")), ("F", _("Female")), ("M", _("Male"))])
    practice_family_name = forms.CharField(
        label=_("Name of use (if it is another one)"),
        max_length=120,
        required=False,
        help_text=_("The name under which you are known at work."),
    )
    practice_given_name = forms.CharField(
        label=_("Given name of use (if it is another one)"), max_length=120, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Spaces do not count; commas separate given names on identity documents."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, value in cleaned.items():
            if isinstance(value, str) and name != "sex_code":
                cleaned[name] = " ".join(value.replace(",", " ").split())
        return cleaned


class PracticeForm(_PageForm):
    """What the person does in the structure, and since when."""

    role_code = forms.ChoiceField(label=_("Your role"), help_text=_("What you do in this structure."))
    profession_code = forms.ChoiceField(
        label=_("Your social profession"), required=False, help_text=_("If you hold one of these diplomas.")
    )
    start_date = DayField(label=_("Start date"), help_text=_("The day on which you began, or will begin."))

    def offer(self) -> None:
        """The codes that may be given now or soon."""
        offer_codes(self, "role_code", ROLES, first=CareRole.CARE_ASSISTANT.value, empty=_("Choose"))
        offer_codes(self, "profession_code", PROFESSIONS, empty=_("None"))


class MobileForm(_PageForm):
    """The number that the code is sent to."""

    mobile = MobileField(
        label=_("Your mobile number"),
        region="FR",
        help_text=_("Your own: a code is sent to it by SMS, now and when you activate your e-CPS."),
    )

    def offer(self) -> None:
        """The keyboard of telephones."""
        self.fields["mobile"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}


class SendingForm(_PageForm):
    """The last step."""

    text = forms.CharField(
        label=_("A word to the registrar (optional)"),
        required=False,
        max_length=REQUEST_TEXT_LENGTH[1],
        widget=forms.Textarea(attrs={"rows": 3, "class": "textarea"}),
    )
    is_stated = forms.BooleanField(
        label=_("I state that these answers are mine and are true."),
        error_messages={"required": _("Tick this box: nobody can be registered by somebody else.")},
    )
