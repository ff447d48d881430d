"""A program calls the directory's API: whose key it shows, and whether it calls too often."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from directory.codes import api_key_digest
from directory.errors import ApiClientSuspended, TooManyCalls, UnknownApiKey

# One row an application holds the instants of its last calls. A call is let in when the one that lies `limit` calls
# back is a second old: in no second do more than `limit` get in. The row's lock puts the calls of all processes in
# one order, and the instant is read under it. Who calls and whether too often is one statement: each call asks it.
_ADMIT = """
WITH known AS (
    SELECT keys.client_id, clients.reads_restricted, clients.suspended_at IS NOT NULL AS is_suspended
    FROM directory_apikey AS keys JOIN directory_apiclient AS clients ON clients.id = keys.client_id
    WHERE keys.digest = %(digest)s AND keys.revoked_at IS NULL
        AND (keys.expires_at IS NULL OR keys.expires_at > %(now)s)),
counted AS (
    INSERT INTO directory_apicalls AS calls (client_id, recent)
    SELECT client_id, ARRAY[clock_timestamp()] FROM known WHERE NOT is_suspended
    ON CONFLICT (client_id) DO UPDATE
        SET recent = (calls.recent || clock_timestamp())[greatest(cardinality(calls.recent) + 2 - %(limit)s, 1):]
        WHERE cardinality(calls.recent) < %(limit)s
            OR calls.recent[cardinality(calls.recent) + 1 - %(limit)s] <= clock_timestamp() - interval '1 second'
    RETURNING client_id)
SELECT known.client_id, known.reads_restricted, known.is_suspended, counted.client_id IS NOT NULL
FROM known LEFT JOIN counted ON counted.client_id = known.client_id
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
    if not key:
        raise UnknownApiKey()
    with connection.cursor() as cursor:
        cursor.execute(_ADMIT, {"digest": api_key_digest(key), "now": now, "limit": limit})
        row = cursor.fetchone()
    if row is None:
        raise UnknownApiKey()
    client_id, reads_restricted, is_suspended, is_let_in = row
    if is_suspended:
        raise ApiClientSuspended()
    if not is_let_in:
        raise TooManyCalls(limit=limit)
    return KnownClient(client_id=client_id, reads_restricted=reads_restricted)
