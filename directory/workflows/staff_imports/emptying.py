"""What employers typed goes when it has served."""

from datetime import datetime

from django.db import transaction

from directory.models import StaffImport, StaffImportState

_NEVER_CONFIRMED = (StaffImportState.RECEIVED, StaffImportState.CHECKING, StaffImportState.CHECKED)


def empty_due(*, limit: int, now: datetime) -> int:
    """Empty the imports kept long enough; those that nobody confirmed are abandoned. Returns how many."""
    due = StaffImport.objects.filter(kept_until__lte=now, emptied_at__isnull=True)
    keys = list(
        due.exclude(state=StaffImportState.CONFIRMED).order_by("kept_until").values_list("pk", flat=True)[:limit]
    )
    for key in keys:
        with transaction.atomic():
            StaffImport.objects.filter(pk=key, state__in=_NEVER_CONFIRMED).update(
                state=StaffImportState.ABANDONED, content=b"", ended_at=now
            )
            empty(key, now=now)
    return len(keys)


def empty(import_id: int, *, now: datetime) -> None:
    """Empty the lines of an import that does not run, in the caller's transaction; states, numbers and digests stay."""
    emptied = StaffImport.objects.filter(pk=import_id, emptied_at__isnull=True).exclude(
        state=StaffImportState.CONFIRMED
    )
    if emptied.update(emptied_at=now):
        StaffImport.objects.get(pk=import_id).lines.update(sealed=b"", strangers=[], same=None)
