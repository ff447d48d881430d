"""A process that drives a load and is killed without warning at one of its steps: `kill -9`, by its own hand.

`python -m tests.support.killed_load LOAD STEP`, with the database of the tests in TEST_DATABASE.
"""

import json
import os
import signal
import subprocess
import sys
import time

import django
from django.conf import settings

from tests.support.processes import PROJECT

_NO_LIMITS = {
    "DJANGO_SETTINGS_MODULE": "config.settings.test",
    "LOAD_MAX_CLOSED_PERCENT": "100",
    "LOAD_MAX_UPDATED_PERCENT": "100",
}


def drive_and_kill(load_id: int, step: str) -> int:
    """Drive a load in another process that dies at that step; returns its exit code, -9 when it did."""
    from django.db import connection  # noqa: PLC0415  # the process itself must be set up first

    address = {key: str(connection.settings_dict[key]) for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_load", str(load_id), step],
        cwd=PROJECT,
        env={**os.environ, **_NO_LIMITS, "TEST_DATABASE": json.dumps(address)},
        check=False,
        timeout=120,
    )
    return done.returncode


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
    settings.DATABASES["default"].update(json.loads(os.environ["TEST_DATABASE"]))
    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from directory.workflows import loading  # noqa: PLC0415

    def progress(step: str, _done: int, _total: int) -> None:
        if step == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    loading.advance(load_id=load_id, now=timezone.now(), progress=progress)


if __name__ == "__main__":
    _main(int(sys.argv[1]), sys.argv[2])
