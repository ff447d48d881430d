"""« Autres identifiants » of the restricted extract: `800AMAR12,RPPS,1;…`, the identifier, its type in words, quality.

One identifier is one person's at a time. Those that the file no longer names end, where the file has the column.
"""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.extract.plan import Params, make_table
from directory.extract.reader import LineFault

_ENTRY: Final = "[0-9][0-9A-Za-z/._-]{1,39}(,[^,;]*(,[0-9]?)?)?"
IS_MALFORMED_LIST: Final = f"other_identifiers !~ '^({_ENTRY}(;{_ENTRY})*;?)?$'"

_SAID: Final = f"""
SELECT DISTINCT w.id AS practitioner_id, split_part(entry, ',', 1) AS national_id,
    COALESCE(NULLIF(split_part(entry, ',', 3), ''), '1')::smallint AS quality, s.line_number
FROM staged AS s JOIN resolved_person AS w ON w.national_id = s.national_id
CROSS JOIN LATERAL unnest(string_to_array(rtrim(s.other_identifiers, ';'), ';')) AS entry
WHERE s.other_identifiers <> '' AND entry ~ '^{_ENTRY}$' AND split_part(entry, ',', 1) <> s.national_id
"""
_GONE: Final = """
SELECT f.id, f.practitioner_id, f.national_id
FROM directory_formeridentifier AS f JOIN concerned AS c ON c.id = f.practitioner_id
WHERE f.ended_at IS NULL AND f.origin = 'EXTRACT' AND EXISTS (SELECT FROM given WHERE field = 'other_identifiers')
    AND NOT EXISTS (
        SELECT FROM said_identifier AS s WHERE s.practitioner_id = f.practitioner_id AND s.national_id = f.national_id
    )
"""
# The present identifier of another record is nobody's other one, unless that record was absorbed by this one's.
_WANTED: Final = """
SELECT s.practitioner_id, s.national_id, s.quality, s.line_number, COALESCE(f.id, p.id) IS NOT NULL
    OR s.practitioner_id <> first_value(s.practitioner_id) OVER (PARTITION BY s.national_id ORDER BY s.practitioner_id)
    AS is_taken
FROM (
    SELECT practitioner_id, national_id, max(quality) AS quality, min(line_number) AS line_number
    FROM said_identifier GROUP BY 1, 2
) AS s
LEFT JOIN directory_formeridentifier AS own
    ON own.national_id = s.national_id AND own.ended_at IS NULL AND own.practitioner_id = s.practitioner_id
LEFT JOIN directory_formeridentifier AS f ON f.national_id = s.national_id AND f.ended_at IS NULL
    AND f.practitioner_id <> s.practitioner_id AND f.id NOT IN (SELECT id FROM gone_identifier)
LEFT JOIN directory_practitioner AS p ON p.national_id = s.national_id
WHERE own.id IS NULL
"""
_END: Final = """
UPDATE directory_formeridentifier AS f SET ended_at = %(now)s, load_id = %(load)s
FROM gone_identifier AS g WHERE g.id = f.id
"""
_CREATE: Final = """
INSERT INTO directory_formeridentifier (practitioner_id, national_id, origin, quality, created_at, load_id)
SELECT practitioner_id, national_id, 'EXTRACT', quality, %(now)s, %(load)s FROM wanted_identifier WHERE NOT is_taken
"""
_TELL_TAKEN: Final = f"""
INSERT INTO directory_refusedline (load_id, line_number, fault, is_used)
SELECT DISTINCT %(load)s::bigint, line_number, '{LineFault.OTHER_IDENTIFIER_TAKEN}', true FROM wanted_identifier
WHERE is_taken
ON CONFLICT DO NOTHING
"""


def resolve_other_identifiers(cursor: CursorWrapper) -> None:
    """Leave `wanted_identifier`, those that the directory lacks, and `gone_identifier`."""
    make_table(cursor, "said_identifier", _SAID)
    make_table(cursor, "gone_identifier", _GONE)
    make_table(cursor, "wanted_identifier", _WANTED)


def apply_other_identifiers(cursor: CursorWrapper, params: Params) -> Merged:
    """End and create them; lines whose identifier is somebody else's are told."""
    cursor.execute(_END, params.values)
    closed = cursor.rowcount
    cursor.execute(_CREATE, params.values)
    created = cursor.rowcount
    cursor.execute(_TELL_TAKEN, params.values)
    return Merged(created=created, closed=closed)
