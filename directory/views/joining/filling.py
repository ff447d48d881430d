"""The steps behind the link: identity, activity, sending. Each is kept before the next one opens."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import queries
from directory.errors import InvalidPractice, RequestRefused
from directory.models import EnrolmentRequest
from directory.tasks import poke_delivery
from directory.views.joining.behind_link import step_of_person
from directory.views.joining.forms import IdentityForm, PracticeForm, SendingForm
from directory.views.joining.steps import page_of_step
from directory.vocabulary.requests import RequestState
from directory.workflows.practice_rules import ROLES
from directory.workflows.requests.filling import save, submit
from directory.workflows.requests.typed import missing_in

_RULES = {
    "age": gettext_lazy("Check the date of birth: nobody of that age can be registered."),
    "too_late": gettext_lazy("This date is too far ahead: send your request at most three months before you start."),
    "too_early": gettext_lazy("This date is too long ago: check the year."),
    "closed_code": gettext_lazy("This code was not open on that day: choose another one, or another start date."),
}
_REFUSALS = {
    "incomplete": gettext_lazy("Some answers are missing: fill the steps that are marked below."),
    "mobile": gettext_lazy("Your mobile number is not verified yet: type the code that was sent to it."),
    "already_open": gettext_lazy(
        "You have another open request in this structure, made with another address: go on with that one."
    ),
}
_OF_IDENTITY = frozenset({"birth_family_name", "given_names", "birth_date", "sex_code"})


def first_gap(found: EnrolmentRequest) -> str:
    """The name of the first step that is not finished."""
    missing = set(missing_in(found.answers))
    if missing & _OF_IDENTITY:
        return "join_identity"
    if missing - {"mobile"}:
        return "join_practice"
    return "join_sending" if found.mobile_verified_at is not None else "join_mobile"


@step_of_person
def identity(request: HttpRequest, found: EnrolmentRequest, token: str) -> HttpResponse:
    """GET: the form. POST: keeps it, and opens the next step."""
    return _answer(request, found, token, IdentityForm, ("identity", 2, "join_practice"))


@step_of_person
def practice(request: HttpRequest, found: EnrolmentRequest, token: str) -> HttpResponse:
    """GET: the form. POST: keeps it, and opens the next step."""
    return _answer(request, found, token, PracticeForm, ("practice", 3, "join_mobile"))


@step_of_person
def sending(request: HttpRequest, found: EnrolmentRequest, token: str) -> HttpResponse:
    """GET: everything that was typed. POST {"is_stated", "text"?}: sends it to the structure."""
    form = SendingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            submit(request=found, text=form.cleaned_data["text"].strip(), now=timezone.now())
        except RequestRefused as refusal:
            form.add_error(None, str(_REFUSALS.get(refusal.reason, refusal.reason)))
        else:
            poke_delivery()
            return redirect("join_request", token)
    context: dict[str, Any] = {"summary": _summary(found), "is_asked": found.state == RequestState.ASKED}
    return page_of_step(request, found, token, form, ("sending", 5), **context)


def _answer(
    request: HttpRequest, found: EnrolmentRequest, token: str, form_class: type[Form], step: tuple[str, int, str]
) -> HttpResponse:
    name, number, following = step
    if request.method != "POST":
        known = {field: getattr(found.answers, field) for field in form_class.base_fields}
        return page_of_step(request, found, token, form_class(initial=known), (name, number))
    form = form_class(request.POST)
    if form.is_valid():
        try:
            save(request=found, answers=form.cleaned_data, now=timezone.now())
        except InvalidPractice as refusal:
            field = str(refusal.params.get("field", ""))
            reason = str(refusal.params.get("reason", ""))
            form.add_error(field if field in form.fields else None, str(_RULES.get(reason, reason)))
        else:
            return redirect(following, token)
    return page_of_step(request, found, token, form, (name, number))


def _summary(found: EnrolmentRequest) -> list[dict[str, Any]]:
    """What was typed, by step: label and value; an empty value is missing where it is needed."""
    answers = found.answers
    sex = {"F": _("female"), "M": _("male")}.get(answers.sex_code, "")
    use = f"{answers.practice_given_name} {answers.practice_family_name}".strip()
    optional = [(_("Name of use"), use)] if use else []
    profession = queries.profession_label(answers.profession_code) if answers.profession_code else ""
    more = [(_("Your social profession"), profession)] if profession else []
    mobile_words = answers.mobile.as_international if answers.mobile and found.mobile_verified_at else ""
    return [
        {
            "title": _("Identity"),
            "address": "join_identity",
            "lines": [
                (_("Birth name"), answers.birth_family_name),
                (_("Given names"), answers.given_names),
                (_("Date of birth"), f"{answers.birth_date:%d/%m/%Y}" if answers.birth_date else ""),
                (_("Sex"), sex),
                *optional,
            ],
        },
        {
            "title": _("Activity"),
            "address": "join_practice",
            "lines": [
                (_("Your role"), queries.label(ROLES, answers.role_code) if answers.role_code else ""),
                *more,
                (_("Start date"), f"{answers.start_date:%d/%m/%Y}" if answers.start_date else ""),
            ],
        },
        {"title": _("Mobile"), "address": "join_mobile", "lines": [(_("Your mobile number"), mobile_words)]},
    ]
