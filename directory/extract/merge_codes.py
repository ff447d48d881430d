"""The official nomenclatures that ship with the program, merged into the directory."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged, merge
from directory.vocabulary.nomenclatures import all_codes

_MERGE_CODES: Final = """
INSERT INTO directory_concept AS c ("table", oid, code, label, valid_from, valid_until)
SELECT * FROM unnest(%(tables)s::text[], %(oids)s::text[], %(codes)s::text[], %(labels)s::text[],
    %(starts)s::date[], %(ends)s::date[])
ON CONFLICT ("table", code) DO UPDATE
SET oid = excluded.oid, label = excluded.label, valid_from = excluded.valid_from, valid_until = excluded.valid_until
WHERE (c.oid, c.label, c.valid_from, c.valid_until)
    IS DISTINCT FROM (excluded.oid, excluded.label, excluded.valid_from, excluded.valid_until)
"""


def merge_codes(cursor: CursorWrapper) -> Merged:
    """Create and update the codes that we ship; codes of other editions that were added since stay."""
    rows = [
        (entry.table, entry.oid, entry.code, entry.label, entry.valid_from, entry.valid_until) for entry in all_codes()
    ]
    names = ("tables", "oids", "codes", "labels", "starts", "ends")
    return merge(
        cursor, "directory_concept", _MERGE_CODES, dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    )
