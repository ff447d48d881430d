"""The file of an import becomes lines, in one transaction; or it is refused whole."""

from datetime import datetime

from django.db import transaction

from directory.errors import UnreadableSheet
from directory.models import StaffImportLine, StaffImportState
from directory.sheets.reading import read_sheet
from directory.sheets.sealing import seal_cells, unseal
from directory.workflows.staff_imports.emptying import empty
from directory.workflows.staff_imports.transitions import hold, move


def read(import_id: int, *, now: datetime) -> int:
    """Returns how many lines there are to check; 0 when the file is refused, or another worker reads it."""
    with transaction.atomic():
        held = hold(import_id, StaffImportState.RECEIVED)
        if held is None:
            return 0
        try:
            lines = read_sheet(unseal(held.content))
        except UnreadableSheet as refusal:
            refuse(import_id, reason=refusal.reason, missing=refusal.missing, now=now)
            return 0
        StaffImportLine.objects.bulk_create(
            [StaffImportLine(staff_import=held, number=line.number, sealed=seal_cells(line.cells)) for line in lines],
            batch_size=1000,
        )
        move(
            held.pk,
            StaffImportState.RECEIVED,
            to=StaffImportState.CHECKING,
            now=now,
            content=b"",
            line_count=len(lines),
            attempt_count=0,
        )
        return len(lines)


def refuse(import_id: int, *, reason: str, missing: tuple[str, ...] = (), now: datetime) -> None:
    """The file is refused whole, in the caller's transaction; nothing of it stays."""
    move(
        import_id,
        StaffImportState.RECEIVED,
        StaffImportState.CHECKING,
        to=StaffImportState.REFUSED,
        now=now,
        content=b"",
        refusal={"reason": reason, "missing": list(missing)},
        ended_at=now,
    )
    empty(import_id, now=now)
