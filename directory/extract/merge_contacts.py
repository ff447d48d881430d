"""Contacts of activation, from the restricted extract: verified by its authority, never over a holder's own proof.

A first value settles at once, a change later. What the holder verified stays: the difference is a conflict, which the
authority of the person resolves; a conflict that it resolved for the holder does not come again.
"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.plan import Params, make_table
from directory.policy import CONTACT_CHANGE_DELAY

CURRENT_CONTACTS: Final = "SELECT count(*) FROM directory_contactpoint WHERE ended_at IS NULL"
# One value of each kind a person: of the identifier that they bear now, then the first as letters go.
_SAID: Final = """
SELECT DISTINCT ON (practitioner_id, kind) practitioner_id, kind, email, mobile
FROM (
    SELECT w.id AS practitioner_id, w.is_present, c.*
    FROM staged AS s JOIN resolved_person AS w ON w.national_id = s.national_id
    CROSS JOIN LATERAL (
        VALUES ('EMAIL', s.email_address, ''), ('MOBILE', '', s.mobile_number)
    ) AS c (kind, email, mobile)
) AS every
WHERE email <> '' OR mobile <> ''
ORDER BY practitioner_id, kind, is_present DESC, email COLLATE "C", mobile
"""
# NEW: nobody had one. SAME. CONFIRMED: nobody had verified it. CONFLICT: the holder verified another one, or somebody
# has to decide, or decided, against this one. CHANGED: another value takes the place of one that the holder did not
# verify. is_first: none of this kind was ever verified.
_RESOLVE: Final = """
SELECT said.*, c.id AS contact_id, c.verified_at IS NOT NULL AS was_verified,
    CASE
        WHEN c.id IS NULL AND contested.id IS NULL THEN 'NEW'
        WHEN lower(c.email) = lower(said.email) AND c.mobile = said.mobile THEN CASE
            WHEN c.verified_at IS NULL OR c.verified_by = 'ATTESTED' THEN 'CONFIRMED' ELSE 'SAME' END
        WHEN contested.id IS NOT NULL OR c.verified_at IS NOT NULL AND c.verified_by = 'CODE' THEN 'CONFLICT'
        ELSE 'CHANGED'
    END AS verdict,
    NOT EXISTS (
        SELECT FROM directory_contactpoint AS e
        WHERE e.practitioner_id = said.practitioner_id AND e.kind = said.kind AND e.verified_at IS NOT NULL
    ) AS is_first
FROM said_contact AS said
LEFT JOIN directory_contactpoint AS c
    ON c.practitioner_id = said.practitioner_id AND c.kind = said.kind AND c.ended_at IS NULL
LEFT JOIN LATERAL (
    SELECT x.id FROM directory_contactconflict AS x
    WHERE x.practitioner_id = said.practitioner_id AND x.kind = said.kind AND lower(x.email) = lower(said.email)
        AND x.mobile = said.mobile AND (x.resolved_at IS NULL OR x.resolution = 'KEPT')
    LIMIT 1
) AS contested ON true
"""
_CONFIRM: Final = """
UPDATE directory_contactpoint AS c
SET verified_at = %(now)s, verified_by = 'EXTRACT', settled_at = CASE
    WHEN n.is_first THEN %(now)s ELSE LEAST(COALESCE(c.settled_at, %(later)s), %(later)s) END
FROM resolved_contact AS n WHERE n.contact_id = c.id AND n.verdict = 'CONFIRMED'
"""
_END: Final = """
UPDATE directory_contactpoint AS c SET ended_at = %(now)s
FROM resolved_contact AS n WHERE n.contact_id = c.id AND n.verdict = 'CHANGED'
"""
_CREATE: Final = """
INSERT INTO directory_contactpoint
    (practitioner_id, kind, email, mobile, verified_at, verified_by, settled_at, created_at)
SELECT practitioner_id, kind, email, mobile, %(now)s, 'EXTRACT',
    CASE WHEN is_first THEN %(now)s::timestamptz ELSE %(later)s END, %(now)s
FROM resolved_contact WHERE verdict IN ('NEW', 'CHANGED')
"""
# Whom the load tells: both addresses of a change, where the former one was somebody's for certain.
_CHANGED: Final = """
SELECT n.practitioner_id, n.contact_id AS former_id, c.id AS contact_id
FROM resolved_contact AS n JOIN directory_contactpoint AS c
    ON c.practitioner_id = n.practitioner_id AND c.kind = n.kind AND c.ended_at IS NULL
WHERE n.verdict = 'CHANGED' AND n.was_verified
"""
_RENAME_CONFLICTS: Final = """
UPDATE directory_contactconflict AS x
SET email = n.email, mobile = n.mobile, load_id = %(load)s, opened_at = %(now)s
FROM resolved_contact AS n
WHERE x.practitioner_id = n.practitioner_id AND x.kind = n.kind AND x.resolved_at IS NULL
    AND n.verdict = 'CONFLICT' AND (lower(x.email), x.mobile) IS DISTINCT FROM (lower(n.email), n.mobile)
"""
_OPEN_CONFLICTS: Final = """
INSERT INTO directory_contactconflict (practitioner_id, kind, email, mobile, load_id, opened_at, resolution)
SELECT practitioner_id, kind, email, mobile, %(load)s, %(now)s, '' FROM resolved_contact AS n
WHERE verdict = 'CONFLICT' AND NOT EXISTS (
    SELECT FROM directory_contactconflict AS x WHERE x.practitioner_id = n.practitioner_id AND x.kind = n.kind
        AND (x.resolved_at IS NULL
            OR (x.resolution = 'KEPT' AND lower(x.email) = lower(n.email) AND x.mobile = n.mobile))
)
"""
_AGREE: Final = """
UPDATE directory_contactconflict AS x SET resolved_at = %(now)s, resolution = 'AGREED'
FROM resolved_contact AS n
WHERE x.practitioner_id = n.practitioner_id AND x.kind = n.kind AND x.resolved_at IS NULL
    AND n.verdict IN ('SAME', 'CONFIRMED')
"""


def resolve_contacts(cursor: CursorWrapper) -> None:
    """Leave `resolved_contact`, with a verdict on each value of the file."""
    make_table(cursor, "said_contact", _SAID)
    make_table(cursor, "resolved_contact", _RESOLVE)


def apply_contacts(cursor: CursorWrapper, params: Params) -> dict[str, Merged]:
    """Write contacts and conflicts; leave `changed_contact`, for those who must be told."""
    values = {**params.values, "later": params.now + CONTACT_CHANGE_DELAY}
    cursor.execute(_CONFIRM, values)
    updated = cursor.rowcount
    cursor.execute(_END, values)
    closed = cursor.rowcount
    cursor.execute(_CREATE, values)
    created = cursor.rowcount
    make_table(cursor, "changed_contact", _CHANGED)
    cursor.execute(_AGREE, values)
    agreed = cursor.rowcount
    cursor.execute(_RENAME_CONFLICTS, values)
    renamed = cursor.rowcount
    cursor.execute(_OPEN_CONFLICTS, values)
    return {
        "contacts": Merged(created=created, updated=updated, closed=closed),
        "contact_conflicts": Merged(created=cursor.rowcount, updated=renamed, closed=agreed),
    }
