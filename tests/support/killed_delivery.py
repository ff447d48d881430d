"""A worker that delivers messages and is killed without warning: `kill -9`, by its own hand.

The ids of what it carries are added to a file; it dies once so many were carried, and before the row of the last says
so.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from directory.channels import sms
from directory.policy import MESSAGE_BATCH
from directory.workflows.delivery import deliver_due
from tests.support.killed import die, run_to_death


def deliver_and_kill(file: Path, *, carried: int, now: datetime) -> int:
    """Deliver in another process that dies there; returns its exit code, -9 when it did."""
    return run_to_death(_deliver, file, carried, now)


def _deliver(file: Path, fatal: int, now: datetime) -> None:
    carried = 0

    def carry_and_die(*, message_id: Any, to: str, text: str) -> None:
        nonlocal carried
        with file.open("a") as ids:
            ids.write(f"{message_id}\n")
        carried += 1
        if carried == fatal:
            die()

    sms.carry = carry_and_die
    while deliver_due(limit=MESSAGE_BATCH, now=now).sent:
        pass
