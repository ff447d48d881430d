"""A step of requests: one is held until the caller's transaction ends, or the person's turn to write is claimed."""

from datetime import datetime

from django.db.models import F

from directory.errors import RequestChanged
from directory.models import EnrolmentRequest
from directory.states import WRITTEN_BY_PERSON
from directory.vocabulary.requests import RequestState
from directory.workflows.requests.moving import LIVES


def lock(request: EnrolmentRequest, **conditions: object) -> EnrolmentRequest | None:
    """The row as it is now, with its answers; None when it does not meet the conditions, or its answers are gone."""
    rows = EnrolmentRequest.objects.select_for_update(of=("self",)).select_related(
        "organization", "authority", "answers"
    )
    return rows.filter(pk=request.pk, answers__isnull=False, **conditions).first()


def require_writable(request: EnrolmentRequest, *, now: datetime, **columns: object) -> None:
    """Claim the right to write answers, in the caller's transaction. Raises RequestChanged: not the person's turn."""
    rows = EnrolmentRequest.objects.filter(pk=request.pk, state__in=WRITTEN_BY_PERSON, expires_at__gt=now)
    expires_at = now + LIVES[RequestState(request.state)]
    if rows.update(version=F("version") + 1, expires_at=expires_at, **columns) != 1:
        raise RequestChanged()
