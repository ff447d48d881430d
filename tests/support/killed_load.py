"""A process that drives a load and is killed without warning at one of its steps: `kill -9`, by its own hand."""

import time
from datetime import datetime

from django.conf import settings
from django.db import connection

from directory.workflows import loading
from directory.workflows.loading.turn import ONE_LOAD_AT_A_TIME
from tests.support.killed import die, run_to_death


def drive_and_kill(load_id: int, step: str, now: datetime) -> int:
    """Drive a load in another process that dies at that step; returns its exit code, -9 when it did."""
    return run_to_death(_drive, load_id, step, now)


def wait_until_free(seconds: float = 20) -> None:
    """Return once PostgreSQL has noticed that the driver of the load is dead."""
    held = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = %s)"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(held, [ONE_LOAD_AT_A_TIME])
            row = cursor.fetchone()
        if row is not None and not row[0]:
            return
        time.sleep(0.05)


def _drive(load_id: int, fatal: str, now: datetime) -> None:
    settings.LOAD_MAX_CLOSED_PERCENT = 100
    settings.LOAD_MAX_UPDATED_PERCENT = 100

    def progress(step: str, _done: int, _total: int) -> None:
        if step == fatal:
            die()

    loading.advance(load_id=load_id, now=now, progress=progress)
