"""Files of exports are handed over to whoever asked for them, and erased when their day is over."""

from datetime import datetime
from typing import BinaryIO

from directory import permissions
from directory.errors import ExportRefused
from directory.models import OPEN_EXPORTS, Account, AuditOutcome, ExportJob, ExportState
from directory.workflows.exports import files
from directory.workflows.exports.asking import trace


def take(*, export_id: int, account: Account, now: datetime) -> BinaryIO:
    """The file of one's own export, open, for one download, which the trail tells.

    Raises ExportRefused: gone (not ready, or erased), mandate (one of those by which it was made has ended).
    """
    ready = ExportJob.objects.select_related("account", "mandate").filter(
        pk=export_id, account=account, state=ExportState.READY, kept_until__gt=now
    )
    job = ready.first()
    if job is None:
        raise ExportRefused(reason="gone")
    if not permissions.holds_all(account, job.mandates, now):
        raise ExportRefused(reason="mandate")
    content = files.open_file(job)
    if content is None:
        raise ExportRefused(reason="gone")
    trace("directory.export_taken", job, now, outcome=AuditOutcome.EXPORTED)
    return content


def erase_due(*, now: datetime) -> int:
    """Erase the files whose day is over, and what stands in the folder for no export. Returns how many exports."""
    due = ExportJob.objects.filter(state=ExportState.READY, kept_until__lte=now)
    erased = due.update(state=ExportState.EXPIRED, filters={})
    standing = files.keys_of_files()
    kept = ExportJob.objects.filter(pk__in=standing, state__in=[*OPEN_EXPORTS, ExportState.READY])
    for key in standing - set(kept.values_list("pk", flat=True)):
        files.erase(key)
    return erased
