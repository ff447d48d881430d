"""A worker that prepares an export and is killed without warning: `kill -9`, by its own hand.

`python -m tests.support.killed_export PAGE`, with the database of the tests in TEST_DATABASE and the folder of exports
in TEST_EXPORTS: it dies once that page is written to the draft, and before its row says so.
"""

import json
import os
import signal
import subprocess
import sys
from typing import Any

import django
from django.conf import settings

from tests.support.processes import PROJECT


def prepare_and_kill(page: int) -> int:
    """Go on in another process that dies at that page, of two rows; returns its exit code, -9 when it did."""
    from django.db import connection  # noqa: PLC0415  # the process itself must be set up first

    address = {key: str(connection.settings_dict[key]) for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_export", str(page)],
        cwd=PROJECT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "TEST_DATABASE": json.dumps(address),
            "TEST_EXPORTS": str(settings.EXPORTS_DIR),
        },
        check=False,
        timeout=120,
    )
    return done.returncode


def _main(fatal: int) -> None:
    settings.DATABASES["default"].update(json.loads(os.environ["TEST_DATABASE"]))
    settings.EXPORTS_DIR = os.environ["TEST_EXPORTS"]
    django.setup()
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
