"""A worker that prepares an export and is killed without warning: `kill -9`, by its own hand.

It dies once a page is written to the draft, and before its row says so.
"""

from typing import Any

from django.conf import settings
from django.utils import timezone

from directory.workflows import exports
from directory.workflows.exports import files
from tests.support.killed import die, run_to_death


def prepare_and_kill(page: int) -> int:
    """Go on in another process that dies at that page, of two rows; returns its exit code, -9 when it did."""
    return run_to_death(_prepare, page, str(settings.EXPORTS_DIR))


def _prepare(fatal: int, folder: str) -> None:
    settings.EXPORTS_DIR = folder
    append, written = files.append, []

    def append_and_die(job: Any, rows: Any) -> int:
        size = append(job, rows)
        written.append(size)
        if len(written) == fatal:
            die()
        return size

    files.append = append_and_die
    exports.advance(now=timezone.now(), page=2)
