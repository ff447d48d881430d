"""The page of one request: what was typed, people alike side by side, the exchange, and what may be done."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from directory import permissions, queries
from directory.admin.enrolment_form import PersonForm
from directory.admin.people_alike import describe_alike
from directory.admin.requests.words import COLOURS, age_words, step_line
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.models import EnrolmentAnswers, EnrolmentRequest, RequestStep
from directory.states import DECIDED_BY_REGISTRAR, OPEN_REQUESTS
from directory.vocabulary.requests import RequestOrigin, RequestState
from directory.workflows.requests.inviting import WITHDRAWABLE
from directory.workflows.requests.typed import person_of
from directory.workflows.similar_people import find_similar_to

SECTIONS = (
    ("identity", ("birth_family_name", "given_names", "birth_date", "sex_code")),
    ("practice", ("role_code", "profession_code", "activity_kind_code", "start_date")),
    ("names", ("practice_family_name", "practice_given_name")),
)


def show_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """GET: one request of the viewer's scope; what was typed is for who registers into its structure."""
    viewer = viewer_of(request)
    return page_of(request, find_request(viewer, request_id), viewer)


def find_request(viewer: Viewer, request_id: int) -> EnrolmentRequest:
    """A request that the viewer sees; 404 for any other."""
    rows = permissions.requests_visible_to(viewer.account, viewer.now)
    found = (
        rows.select_related("organization", "authority", "answers", "enrolment__practitioner", "practitioner")
        .filter(pk=request_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def treatable(viewer: Viewer, request_id: int) -> EnrolmentRequest:
    """One that the viewer may also treat, and of which the answers are there; 404 for any other."""
    found = find_request(viewer, request_id)
    if not may_treat(viewer, found):
        raise Http404
    return found


def may_treat(viewer: Viewer, found: EnrolmentRequest) -> bool:
    """Does the viewer register into this structure, and is there something to read?"""
    return hasattr(found, "answers") and permissions.can_enrol(viewer.account, found.organization, viewer.now)


def page_of(
    request: HttpRequest,
    found: EnrolmentRequest,
    viewer: Viewer,
    *,
    form: PersonForm | None = None,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. form: of the acceptance, bound after an error. errors, typed: of the other acts, by name."""
    steps = RequestStep.objects.filter(request=found).select_related("actor").order_by("at", "pk")
    is_open = found.state in OPEN_REQUESTS and found.expires_at > viewer.now
    context: dict[str, Any] = {
        **portal.each_context(request),
        "title": _("Request no. %(number)s") % {"number": found.pk},
        "found": found,
        "colour": COLOURS.get(RequestState(found.state), "info"),
        "age": age_words(found.submitted_at or found.created_at, viewer.now),
        "is_open": is_open,
        "steps": [step_line(step) for step in steps],
        "is_read": False,
        "may_decide": False,
        "may_withdraw": False,
        "errors": errors or {},
        "typed": typed or {},
    }
    if may_treat(viewer, found):
        context |= _read(found)
        context["may_withdraw"] = is_open and found.origin == RequestOrigin.INVITATION and found.state in WITHDRAWABLE
        if is_open and found.state in DECIDED_BY_REGISTRAR:
            context |= _decision(found, form)
    return TemplateResponse(request, "admin/directory/request.html", context, status=status)


def _read(found: EnrolmentRequest) -> dict[str, Any]:
    """What the person typed, once they have sent it; of an invitation, the address alone."""
    answers = found.answers
    facts = [(_("E-mail address"), answers.email, found.email_verified_at)]
    if found.submitted_at is not None:
        number = str(answers.mobile.as_international) if answers.mobile else ""
        facts.append((_("Mobile number"), number, found.mobile_verified_at))
    return {"is_read": True, "contacts": facts, "facts": _facts(answers) if found.submitted_at is not None else []}


def _facts(answers: EnrolmentAnswers) -> list[tuple[str, str]]:
    role = queries.label("TRE_R85-RolePriseCharge", answers.role_code)
    facts = [
        (_("Birth name"), answers.birth_family_name),
        (_("Given names"), answers.given_names),
        (_("Date of birth"), f"{answers.birth_date:%d/%m/%Y}" if answers.birth_date else ""),
        (_("Sex"), {"F": _("female"), "M": _("male")}.get(answers.sex_code, "")),
        (_("Name of use"), f"{answers.practice_given_name} {answers.practice_family_name}".strip()),
        (_("Role"), role),
        (_("Social profession"), queries.profession_label(answers.profession_code) if answers.profession_code else ""),
        (_("Start date"), f"{answers.start_date:%d/%m/%Y}" if answers.start_date else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _decision(found: EnrolmentRequest, form: PersonForm | None) -> dict[str, Any]:
    """The form of the acceptance, filled with what was typed, and everybody who may be the person already."""
    answers = found.answers
    if form is None:
        form = PersonForm(initial={name: getattr(answers, name, "") for name in PersonForm.base_fields} | _defaults())
    person = person_of(answers)
    if form.is_bound and form.is_valid():
        person = form.person_reached_at(email=person.email, mobile=person.mobile)
    keys = find_similar_to(person, is_test=found.organization.is_test)
    recognised = queries.records_now([found.practitioner_id]) if found.practitioner_id else []
    keys = [*recognised, *(key for key in keys if key not in recognised)]
    return {
        "may_decide": True,
        "form": form,
        "sections": [(name, [form[field] for field in fields]) for name, fields in SECTIONS],
        "alike": describe_alike(keys, born=person.birth_date, organization_id=found.organization_id),
        "recognised": recognised[0] if recognised else None,
    }


def _defaults() -> dict[str, Any]:
    return {"activity_kind_code": PersonForm.base_fields["activity_kind_code"].initial}


portal.add_page("demandes/<int:request_id>/", show_request, "request")
