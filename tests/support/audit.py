"""What somebody with the rights of the database's owner can do to the audit trail, and how a test reads it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from directory import journal
from directory.models import AuditEvent
from directory.workflows import auditing


def write_lines(count: int, now: datetime, **values: Any) -> list[AuditEvent]:
    """So many lines, a second apart."""
    given = {"action": "directory.test", **values}
    return [journal.record(now=now + timedelta(seconds=rank), rank=rank, **given) for rank in range(count)]


def seal_batches(now: datetime, *sizes: int, **values: Any) -> list[list[AuditEvent]]:
    """Batches of lines, each under a seal of its own."""
    batches = []
    for size in sizes:
        batches.append(write_lines(size, now, **values))
        assert auditing.seal_waiting(now=now) == size
    return batches


def tamper(sql: str, params: Any = ()) -> int:
    """As a superuser who silences the triggers. How many rows were touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, params)
        touched = cursor.rowcount
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    return touched


@contextmanager
def told_seals(capture: Callable[..., Any]) -> Iterator[list[str]]:
    """Lines of the log of seals that are told inside. capture: django_capture_on_commit_callbacks."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"2026-03-17 worker[12] audit.seal: {record.getMessage()}")

    keeper = Keeper()
    logger = logging.getLogger("audit.seal")
    logger.addHandler(keeper)
    try:
        with capture(execute=True):
            yield lines
    finally:
        logger.removeHandler(keeper)
