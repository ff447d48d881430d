"""A step of requests: one whose time is over ends, whoever comes first: the clock, or somebody who asks again."""

from datetime import datetime

from directory.errors import RequestChanged
from directory.models import EnrolmentRequest
from directory.vocabulary.requests import RequestState
from directory.workflows.requests.moving import move
from directory.workflows.requests.telling import tell


def end_if_late(request: EnrolmentRequest, *, now: datetime) -> bool:
    """End it in the caller's transaction when its time is over. True: it is not open any more.

    Whoever has proven the address is told; a link that nobody followed ends in silence.
    """
    if request.expires_at > now:
        return False
    try:
        move(request, RequestState.EXPIRED, now=now)
    except RequestChanged:  # it was ended, or went on, a moment ago
        request.refresh_from_db()
        return request.closed_at is not None
    if request.email_verified_at is not None:
        tell(request, "request_expired", now=now)
    return True
