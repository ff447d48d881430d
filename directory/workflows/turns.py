"""A step: work that one process at a time does, in one transaction or over several.

Over several, whoever does it holds a lock of the session; PostgreSQL frees it when the session ends, however it ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection


def has_turn(key: int) -> bool:
    """Take the turn of this key until the caller's transaction ends; False while another process has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        row = cursor.fetchone()
    return row is not None and bool(row[0])


@contextmanager
def take_turn(key: int) -> Iterator[bool]:
    """Hold the turn of this key for the duration of a block; False while another process holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        row = cursor.fetchone()
    if row is None or not row[0]:
        yield False
        return
    try:
        yield True
    finally:
        _give_back(key)


def _give_back(key: int) -> None:
    """Connections are pooled: one that cannot give the turn back must end, or it would keep it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
    except DatabaseError:
        if connection.connection is not None:
            connection.connection.close()
