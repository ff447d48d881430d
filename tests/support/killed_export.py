"""A worker that prepares an export and is killed without warning: `kill -9`, by its own hand.

`python -m tests.support.killed_export PAGE`, with the database of the tests in TEST_DATABASE and the folder of exports
in TEST_EXPORTS: it dies once that page is written to the draft, and before its row says so.
"""

import os
import signal
import sys
from typing import Any

from django.conf import settings

from tests.support.killed import run_to_death, set_up


def prepare_and_kill(page: int) -> int:
    """Go on in another process that dies at that page, of two rows; returns its exit code, -9 when it did."""
    return run_to_death("tests.support.killed_export", str(page), TEST_EXPORTS=str(settings.EXPORTS_DIR))


def _main(fatal: int) -> None:
    set_up()
    settings.EXPORTS_DIR = os.environ["TEST_EXPORTS"]
    from django.utils import timezone  # noqa: PLC0415

    from directory.workflows import exports  # noqa: PLC0415
    from directory.workflows.exports import files  # noqa: PLC0415

    append, written = files.append, []

    def append_and_die(job: Any, rows: Any) -> int:
        size = append(job, rows)
        written.append(size)
        if len(written) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return size

    files.append = append_and_die
    exports.advance(now=timezone.now(), page=2)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
