"""A program calls the directory's API: whose key it shows, and whether it calls too often."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from directory.codes import api_key_digest
from directory.errors import ApiClientSuspended, TooManyCalls, UnknownApiKey
from directory.models import ApiKey

# One row an application holds the instants of its last calls. A call is let in when the one that lies `limit` calls
# back is a second old: in no second do more than `limit` get in. The row's lock puts the calls of all processes in
# one order, and the instant is read under it.
_COUNT = """
INSERT INTO directory_apicalls AS calls (client_id, recent) VALUES (%(client)s, ARRAY[clock_timestamp()])
ON CONFLICT (client_id) DO UPDATE
    SET recent = (calls.recent || clock_timestamp())[greatest(cardinality(calls.recent) + 2 - %(limit)s, 1):]
    WHERE cardinality(calls.recent) < %(limit)s
        OR calls.recent[cardinality(calls.recent) + 1 - %(limit)s] <= clock_timestamp() - interval '1 second'
RETURNING 1
"""


@dataclass(frozen=True, slots=True)
class KnownClient:
    """The application that calls. reads_restricted: it sees the restricted view."""

    client_id: int
    reads_restricted: bool


def admit(*, key: str, limit: int, now: datetime) -> KnownClient:
    """Let one call in, and count it. limit: calls in any one second.

    Only digests are compared, by an index: the time that a guess takes says nothing of a key. Raises UnknownApiKey,
    ApiClientSuspended, TooManyCalls.
    """
    known = (
        ApiKey.objects.running(now)
        .filter(digest=api_key_digest(key))
        .values_list("client_id", "client__reads_restricted", "client__suspended_at")
    )
    row = known.first() if key else None
    if row is None:
        raise UnknownApiKey()
    client_id, reads_restricted, suspended_at = row
    if suspended_at is not None:
        raise ApiClientSuspended()
    if not _count_call(client_id, limit):
        raise TooManyCalls(limit=limit)
    return KnownClient(client_id=client_id, reads_restricted=reads_restricted)


def _count_call(client_id: int, limit: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"client": client_id, "limit": limit})
        return cursor.fetchone() is not None
