"""The official nomenclatures that ship with the program, brought into the directory."""

from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.counting import Merged
from directory.vocabulary.nomenclatures import all_codes

_MERGE_CODES: Final = """
INSERT INTO directory_concept AS c ("table", oid, code, label, valid_from, valid_until)
SELECT * FROM unnest(%(tables)s::text[], %(oids)s::text[], %(codes)s::text[], %(labels)s::text[],
    %(starts)s::date[], %(ends)s::date[])
ON CONFLICT ("table", code) DO NOTHING
"""


def merge_codes(cursor: CursorWrapper) -> Merged:
    """Create the codes that we ship where the directory lacks them; what it was given of later editions stays."""
    rows = [
        (entry.table, entry.oid, entry.code, entry.label, entry.valid_from, entry.valid_until) for entry in all_codes()
    ]
    names = ("tables", "oids", "codes", "labels", "starts", "ends")
    cursor.execute(_MERGE_CODES, dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
    return Merged(created=cursor.rowcount)
