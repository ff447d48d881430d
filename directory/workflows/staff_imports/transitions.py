"""An import goes from one state to the next by one conditional UPDATE, under the lock of its row."""

from datetime import datetime
from typing import Any

from directory.models import StaffImport, StaffImportState
from directory.policy import STAFF_IMPORT_KEPT


def hold(import_id: int, state: StaffImportState) -> StaffImport | None:
    """The import in this state, its row locked for the transaction; None when it is elsewhere, or another holds it."""
    rows = StaffImport.objects.select_related("authority__organization", "confirmed_by")
    rows = rows.select_for_update(of=("self",), skip_locked=True)
    return rows.filter(pk=import_id, state=state).first()


def move(import_id: int, *sources: StaffImportState, to: StaffImportState, now: datetime, **values: Any) -> bool:
    """Go on from one of these states; False for whoever came too late. What it holds is kept for some more days."""
    moved = StaffImport.objects.filter(pk=import_id, state__in=sources).update(
        state=to, kept_until=now + STAFF_IMPORT_KEPT, **values
    )
    return moved == 1
