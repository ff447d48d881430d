"""A process that drives a load and is killed without warning at one of its steps: `kill -9`, by its own hand.

`python -m tests.support.killed_load LOAD STEP`, with the database of the tests in TEST_DATABASE.
"""

import os
import signal
import sys
import time

from tests.support.killed import run_to_death, set_up

_NO_LIMITS = {
    "LOAD_MAX_CLOSED_PERCENT": "100",
    "LOAD_MAX_UPDATED_PERCENT": "100",
}


def drive_and_kill(load_id: int, step: str) -> int:
    """Drive a load in another process that dies at that step; returns its exit code, -9 when it did."""
    return run_to_death("tests.support.killed_load", str(load_id), step, **_NO_LIMITS)


def wait_until_free(seconds: float = 20) -> None:
    """Return once PostgreSQL has noticed that the driver of the load is dead."""
    from django.db import connection  # noqa: PLC0415

    from directory.workflows.loading.turn import ONE_LOAD_AT_A_TIME  # noqa: PLC0415

    held = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s)"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(held, [ONE_LOAD_AT_A_TIME])
            row = cursor.fetchone()
        if row is not None and not row[0]:
            return
        time.sleep(0.05)


def _main(load_id: int, fatal: str) -> None:
    set_up()
    from django.utils import timezone  # noqa: PLC0415

    from directory.workflows import loading  # noqa: PLC0415

    def progress(step: str, _done: int, _total: int) -> None:
        if step == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    loading.advance(load_id=load_id, now=timezone.now(), progress=progress)


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2])
