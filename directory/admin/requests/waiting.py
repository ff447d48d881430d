"""Requests that wait for a registrar: a task of the day."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import panels, permissions
from directory.admin.days import since
from directory.admin.requests.words import masked
from directory.models import Account, EnrolmentRequest
from directory.panels import MOST_COUNTED, Task, TaskLine, Waiting


def _requests(account: Account, now: datetime) -> Waiting | None:
    """None for those who register nobody."""
    if not permissions.authorities_that_enrol(account, now):
        return None
    rows = permissions.waiting_requests(account, now).select_related("organization", "answers")
    return Waiting(list(rows.order_by("submitted_at", "pk")[: MOST_COUNTED + 1]), _line)


def _line(request: EnrolmentRequest) -> TaskLine:
    answers = getattr(request, "answers", None)
    words = masked(answers.email) if answers is not None else _("removed")
    note = f"{request.organization.display_name} · {since(request.submitted_at or request.created_at)}"
    return TaskLine(words, note, reverse("portal:request", args=[request.pk]))


panels.register_task(
    Task(
        key="requests",
        label=gettext_lazy("Requests to be registered that wait for you"),
        read=_requests,
        address="portal:requests",
        rank=5,
    )
)
