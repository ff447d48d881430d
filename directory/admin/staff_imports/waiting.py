"""Files of staff that wait for a decision: a task of the day."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from directory import panels, permissions
from directory.admin.days import since
from directory.models import Account, StaffImport, StaffImportState
from directory.panels import MOST_COUNTED, Task, TaskLine, Waiting

_DECIDED_BY_SOMEBODY = (StaffImportState.CHECKED, StaffImportState.STOPPED)


def _imports(account: Account, now: datetime) -> Waiting | None:
    """None for those who register nobody."""
    if not permissions.authorities_that_enrol(account, now):
        return None
    rows = permissions.staff_imports_visible_to(account, now).filter(
        state__in=_DECIDED_BY_SOMEBODY, emptied_at__isnull=True
    )
    found = rows.select_related("authority").order_by("given_at", "pk")[: MOST_COUNTED + 1]
    return Waiting(list(found), _line)


def _line(given: StaffImport) -> TaskLine:
    note = f"{given.authority.name} · {given.get_state_display()} · {since(given.given_at)}"
    return TaskLine(given.file_name, note, reverse("portal:staff_import", args=[given.pk]))


panels.register_task(
    Task(
        key="staff-imports",
        label=gettext_lazy("Files of staff that wait for your decision"),
        read=_imports,
        rank=8,
    )
)
