"""A worker that registers a file of staff and is killed without warning: `kill -9`, by its own hand.

`python -m tests.support.killed_import LINE`, with the database of the tests in TEST_DATABASE: it dies once the
person of that line is written, and before its transaction ends.
"""

import os
import signal
import sys
from typing import Any

from tests.support.killed import run_to_death, set_up


def register_and_kill(line: int) -> int:
    """Go on in another process that dies at that line; returns its exit code, -9 when it did."""
    return run_to_death("tests.support.killed_import", str(line))


def _main(fatal: int) -> None:
    set_up()
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
