"""« Register a person »: the form, the comparison with people alike, the page that says what comes next."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from directory import permissions, queries
from directory.admin.enrolment_form import EnrolmentForm
from directory.admin.keys import read_key
from directory.admin.people_alike import describe_alike
from directory.admin.record import shown_value
from directory.admin.refusals import words_of_refusal
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import (
    InvalidPractice,
    NotAllowed,
    OpenRequest,
    PossibleDuplicate,
    RangeExhausted,
    UnknownPerson,
)
from directory.fields import parse_day
from directory.models import Enrolment
from directory.tasks import poke_delivery
from directory.workflows.contact_check import proofs_of
from directory.workflows.enrolment import enrol
from directory.workflows.one_more_role import add_role

SECTIONS = (
    ("identity", ("birth_family_name", "given_names", "birth_date", "sex_code")),
    ("contacts", ("email", "mobile")),
    ("practice", ("organization", "role_code", "profession_code", "activity_kind_code", "start_date")),
    ("names", ("practice_family_name", "practice_given_name")),
)


def enrol_person(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: registers; people alike are shown first; `same` adds the role to one of them."""
    viewer = viewer_of(request)
    organizations = permissions.organizations_enrollable_by(viewer.account, viewer.now)
    if not viewer.enrols:
        raise Http404
    form = EnrolmentForm(request.POST or None, organizations=organizations, initial=_initial(request, viewer))
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, form)
    try:
        enrolment = _register(request, form, viewer)
    except PossibleDuplicate as refusal:
        return _show_people_alike(request, form, refusal)
    except UnknownPerson as refusal:
        raise Http404 from refusal
    except OpenRequest as refusal:
        form.add_error(None, words_of_refusal(refusal))
        return _show_form(request, form, open_request=refusal.request_id)
    except InvalidPractice as refusal:
        field = str(refusal.params.get("field", ""))
        form.add_error(field if field in form.fields else None, words_of_refusal(refusal))
        return _show_form(request, form)
    except (NotAllowed, RangeExhausted) as refusal:
        form.add_error(None, words_of_refusal(refusal))
        return _show_form(request, form)
    poke_delivery()
    return redirect("portal:enrolled", enrolment.pk)


def enrolled(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """GET: the number allotted, the state of both contacts, what comes next."""
    viewer = viewer_of(request)
    scope = permissions.enrolments_visible_to(viewer.account, viewer.now)
    enrolment = get_object_or_404(
        scope.select_related("practitioner__authority", "role__organization", "authority"), pk=enrolment_id
    )
    person = enrolment.practitioner
    proofs = proofs_of(person, viewer.now)
    is_new = person.created_at == enrolment.enrolled_at
    answers_for = permissions.is_person_authority(viewer.account, person, viewer.now)
    return _page(
        request,
        "admin/directory/enrolled.html",
        title=_("Person registered") if is_new else _("Activity added"),
        enrolment=enrolment,
        person=person,
        is_new=is_new,
        contacts=[
            {
                "kind": proof.contact.get_kind_display(),
                "value": shown_value(proof.contact) if answers_for else proof.contact.masked,
                "state": proof.state(viewer.now),
            }
            for proof in proofs
            if is_new
        ],
        waiting=any(proof.contact.verified_at is None for proof in proofs),
        role=queries.label("TRE_R85-RolePriseCharge", enrolment.role.role_code),
        may_help_with_contacts=answers_for,
        again=_again(enrolment),
    )


def _register(request: HttpRequest, form: EnrolmentForm, viewer: Viewer) -> Enrolment:
    if "same" in request.POST:
        return add_role(
            registrar=viewer.account,
            practitioner_id=read_key(request.POST["same"]),
            person=form.person(),
            practice=form.practice(),
            now=viewer.now,
        )
    strangers = frozenset(read_key(key) for key in request.POST.getlist("stranger"))
    return enrol(
        registrar=viewer.account, person=form.person(), practice=form.practice(), now=viewer.now, strangers=strangers
    )


def _initial(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """Today; or the structure, role and day of the person registered before, when several come at once."""
    asked = {name: request.GET.get(name, "") for name in ("organization", "role_code", "activity_kind_code")}
    asked["organization"] = str(read_key(asked["organization"]) or "")
    start = parse_day(request.GET.get("start_date", ""))
    kept = {name: value for name, value in asked.items() if value}
    return {"start_date": start or timezone.localdate(viewer.now), **kept}


def _again(enrolment: Enrolment) -> str:
    """The address of a form for the next person of the same structure."""
    role = enrolment.role
    kept = {
        "organization": role.organization_id or "",
        "role_code": role.role_code,
        "activity_kind_code": role.activity_kind_code,
        "start_date": f"{role.valid_from:%Y-%m-%d}" if role.valid_from else "",
    }
    return f"{reverse('portal:enrol')}?{urlencode(kept)}"


def _show_form(request: HttpRequest, form: EnrolmentForm, *, open_request: int | None = None) -> HttpResponse:
    sections = [(name, [form[field] for field in fields]) for name, fields in SECTIONS]
    status = 422 if form.is_bound else 200
    return _page(
        request,
        "admin/directory/enrol.html",
        status=status,
        title=_("Register a person"),
        form=form,
        sections=sections,
        open_request=open_request,
    )


def _show_people_alike(request: HttpRequest, form: EnrolmentForm, refusal: PossibleDuplicate) -> HttpResponse:
    keys = refusal.params["practitioner_ids"]
    typed = form.person()
    organization = form.cleaned_data["organization"]
    alike = describe_alike(
        keys if isinstance(keys, list) else [],
        born=typed.birth_date,
        organization_id=organization.pk,
    )
    if request.POST.get("compared"):
        messages.warning(request, _("Compare again: somebody alike has just been registered."))
    return _page(
        request,
        "admin/directory/people_alike.html",
        status=409,
        title=_("Is it one of these people?"),
        typed=typed,
        alike=alike,
        organization=organization,
        role=queries.label("TRE_R85-RolePriseCharge", form.cleaned_data["role_code"]),
        typed_fields=[(name, request.POST.get(name, "")) for name in form.fields],
    )


def _page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return TemplateResponse(request, template, {**portal.each_context(request), **context}, status=status)


portal.add_page("inscription/", enrol_person, "enrol")
portal.add_page("inscription/<int:enrolment_id>/", enrolled, "enrolled")
