"""A worker that registers a file of staff and is killed without warning: `kill -9`, by its own hand.

It dies once the person of a line is written, and before its transaction ends.
"""

from typing import Any

from django.utils import timezone

from directory.workflows import enrolment, one_more_role, staff_imports
from tests.support.killed import die, run_to_death


def register_and_kill(line: int) -> int:
    """Go on in another process that dies at that line; returns its exit code, -9 when it did."""
    return run_to_death(_register, line)


def _register(fatal: int) -> None:
    def enrol(**asked: Any) -> Any:
        written = enrolment.enrol(**asked)
        if asked["origin"]["line"] == fatal:
            die()
        return written

    verbs = staff_imports.Verbs(enrol=enrol, add_role=one_more_role.add_role)
    staff_imports.advance(now=timezone.now(), verbs=verbs)
