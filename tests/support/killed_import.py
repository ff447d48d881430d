"""A worker that registers a file of staff and is killed without warning: `kill -9`, by its own hand.

`python -m tests.support.killed_import LINE`, with the database of the tests in TEST_DATABASE: it dies once the
person of that line is written, and before its transaction ends.
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


def register_and_kill(line: int) -> int:
    """Go on in another process that dies at that line; returns its exit code, -9 when it did."""
    from django.db import connection  # noqa: PLC0415  # the process itself must be set up first

    address = {key: str(connection.settings_dict[key]) for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_import", str(line)],
        cwd=PROJECT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "TEST_DATABASE": json.dumps(address),
        },
        check=False,
        timeout=120,
    )
    return done.returncode


def _main(fatal: int) -> None:
    settings.DATABASES["default"].update(json.loads(os.environ["TEST_DATABASE"]))
    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from directory.workflows import enrolment, one_more_role, staff_imports  # noqa: PLC0415

    def enrol(**asked: Any) -> Any:
        written = enrolment.enrol(**asked)
        if asked["origin"]["line"] == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return written

    verbs = staff_imports.Verbs(enrol=enrol, add_role=one_more_role.add_role)
    staff_imports.advance(now=timezone.now(), verbs=verbs)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
