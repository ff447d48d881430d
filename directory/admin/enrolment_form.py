"""The form of « register a person »: it cleans shape; rules are the workflow's."""

from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber

from directory.models import Concept, Organization
from directory.policy import LATEST_START
from directory.vocabulary.codes import ActivityKind, CareRole
from directory.workflows.applicant import Person, Practice
from directory.workflows.practice_rules import ACTIVITY_KINDS, PROFESSIONS, ROLES

_MOBILE = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
# France, its overseas departments and its collectivities
_COUNTRY_CODES = {33, 262, 590, 594, 596, 508, 681, 687, 689}

_FICTION = "63998"


class MobileField(PhoneNumberField):  # type: ignore[misc]  # the library is untyped
    """A French mobile number, overseas included; numbers kept for fiction serve trainings."""

    default_validators: ClassVar[list[Any]] = []  # clean() says what is wrong in words that help
    default_error_messages = {
        "invalid": _("Type a valid mobile number, for instance 06 12 34 56 78."),
        "not_mobile": _("This is not a mobile number: the codes arrive by SMS. Ask the person for a mobile number."),
        "not_french": _("Type a French mobile number, overseas included (+262, +590, +594, +596…)."),
    }

    def clean(self, value: Any) -> Any:
        """Refuse what is no number, foreign numbers and landlines, each in its own words."""
        number = super().clean(value)
        if not isinstance(number, PhoneNumber) or _is_fictional(number):
            return number
        if not number.is_valid():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if number.country_code not in _COUNTRY_CODES:
            raise forms.ValidationError(self.error_messages["not_french"], code="not_french")
        if phonenumbers.number_type(number) not in _MOBILE:
            raise forms.ValidationError(self.error_messages["not_mobile"], code="not_mobile")
        return number


def _is_fictional(number: PhoneNumber) -> bool:
    """06 39 98 and four digits: kept by the regulator for fiction, so that nobody is ever called."""
    digits = str(number.national_number or "")
    return number.country_code == 33 and digits.startswith(_FICTION) and len(digits) == 9


class EnrolmentForm(forms.Form):
    """Identity, contacts, practice. Structures are those that the registrar may register into."""

    birth_family_name = forms.CharField(
        label=_("Birth name"), max_length=120, help_text=_("As on the identity document, before marriage.")
    )
    given_names = forms.CharField(
        label=_("Given names"), max_length=120, help_text=_("All of them, in the order of the identity document.")
    )
    birth_date = forms.DateField(
        label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sex_code = forms.ChoiceField(label=_("Sex"), choices=[("", _("Choose")), ("F", _("Female")), ("M", _("Male"))])
    practice_family_name = forms.CharField(
        label=_("Name of use"), max_length=120, required=False, help_text=_("Only when it is not the birth name.")
    )
    practice_given_name = forms.CharField(
        label=_("Given name of use"), max_length=120, required=False, help_text=_("Only when it is another one.")
    )
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The person's own: a link and a code are sent to it.")
    )
    mobile = MobileField(
        label=_("Mobile number"), region="FR", help_text=_("The person's own: a code is sent to it by SMS.")
    )
    organization = forms.ModelChoiceField(
        label=_("Structure"), queryset=Organization.objects.none(), empty_label=_("Choose")
    )
    role_code = forms.ChoiceField(
        label=_("Role"), help_text=_("The role opens rights in the services that the person signs in to.")
    )
    profession_code = forms.ChoiceField(label=_("Social profession"), required=False)
    activity_kind_code = forms.ChoiceField(label=_("Kind of activity"), initial=ActivityKind.SOCIAL_CARE_SUPPORT.value)
    start_date = forms.DateField(
        label=_("Start date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        structures = self.fields["organization"]
        if isinstance(structures, forms.ModelChoiceField):
            structures.queryset = organizations.order_by("legal_name", "pk")
        only = list(organizations[:2])
        if len(only) == 1:
            structures.initial = only[0]
        self._offer("role_code", ROLES, first=CareRole.CARE_ASSISTANT.value)
        self._offer("profession_code", PROFESSIONS, empty=_("None"))
        self._offer("activity_kind_code", ACTIVITY_KINDS)
        for name, field in self.fields.items():
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"

    def clean_birth_family_name(self) -> str:
        """Spaces do not count."""
        return " ".join(str(self.cleaned_data["birth_family_name"]).split())

    def clean_given_names(self) -> str:
        """Commas separate names on identity documents; here spaces do."""
        return " ".join(str(self.cleaned_data["given_names"]).replace(",", " ").split())

    def clean_email(self) -> str:
        """Addresses are compared without case."""
        return str(self.cleaned_data["email"]).lower()

    def person(self) -> Person:
        """The person, once the form is valid."""
        data = self.cleaned_data
        return Person(
            birth_family_name=data["birth_family_name"],
            given_names=data["given_names"],
            birth_date=data["birth_date"],
            sex_code=data["sex_code"],
            email=data["email"],
            mobile=data["mobile"].as_e164,
            practice_family_name=" ".join(data["practice_family_name"].split()),
            practice_given_name=" ".join(data["practice_given_name"].split()),
        )

    def practice(self) -> Practice:
        """What they do and where, once the form is valid."""
        data = self.cleaned_data
        return Practice(
            organization=data["organization"],
            role_code=data["role_code"],
            activity_kind_code=data["activity_kind_code"],
            start_date=data["start_date"],
            profession_code=data["profession_code"],
        )

    def _offer(self, name: str, table: str, *, first: str = "", empty: Any = None) -> None:
        """The codes of a nomenclature that may be given now or soon, by label; the one registered most comes first."""
        today = timezone.localdate()
        soon = Q(valid_from__isnull=True) | Q(valid_from__lte=today + LATEST_START)
        not_ended = Q(valid_until__isnull=True) | Q(valid_until__gt=today)
        rows = Concept.objects.filter(soon, not_ended, table=table).values_list("code", "label")
        choices = sorted(rows, key=lambda row: (row[0] != first, row[1]))
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*([("", empty)] if empty is not None else []), *choices]
