"""Somebody asks for a file that the worker prepares, or no longer wants it."""

from datetime import datetime
from typing import Final

from django.db import transaction

from directory import journal, permissions
from directory.errors import ExportRefused
from directory.models import OPEN_EXPORTS, Account, AuditOutcome, ExportForm, ExportJob, ExportKind, ExportState
from directory.policy import EXPORT_JOB_LINES, EXPORT_SHEET_LINES, EXPORTS_OPEN
from directory.workflows.exports import files
from directory.workflows.exports.lists import count_rows
from directory.workflows.exports.pages import Filters, Reader

MOST_LINES: Final = {ExportForm.CSV: EXPORT_JOB_LINES, ExportForm.XLSX: EXPORT_SHEET_LINES}  # headings included


def ask(
    *, account: Account, kind: ExportKind, form: ExportForm, filters: Filters, language: str, now: datetime
) -> ExportJob:
    """Note an export of what the account sees; the worker makes it. filters: as the list reads them.

    Raises ExportRefused (too_many are open, too_long for the format).
    """
    expected = count_rows(kind, Reader(account, filters, now), most=MOST_LINES[form])
    if expected >= MOST_LINES[form]:
        raise ExportRefused(reason="too_long")
    with transaction.atomic():
        Account.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
        if ExportJob.objects.filter(account=account, state__in=OPEN_EXPORTS).count() >= EXPORTS_OPEN:
            raise ExportRefused(reason="too_many")
        job = ExportJob.objects.create(
            account=account,
            mandate=permissions.reading_mandate(account, now),
            mandates=sorted(mandate.pk for mandate in permissions.mandates_in_force(account, now)),
            kind=kind,
            form=form,
            language=language,
            filters={name: value for name, value in filters.items() if value},
            expected_count=expected,
            asked_at=now,
            moved_at=now,
        )
        trace("directory.export_asked", job, now)
    return job


def cancel(*, export_id: int, account: Account, now: datetime) -> None:
    """It is not made, or its file goes. Raises ExportRefused (gone): it ended, or is nobody's of this account."""
    with transaction.atomic():
        held = ExportJob.objects.filter(pk=export_id, account=account, state__in=[*OPEN_EXPORTS, ExportState.READY])
        if not held.update(state=ExportState.CANCELLED, filters={}, place="", ended_at=now):
            raise ExportRefused(reason="gone")
        job = ExportJob.objects.select_related("account", "mandate").get(pk=export_id)
        trace("directory.export_cancelled", job, now)
    files.erase(export_id)


def trace(
    action: str, job: ExportJob, now: datetime, *, outcome: AuditOutcome = AuditOutcome.DONE, reason: str = ""
) -> None:
    """One line about an export: which list, in which format, by which filters, how many lines; no value of a filter."""
    journal.record(
        action=action,
        now=now,
        actor=job.account,
        mandate=job.mandate,
        subject=job,
        outcome=outcome,
        reason=reason,
        kind=job.kind,
        form=job.form,
        filters=sorted(job.filters),
        count=job.line_count or job.expected_count,
    )
