"""A step of merging: no load runs meanwhile, as it writes the same rows in an order of its own."""

from django.db import connection

from directory.errors import MergeRefused
from directory.workflows.loading.turn import ONE_LOAD_AT_A_TIME


def require_quiet() -> None:
    """Keep loads away until the caller's transaction ends; merges do not keep one another. Raises MergeRefused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [ONE_LOAD_AT_A_TIME])
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise MergeRefused(reason="load")
