"""Exports go on: page by page, under what their account sees at that moment, each in its turn.

A worker that dies leaves a draft and a row that says how much of it counts: the next one goes on from there.
"""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation

from directory import correspondence, permissions
from directory.correspondence import Draft
from directory.models import OPEN_EXPORTS, AuditOutcome, ExportForm, ExportJob, ExportKind, ExportState, MessageChannel
from directory.policy import EXPORT_KEPT, EXPORT_PAGE, EXPORT_STEP, LOAD_TRIES
from directory.sheets.writing import Cells
from directory.workflows.exports import files
from directory.workflows.exports.asking import MOST_LINES, trace
from directory.workflows.exports.lists import LISTS
from directory.workflows.exports.pages import Reader
from directory.workflows.turns import take_turn

EXPORTS_IN_TURN: Final = 0x4558504F  # key of the advisory lock, arbitrary
_FROM_THE_START: Final = {"place": "", "is_read": False, "byte_count": 0, "row_count": 0, "line_count": 0}


def advance(*, now: datetime, page: int = EXPORT_PAGE, step: int = EXPORT_STEP) -> int:
    """One round: some pages of each export that waits or runs. Safe to call again after any accident.

    page: rows; step: pages. One worker at a time makes exports: others are free for messages. Returns how many exports
    moved; 0: nothing to do, or another worker does it.
    """
    moved = 0
    with take_turn(EXPORTS_IN_TURN) as is_mine:
        if not is_mine:
            return 0
        for key in list(
            ExportJob.objects.filter(state__in=OPEN_EXPORTS).order_by("moved_at", "pk").values_list("pk", flat=True)
        ):
            moved += _step(key, page, step, now)
    return moved


def _step(key: int, page: int, step: int, now: datetime) -> int:
    tried = ExportJob.objects.filter(pk=key, state__in=OPEN_EXPORTS, attempt_count__lt=LOAD_TRIES)
    if not tried.update(state=ExportState.RUNNING, attempt_count=F("attempt_count") + 1, moved_at=now):
        return _fail(key, "failed", now)
    for _round in range(step):
        job = _running(key)
        if job is None:
            return 1
        if not permissions.holds_all(job.account, job.mandates, now):
            return _fail(key, "mandate", now)
        if not files.has_draft(job) and not (job.is_read and files.file_of(job).exists()):
            ExportJob.objects.filter(pk=key, state=ExportState.RUNNING).update(**_FROM_THE_START)
        elif job.line_count + 1 > MOST_LINES[ExportForm(job.form)]:
            return _fail(key, "too_long", now)
        elif job.is_read:
            return _finish(job, now)
        else:
            _write_page(job, page, now)
    return 1


def _running(key: int) -> ExportJob | None:
    """The export, unless somebody cancelled it meanwhile: nothing of it stays then."""
    job = ExportJob.objects.select_related("account", "mandate").filter(pk=key, state=ExportState.RUNNING).first()
    if job is None:
        files.erase(key)
    return job


def _write_page(job: ExportJob, limit: int, now: datetime) -> None:
    exported = LISTS[ExportKind(job.kind)]
    with translation.override(job.language):
        page = exported.read(Reader(job.account, job.filters, now), job.place, limit)
        rows: list[Cells] = page.lines if job.byte_count else [exported.head(), *page.lines]
        byte_count = files.append(job, rows)
    ExportJob.objects.filter(pk=job.pk, state=ExportState.RUNNING, byte_count=job.byte_count).update(
        place=page.next,
        is_read=not page.next,
        byte_count=byte_count,
        row_count=job.row_count + page.row_count,
        line_count=job.line_count + len(page.lines),
        attempt_count=0,
        moved_at=now,
    )


def _finish(job: ExportJob, now: datetime) -> int:
    with translation.override(job.language):
        files.finish(job)
    size = files.file_of(job).stat().st_size
    with transaction.atomic():
        made = ExportJob.objects.filter(pk=job.pk, state=ExportState.RUNNING).update(
            state=ExportState.READY, byte_count=size, place="", ended_at=now, kept_until=now + EXPORT_KEPT
        )
        if made:
            trace("directory.export_made", job, now, outcome=AuditOutcome.EXPORTED)
            _tell(job, now)
    if not made:
        files.erase(job.pk)
    return 1


def _fail(key: int, reason: str, now: datetime) -> int:
    """It ends, and nothing of it stays. reason: mandate, too_long, failed."""
    with transaction.atomic():
        job = ExportJob.objects.select_related("account", "mandate").get(pk=key)
        failed = ExportJob.objects.filter(pk=key, state__in=OPEN_EXPORTS).update(
            state=ExportState.FAILED, reason=reason, filters={}, place="", ended_at=now
        )
        if failed:
            trace("directory.export_failed", job, now, reason=reason)
            _tell(job, now, reason=reason)
    files.erase(key)
    return failed


def _tell(job: ExportJob, now: datetime, reason: str = "") -> None:
    """Whoever asked learns that there is something to look at; the letter opens nothing by itself."""
    if not job.account.email or not job.account.is_active:
        return
    context = {
        "name": str(job.account),
        "list": ExportKind(job.kind).label,  # lazy: in the language of the letter
        "is_ready": not reason,
        "kept_until": now + EXPORT_KEPT,
        "address": f"{settings.SITE_URL}/portail/exports/{job.pk}/",
    }
    correspondence.write_to_staff(
        event="export_ended",
        drafts=[Draft(MessageChannel.EMAIL, job.account.email, context)],
        now=now,
        language=job.language,
    )
