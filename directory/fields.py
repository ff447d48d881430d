"""What forms of several doors share: a mobile number and a day as people type them, codes on offer, the first error."""

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber

from directory.identifiers import fault_of_mobile
from directory.models import Concept, Organization
from directory.policy import LATEST_START

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_FRENCH = re.compile(r"(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4})", re.ASCII)
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)


def readable(text: str) -> str:
    """A text as typed, without what the database cannot hold."""
    return text.replace("\0", " ").encode(errors="ignore").decode()


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
        if isinstance(number, PhoneNumber) and (fault := fault_of_mobile(number)):
            raise forms.ValidationError(self.error_messages[fault], code=fault)
        return number


class DayInput(forms.TextInput):
    """A day is typed as it is said, 17/05/1979 or 17051979: faster than a calendar, the same in every browser."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "maxlength": "10", "placeholder": _("dd/mm/yyyy"), "spellcheck": "false"}
            | (attrs or {})
        )

    def format_value(self, value: Any) -> str | None:
        """A day in French order; what was typed wrongly as it was typed."""
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else super().format_value(value)


class DayField(forms.DateField):
    """17/05/1979, 17.5.1979, 17 05 1979, 17051979, or 1979-05-17 as programs write it."""

    widget = DayInput
    default_error_messages = {"invalid": _("Type the day, the month and the year with four digits: 17/05/1979.")}

    def to_python(self, value: Any) -> date | None:
        """The day, or None for nothing."""
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        day = parse_day(str(value))
        if day is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def parse_day(text: str) -> date | None:
    """A day in one of these forms; None for anything else, the 31st of February too."""
    iso = _ISO.fullmatch(text.strip())
    french = _FRENCH.fullmatch(text.strip()) or _DIGITS.fullmatch(text.strip())
    try:
        if iso is not None:
            return date(*map(int, iso.groups()))
        return date(*map(int, reversed(french.groups()))) if french is not None else None
    except ValueError:
        return None


def point_at_first_error(form: forms.Form, *, else_at: str = "") -> None:
    """The keyboard begins at the first wrong answer, or at this field of a form that nobody has filled yet."""
    wrong = [name for name in form.fields if name in form.errors] if form.is_bound else []
    for name in wrong:
        form.fields[name].widget.attrs["aria-invalid"] = "true"
    first = wrong[0] if wrong else ("" if form.is_bound else else_at)
    if first:
        form.fields[first].widget.attrs["autofocus"] = True


def offer_codes(
    form: forms.Form, name: str, table: str, *, first: str = "", empty: Any = None, present: tuple[str, Any] = ("", "")
) -> None:
    """The codes of a nomenclature that may be given now or soon, by label; the one registered most comes first.

    empty: words for none, where none may be chosen. present: a code, with its label, that stays on offer where it is.
    """
    today = timezone.localdate()
    soon = Q(valid_from__isnull=True) | Q(valid_from__lte=today + LATEST_START)
    not_ended = Q(valid_until__isnull=True) | Q(valid_until__gt=today)
    rows = Concept.objects.filter(soon, not_ended, table=table).values_list("code", "label")
    choices: list[tuple[str, Any]] = sorted(rows, key=lambda row: (row[0] != first, row[1]))
    if present[0] and present[0] not in {code for code, _label in choices}:
        choices.insert(0, present)
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = [*([("", empty)] if empty is not None else []), *choices]


def offer_structures(form: forms.Form, organizations: QuerySet[Organization]) -> None:
    """The structures that somebody may register into, by name; the only one is chosen already."""
    field = form.fields["organization"]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = organizations.order_by("legal_name", "pk")
    only = list(organizations[:2])
    if len(only) == 1:
        field.initial = only[0]
