"""The first page behind the link: where the request is, and what to do next."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import EnrolmentRequest, RequestStep
from directory.policy import REQUEST_KEPT
from directory.states import OPEN_REQUESTS
from directory.tasks import poke_delivery
from directory.views.joining.behind_link import behind_link
from directory.views.joining.filling import first_gap
from directory.vocabulary.requests import RequestState, StepKind
from directory.workflows.requests.filling import begin, withdraw


@behind_link
def follow_request(request: HttpRequest, found: EnrolmentRequest, token: str) -> HttpResponse:
    """GET: where the request is. POST {"begin"}: the address is proven, the first step opens; {"withdraw"}: it ends."""
    now = timezone.now()
    if request.method == "POST" and "begin" in request.POST:
        begin(request=found, now=now)
        return redirect("join_identity", token)
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw(request=found, now=now)
        poke_delivery()
        messages.success(request, _("Your request is taken back: nothing was registered."))
        return redirect("join_request", token)
    is_late = found.state in OPEN_REQUESTS and found.expires_at <= now
    state = RequestState.EXPIRED if is_late else RequestState(found.state)
    if state is RequestState.DRAFT:
        return redirect(first_gap(found), token)
    told = RequestStep.objects.filter(request=found, kind__in=[StepKind.ASKED, StepKind.REFUSED])
    context = {
        "found": found,
        "state": state.value,
        "token": token,
        "told": told.order_by("-at", "-pk").first(),
        "number": found.enrolment.practitioner.national_id if found.enrolment is not None else "",
        "kept_days": REQUEST_KEPT.days,
    }
    return render(request, "directory/joining/request.html", context)
