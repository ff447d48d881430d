"""« Accept »: the same form and rules as a direct enrolment, filled with what the person typed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.admin.enrolment_form import PersonForm
from directory.admin.keys import read_key
from directory.admin.refusals import words_of_refusal
from directory.admin.requests.acting import version_of
from directory.admin.requests.page import page_of, treatable
from directory.admin.requests.words import who_was_faster
from directory.admin.site import portal
from directory.admin.viewer import Viewer, viewer_of
from directory.errors import (
    InvalidPractice,
    NotAllowed,
    PossibleDuplicate,
    RangeExhausted,
    RequestChanged,
    RequestRefused,
    UnknownPerson,
)
from directory.fields import point_at_first_error
from directory.models import Enrolment, EnrolmentRequest
from directory.tasks import poke_delivery
from directory.workflows.requests.accepting import accept_as_known, accept_as_new
from directory.workflows.requests.typed import person_of

NEW = "new"


@require_POST
def accept_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """POST {"version", "who", "stranger"…, the form}: who is `new`, or the key of one of the people alike."""
    viewer = viewer_of(request)
    found = treatable(viewer, request_id)
    form = PersonForm(request.POST)
    if not form.is_valid():
        point_at_first_error(form)
        return page_of(request, found, viewer, form=form, status=422)
    try:
        enrolment = _accept(request, found, form, viewer)
    except RequestChanged:
        messages.warning(request, who_was_faster(found))
        return redirect("portal:request", found.pk)
    except PossibleDuplicate:
        form.add_error(None, _("Say first whether it is one of the people below, or somebody else."))
        return page_of(request, found, viewer, form=form, status=409)
    except InvalidPractice as refusal:
        field = str(refusal.params.get("field", ""))
        form.add_error(field if field in form.fields else None, words_of_refusal(refusal))
        point_at_first_error(form)
        return page_of(request, found, viewer, form=form, status=422)
    except (NotAllowed, RangeExhausted, RequestRefused, UnknownPerson) as refusal:
        form.add_error(None, words_of_refusal(refusal))
        return page_of(request, found, viewer, form=form, status=422)
    poke_delivery()
    messages.success(request, _("The request is accepted and the person is told."))
    return redirect("portal:enrolled", enrolment.pk)


def _accept(request: HttpRequest, found: EnrolmentRequest, form: PersonForm, viewer: Viewer) -> Enrolment:
    typed = person_of(found.answers)
    person = form.person_reached_at(email=typed.email, mobile=typed.mobile)
    practice, version = form.practice_in(found.organization), version_of(request)
    who = request.POST.get("who", NEW)
    if who != NEW:
        return accept_as_known(
            registrar=viewer.account,
            request=found,
            version=version,
            practitioner_id=read_key(who),
            person=person,
            practice=practice,
            now=viewer.now,
        )
    # Without a word on who it is nobody was compared, whatever the page showed
    strangers = request.POST.getlist("stranger") if "who" in request.POST else []
    return accept_as_new(
        registrar=viewer.account,
        request=found,
        version=version,
        person=person,
        practice=practice,
        now=viewer.now,
        strangers=frozenset(read_key(key) for key in strangers),
    )


portal.add_page("demandes/<int:request_id>/acceptation/", accept_request, "accept_request")
