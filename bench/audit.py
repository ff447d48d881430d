"""The audit trail: lines written and sealed, beside plain INSERTs of the same rows in the same run.

LINES=3000 chooses how many. To reach: lines that are written, wait and are sealed cost no more than three times plain
INSERTs of the same rows, one transaction each on both sides; nobody who writes waits for a sealer.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench._database import fresh_database

LIMIT = 3.0  # times plain INSERTs: written, waited for, sealed
WARM = 200  # rows before the first measure: plans and pages are warm for both


def run() -> None:
    """Print lines a second and ratios, in a database made for this run; exit 1 when the limit is not held."""
    lines = int(os.environ.get("LINES", "3000"))
    with fresh_database():
        held = _measure(lines)
    if not held:
        raise SystemExit(1)


def _measure(lines: int) -> bool:
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (LIKE directory_auditevent INCLUDING ALL)")
    _insert("plain", WARM)
    plain = _timed(lambda: _insert("plain", lines))
    _insert("directory_auditevent", WARM)
    _seal()
    written = _timed(lambda: _insert("directory_auditevent", lines))
    sealed = _timed(_seal)
    verified = _timed(_verify)
    ratio = (written + sealed) / plain
    _tell("plain INSERT", lines, plain)
    _tell("written", lines, written)
    _tell("sealed", lines, sealed)
    _tell("verified", lines, verified)
    print(f"written and sealed: {ratio:.2f} x plain INSERTs (limit {LIMIT:.0f})")
    quiet, busy = _latencies(lines // 10, _nothing), _latencies(lines // 10, _seal_once)
    print(f"one line of the journal: {quiet:.2f} ms, {busy:.2f} ms while a sealer works ({busy / quiet:.2f} x)")
    return bool(ratio <= LIMIT)


def _insert(table: str, lines: int) -> None:
    """As the journal writes: a row, a transaction."""
    from django.db import connection  # noqa: PLC0415

    columns = "occurred_at, action, outcome, category, subject_type, subject_id, reason, details"
    row = "now(), 'directory.enrolled', 'DONE', 'ACT', 'directory.Enrolment', '1', '', '{\"role\": \"313\"}'"
    with connection.cursor() as cursor:
        for _line in range(lines):
            cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({row})")  # noqa: S608  # constants of this file


def _seal() -> None:
    from django.utils import timezone  # noqa: PLC0415

    from directory.workflows import auditing  # noqa: PLC0415

    while auditing.seal_waiting(now=timezone.now()):
        pass


def _seal_once() -> None:
    from django.utils import timezone  # noqa: PLC0415

    from directory.workflows import auditing  # noqa: PLC0415

    auditing.seal_waiting(now=timezone.now())


def _verify() -> None:
    from django.utils import timezone  # noqa: PLC0415

    from directory.workflows import auditing  # noqa: PLC0415

    found = auditing.verify(now=timezone.now() + timedelta(seconds=1))
    if found.faults:
        raise SystemExit(f"the trail of this run is not sound: {found.faults[0]}")


def _latencies(lines: int, beside: Callable[[], None]) -> float:
    """Milliseconds of one line of the journal, while something else happens in another thread."""
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from directory import journal  # noqa: PLC0415

    over = threading.Event()

    def repeat() -> None:
        while not over.is_set():
            beside()
            over.wait(0.01)
        connection.close()

    other = threading.Thread(target=repeat)
    other.start()
    try:
        spent = _timed(lambda: [journal.record(action="directory.bench", now=timezone.now()) for _ in range(lines)])
    finally:
        over.set()
        other.join()
    return spent * 1000 / lines


def _nothing() -> None:
    """The other thread of a quiet run."""


def _timed(step: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def _tell(label: str, lines: int, seconds: float) -> None:
    print(f"{label:<14}{lines:>8,} lines {seconds:7.2f} s {lines / seconds:>10,.0f} lines/s")
