"""The form of « register a person »: it cleans shape; rules are the workflow's."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directory.fields import DayField, MobileField, offer_codes, offer_structures, point_at_first_error
from directory.models import Organization
from directory.vocabulary.codes import ActivityKind, CareRole
from directory.workflows.applicant import Person, Practice
from directory.workflows.practice_rules import ACTIVITY_KINDS, PROFESSIONS, ROLES

# The person is at the desk, or on the phone: the browser must not offer the registrar's own name and address
_UNKNOWN_TO_BROWSER = {"autocomplete": "off", "spellcheck": "false"}


class PersonForm(forms.Form):
    """Identity and practice: what a registrar checks, of a new person or of a request."""

    birth_family_name = forms.CharField(
        label=_("Birth name"),
        max_length=120,
        help_text=_("As on the identity document, before marriage."),
        widget=forms.TextInput(attrs=_UNKNOWN_TO_BROWSER),
    )
    given_names = forms.CharField(
        label=_("Given names"),
        max_length=120,
        help_text=_("All of them, in the order of the identity document."),
        widget=forms.TextInput(attrs=_UNKNOWN_TO_BROWSER),
    )
    birth_date = DayField(label=_("Date of birth"))
    sex_code = forms.ChoiceField(label=_("Sex"), choices=[("", _("Choose")), ("F", _("Female")), ("M", _("Male"))])
    practice_family_name = forms.CharField(
        label=_("Name of use"),
        max_length=120,
        required=False,
        help_text=_("Only when it is not the birth name."),
        widget=forms.TextInput(attrs=_UNKNOWN_TO_BROWSER),
    )
    practice_given_name = forms.CharField(
        label=_("Given name of use"),
        max_length=120,
        required=False,
        help_text=_("Only when it is another one."),
        widget=forms.TextInput(attrs=_UNKNOWN_TO_BROWSER),
    )
    role_code = forms.ChoiceField(
        label=_("Role"), help_text=_("The role opens rights in the services that the person signs in to.")
    )
    profession_code = forms.ChoiceField(label=_("Social profession"), required=False)
    activity_kind_code = forms.ChoiceField(label=_("Kind of activity"), initial=ActivityKind.SOCIAL_CARE_SUPPORT.value)
    start_date = DayField(label=_("Start date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_codes(self, "role_code", ROLES, first=CareRole.CARE_ASSISTANT.value)
        offer_codes(self, "profession_code", PROFESSIONS, empty=_("None"))
        offer_codes(self, "activity_kind_code", ACTIVITY_KINDS)

    def clean_birth_family_name(self) -> str:
        """Spaces do not count."""
        return " ".join(str(self.cleaned_data["birth_family_name"]).split())

    def clean_given_names(self) -> str:
        """Commas separate names on identity documents; here spaces do."""
        return " ".join(str(self.cleaned_data["given_names"]).replace(",", " ").split())

    def person_reached_at(self, *, email: str, mobile: str) -> Person:
        """The person, once the form is valid. mobile: E.164."""
        data = self.cleaned_data
        return Person(
            birth_family_name=data["birth_family_name"],
            given_names=data["given_names"],
            birth_date=data["birth_date"],
            sex_code=data["sex_code"],
            email=email,
            mobile=mobile,
            practice_family_name=" ".join(data["practice_family_name"].split()),
            practice_given_name=" ".join(data["practice_given_name"].split()),
        )

    def practice_in(self, organization: Organization) -> Practice:
        """What they do there, once the form is valid."""
        data = self.cleaned_data
        return Practice(
            organization=organization,
            role_code=data["role_code"],
            activity_kind_code=data["activity_kind_code"],
            start_date=data["start_date"],
            profession_code=data["profession_code"],
        )


class EnrolmentForm(PersonForm):
    """Identity, contacts, practice. Structures are those that the registrar may register into."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person's own: a link and a code are sent to it."),
        widget=forms.EmailInput(attrs=_UNKNOWN_TO_BROWSER),
    )
    mobile = MobileField(
        label=_("Mobile number"), region="FR", help_text=_("The person's own: a code is sent to it by SMS.")
    )
    organization = forms.ModelChoiceField(
        label=_("Structure"), queryset=Organization.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_structures(self, organizations)
        point_at_first_error(self, else_at="birth_family_name")

    def clean_email(self) -> str:
        """Addresses are compared without case."""
        return str(self.cleaned_data["email"]).lower()

    def person(self) -> Person:
        """The person, once the form is valid."""
        data = self.cleaned_data
        return self.person_reached_at(email=data["email"], mobile=data["mobile"].as_e164)

    def practice(self) -> Practice:
        """What they do and where, once the form is valid."""
        return self.practice_in(self.cleaned_data["organization"])
