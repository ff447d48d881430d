"""A step of requests: one conditional UPDATE, one line of what happened."""

from datetime import datetime, timedelta

from django.db.models import F

from directory import journal, permissions
from directory.errors import RequestChanged
from directory.models import Account, EnrolmentRequest, RequestStep
from directory.policy import INVITATION_LIFETIME, REQUEST_ANSWER_WAIT, REQUEST_DRAFT_LIFETIME, REQUEST_WAIT
from directory.states import OPEN_REQUESTS, request_states_before
from directory.vocabulary.requests import RequestState, StepKind

LIVES: dict[RequestState, timedelta] = {
    RequestState.INVITED: INVITATION_LIFETIME,
    RequestState.DRAFT: REQUEST_DRAFT_LIFETIME,
    RequestState.SUBMITTED: REQUEST_WAIT,
    RequestState.ASKED: REQUEST_ANSWER_WAIT,
}
_ACTIONS: dict[RequestState, str] = {
    RequestState.DRAFT: "directory.request_begun",
    RequestState.SUBMITTED: "directory.request_submitted",
    RequestState.ASKED: "directory.request_asked",
    RequestState.ACCEPTED: "directory.request_accepted",
    RequestState.REFUSED: "directory.request_refused",
    RequestState.WITHDRAWN: "directory.request_withdrawn",
    RequestState.EXPIRED: "directory.request_expired",
}
_STEPS: dict[RequestState, StepKind] = {
    RequestState.DRAFT: StepKind.BEGUN,
    RequestState.SUBMITTED: StepKind.SUBMITTED,
    RequestState.ASKED: StepKind.ASKED,
    RequestState.ACCEPTED: StepKind.ACCEPTED,
    RequestState.REFUSED: StepKind.REFUSED,
    RequestState.WITHDRAWN: StepKind.WITHDRAWN,
    RequestState.EXPIRED: StepKind.EXPIRED,
}


def move(
    request: EnrolmentRequest,
    state: RequestState,
    *,
    now: datetime,
    version: int | None = None,
    actor: Account | None = None,
    text: str = "",
    **columns: object,
) -> None:
    """Bring a request to this state, in the caller's transaction, and write what happened.

    version: as it was read by whoever decides; None: the state alone decides. text: kept with the request, never in
    the trail. Raises RequestChanged: somebody was faster, or it has ended; nothing is written then.
    """
    rows = EnrolmentRequest.objects.filter(pk=request.pk, state__in=request_states_before(state))
    if version is not None:
        rows = rows.filter(version=version)
    if state is not RequestState.EXPIRED:
        rows = rows.filter(expires_at__gt=now)
    if state in OPEN_REQUESTS:
        columns["expires_at"] = now + LIVES[state]
    else:
        columns["closed_at"] = now
    if rows.update(state=state, version=F("version") + 1, **columns) != 1:
        raise RequestChanged()
    request.refresh_from_db()
    note(request, _STEPS[state], now=now, actor=actor, text=text)
    journal.record(
        action=_ACTIONS[state],
        actor=actor,
        practitioner_id=request.practitioner_id,
        subject=request,
        now=now,
        mandate=permissions.acting_mandate(actor, request.authority, now),
        authority_id=request.authority_id,
        structure=request.organization_id,
    )


def note(
    request: EnrolmentRequest, kind: StepKind, *, now: datetime, actor: Account | None = None, text: str = ""
) -> None:
    """Write one line of what happened to a request."""
    RequestStep.objects.create(request=request, kind=kind, at=now, actor=actor, text=text)
