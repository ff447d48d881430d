"""What registrars of an authority decide of its imports: register what can be, stop, give up."""

from datetime import datetime
from typing import Any

from django.db import transaction

from directory import journal, permissions
from directory.errors import NotAllowed, StaffImportRefused
from directory.models import READY_LINES, Account, RegistrationAuthority, StaffImport, StaffImportState
from directory.workflows.staff_imports.emptying import empty
from directory.workflows.staff_imports.transitions import move

WAITING = (StaffImportState.CHECKED, StaffImportState.STOPPED, StaffImportState.FINISHED)


def confirm(*, import_id: int, account: Account, now: datetime) -> None:
    """Lines that are ready will be registered, in the name of this account; also those that a stop left, or that were
    compared since.

    Raises NotAllowed, StaffImportRefused (nothing is ready, running: another file of the authority, moved_on, gone).
    """
    staff_import = _require(import_id, account, now)
    with transaction.atomic():
        RegistrationAuthority.objects.select_for_update(of=("self",), no_key=True).get(pk=staff_import.authority_id)
        if StaffImport.objects.filter(authority=staff_import.authority_id, state=StaffImportState.CONFIRMED).exists():
            raise StaffImportRefused(reason="running")
        if staff_import.emptied_at is not None:
            raise StaffImportRefused(reason="gone")
        ready = staff_import.lines.filter(state__in=READY_LINES).count()
        if not ready:
            raise StaffImportRefused(reason="nothing")
        values = {"confirmed_by": account, "confirmed_at": now, "ended_at": None, "stop_reason": "", "attempt_count": 0}
        if not move(import_id, *WAITING, to=StaffImportState.CONFIRMED, now=now, **values):
            raise StaffImportRefused(reason="moved_on")
        _record("directory.staff_import_confirmed", account, staff_import, now, lines=ready)


def stop(*, import_id: int, account: Account, now: datetime) -> None:
    """No further line is registered; what is done stays done. Raises NotAllowed, StaffImportRefused (moved_on)."""
    staff_import = _require(import_id, account, now)
    with transaction.atomic():
        if not move(
            import_id,
            StaffImportState.CONFIRMED,
            to=StaffImportState.STOPPED,
            now=now,
            stop_reason="asked",
            ended_at=now,
        ):
            raise StaffImportRefused(reason="moved_on")
        _record("directory.staff_import_stopped", account, staff_import, now)


def abandon(*, import_id: int, account: Account, now: datetime) -> None:
    """A file that nobody confirmed never will be; what it says is emptied. Raises NotAllowed, StaffImportRefused."""
    staff_import = _require(import_id, account, now)
    with transaction.atomic():
        sources = (StaffImportState.RECEIVED, StaffImportState.CHECKING, StaffImportState.CHECKED)
        if not move(import_id, *sources, to=StaffImportState.ABANDONED, now=now, content=b"", ended_at=now):
            raise StaffImportRefused(reason="moved_on")
        empty(import_id, now=now)
        _record("directory.staff_import_abandoned", account, staff_import, now)


def _require(import_id: int, account: Account, now: datetime) -> StaffImport:
    """The import, for who registers people for its authority. Raises NotAllowed."""
    staff_import = StaffImport.objects.select_related("authority__organization").filter(pk=import_id).first()
    if staff_import is None or permissions.importing_authority(account, staff_import.authority_id, now) is None:
        raise NotAllowed
    return staff_import


def _record(action: str, account: Account, staff_import: StaffImport, now: datetime, **details: journal.Detail) -> None:
    journal.record(
        action=action,
        now=now,
        actor=account,
        subject=staff_import,
        mandate=permissions.acting_mandate(account, staff_import.authority, now),
        **dict[str, Any](details),
    )
