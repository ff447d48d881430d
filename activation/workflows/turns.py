"""A step of several workflows: one at a time on one key, until the caller's transaction ends."""

import hashlib

from django.db import connection


def wait_for_turn(key: bytes) -> None:
    """Wait until no other transaction holds this key. Costs one query, whether the key names anything or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(key)])


def take_turn(key: bytes) -> bool:
    """Hold the key if nobody does; False: somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(key)])
        row = cursor.fetchone()
    return bool(row and row[0])


def _number(key: bytes) -> int:
    return int.from_bytes(hashlib.sha256(key).digest()[:8], "big", signed=True)
