"""A worker that delivers messages and is killed without warning: `kill -9`, by its own hand.

`python -m tests.support.killed_delivery FILE CARRIED NOW`, with the database of the tests in TEST_DATABASE: the ids of
what it carries are added to the file; it dies once that many were carried, and before the row of the last says so.
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.killed import run_to_death, set_up


def deliver_and_kill(file: Path, *, carried: int, now: datetime) -> int:
    """Deliver in another process that dies there; returns its exit code, -9 when it did."""
    return run_to_death("tests.support.killed_delivery", str(file), str(carried), now.isoformat())


def _main(file: Path, fatal: int, now: datetime) -> None:
    set_up()
    from directory.channels import sms  # noqa: PLC0415
    from directory.policy import MESSAGE_BATCH  # noqa: PLC0415
    from directory.workflows.delivery import deliver_due  # noqa: PLC0415

    carried = 0

    def carry_and_die(*, message_id: Any, to: str, text: str) -> None:
        nonlocal carried
        with file.open("a") as ids:
            ids.write(f"{message_id}\n")
        carried += 1
        if carried == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    sms.carry = carry_and_die
    while deliver_due(limit=MESSAGE_BATCH, now=now).sent:
        pass


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
