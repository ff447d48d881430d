"""Imports go on: what was received is read, what was read is checked, what was confirmed is registered."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from directory.models import StaffImport, StaffImportState
from directory.policy import LOAD_TRIES, STAFF_IMPORT_APPLIED, STAFF_IMPORT_CHECKED
from directory.workflows.staff_imports.applying import Verbs, apply
from directory.workflows.staff_imports.judging import check
from directory.workflows.staff_imports.reading import read, refuse
from directory.workflows.staff_imports.transitions import move

__all__ = ["Verbs", "advance"]

_TO_DO: Final = (StaffImportState.RECEIVED, StaffImportState.CHECKING, StaffImportState.CONFIRMED)


def advance(
    *,
    now: datetime,
    verbs: Verbs,
    checked: int = STAFF_IMPORT_CHECKED,
    applied: int = STAFF_IMPORT_APPLIED,
) -> int:
    """One round: a bounded step of each import that can move, oldest first. Safe to call again after any accident.

    checked, applied: lines of one import, at most. Returns how many lines moved; 0: nothing to do, or to wait for.
    """
    todo = StaffImport.objects.filter(state__in=_TO_DO).order_by("given_at", "pk").values_list("pk", "state")
    moved = 0
    for key, state in list(todo):
        if not _count_try(key, now):
            continue
        if state == StaffImportState.RECEIVED:
            moved += read(key, now=now)
        elif state == StaffImportState.CHECKING:
            moved += check(key, limit=checked, now=now)
        else:
            moved += apply(key, limit=applied, verbs=verbs, now=now)
        StaffImport.objects.filter(pk=key, state=state).update(attempt_count=0)
    return moved


def _count_try(import_id: int, now: datetime) -> bool:
    """False for an import whose rounds fail again and again: it ends where it is, and holds nothing up."""
    tried = StaffImport.objects.filter(pk=import_id, attempt_count__lt=LOAD_TRIES)
    if tried.update(attempt_count=F("attempt_count") + 1):
        return True
    with transaction.atomic():
        refuse(import_id, reason="failed", now=now)
        move(
            import_id,
            StaffImportState.CONFIRMED,
            to=StaffImportState.STOPPED,
            now=now,
            stop_reason="failed",
            ended_at=now,
            attempt_count=0,
        )
    return False
