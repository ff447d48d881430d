"""One load at a time: whoever drives one holds a lock of the session, over all its transactions.

PostgreSQL frees it when the session ends, however it ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, connection

from directory.errors import LoadAlreadyRunning

ONE_LOAD_AT_A_TIME: Final = 0x45585452  # key of the advisory lock, arbitrary


@contextmanager
def sole_driver() -> Iterator[None]:
    """Hold the turn for the duration of a block. Raises LoadAlreadyRunning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_LOAD_AT_A_TIME])
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise LoadAlreadyRunning
    try:
        yield
    finally:
        _give_back()


def _give_back() -> None:
    """Connections are pooled: one that cannot give the turn back must end, or it would keep it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_LOAD_AT_A_TIME])
    except DatabaseError:
        if connection.connection is not None:
            connection.connection.close()
