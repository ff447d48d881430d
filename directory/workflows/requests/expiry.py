"""By the clock: requests whose time is over end, and what was typed in those that ended long ago is removed."""

from datetime import datetime

from django.db import transaction

from directory import journal
from directory.models import EnrolmentAnswers, EnrolmentRequest, RequestSecret, RequestStep
from directory.policy import REQUEST_KEPT
from directory.workflows.requests.ending import end_if_late


def sweep(*, limit: int, now: datetime) -> int:
    """Both, in turn; returns how many requests were ended or emptied."""
    return expire_due(limit=limit, now=now) + empty_due(limit=limit, now=now)


def expire_due(*, limit: int, now: datetime) -> int:
    """End the open requests whose time is over; returns how many. Safe to run twice."""
    late = EnrolmentRequest.objects.open().filter(expires_at__lte=now).order_by("expires_at")
    ended = 0
    for request in late.select_related("organization", "authority", "answers")[:limit]:
        with transaction.atomic():
            ended += end_if_late(request, now=now)
    return ended


def empty_due(*, limit: int, now: datetime) -> int:
    """Remove what is personal in requests closed for REQUEST_KEPT; what happened to them stays, without words."""
    due = EnrolmentRequest.objects.filter(closed_at__lte=now - REQUEST_KEPT, emptied_at__isnull=True)
    emptied = 0
    for request in due.order_by("closed_at")[:limit]:
        with transaction.atomic():
            rows = EnrolmentRequest.objects.filter(pk=request.pk, emptied_at__isnull=True)
            if rows.update(emptied_at=now, email_digest=b"") != 1:
                continue
            EnrolmentAnswers.objects.filter(pk=request.pk).delete()
            RequestSecret.objects.filter(request=request).delete()
            RequestStep.objects.filter(request=request).exclude(text="").update(text="")
            journal.record(action="directory.request_emptied", subject=request, now=now)
            emptied += 1
    return emptied
