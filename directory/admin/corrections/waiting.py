"""Corrections that wait for an answer of the viewer: a task of the day."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from directory import panels, permissions
from directory.admin.days import since
from directory.models import Account, CorrectionRequest
from directory.panels import MOST_COUNTED, Task, TaskLine, Waiting


def _corrections(account: Account, now: datetime) -> Waiting | None:
    """None for those who answer for nobody."""
    if not permissions.authorities_that_decide(account, now):
        return None
    rows = permissions.corrections_to_answer(account, now).select_related("practitioner")
    return Waiting(list(rows.order_by("asked_at", "pk")[: MOST_COUNTED + 1]), _line)


def _line(row: CorrectionRequest) -> TaskLine:
    note = f"{row.get_part_display()} · {since(row.asked_at)}"
    return TaskLine(row.practitioner.display_name, note, reverse("portal:correction", args=[row.pk]))


panels.register_task(
    Task(
        key="corrections",
        label=gettext_lazy("Corrections that people ask for"),
        read=_corrections,
        address="portal:corrections",
        rank=12,
    )
)
