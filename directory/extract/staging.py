"""The staging table: the lines of one extract as PostgreSQL received them by COPY, with what follows from each alone.

It lives in the transaction of the load. Nothing here knows what the directory holds.
"""

from collections.abc import Callable
from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.columns import FIELDS, SEPARATOR, Layout
from directory.extract.reader import ExtractReader

# What the file does not say but each line tells. `||` and not concat_ws: a stored column wants immutable functions.
_DERIVED: Final = """
    technical_id text GENERATED ALWAYS AS (
        COALESCE(NULLIF(structure_id, ''), 'F' || NULLIF(site_finess, ''), 'C' || NULLIF(site_siret, ''))
    ) STORED,
    is_test boolean NOT NULL GENERATED ALWAYS AS (identifier_type = '8' AND left(identifier, 3) = '997') STORED,
    person_authority text NOT NULL GENERATED ALWAYS AS (
        COALESCE(
            NULLIF(split_part(authority, '/', 1), ''),
            NULLIF(split_part(authority, '/', 2), ''),
            split_part(authority, '/', 3)
        )
    ) STORED,
    exercise_authority text NOT NULL GENERATED ALWAYS AS (split_part(authority, '/', 2)) STORED,
    activity_authority text NOT NULL GENERATED ALWAYS AS (split_part(authority, '/', 3)) STORED,
    has_activity boolean NOT NULL GENERATED ALWAYS AS (
        structure_id || site_finess || site_siret || mode_code || sector_code || pharmacist_section_code || role_code
        || activity_kind_code <> ''
    ) STORED,
    source_key uuid NOT NULL GENERATED ALWAYS AS (
        md5(
            structure_id || '|' || site_finess || '|' || site_siret || '|' || mode_code || '|' || sector_code || '|'
            || pharmacist_section_code || '|' || role_code || '|' || activity_kind_code
        )::uuid
    ) STORED
"""
# Characters that the reader has refused: with them CSV means "no quoting, and empty is empty".
_COPY_OPTIONS: Final = r"(FORMAT csv, DELIMITER '|', QUOTE E'\x01', ESCAPE E'\x01', NULL E'\x02')"
# Everything that a load keeps beside the directory; dropped at commit, or by the next load of an outer transaction.
_TABLES: Final = (
    "staged",
    "refused",
    "known_department",
    "known_authority",
    "staged_structure",
    "staged_authority",
    "staged_person",
    "staged_exercise",
    "staged_expertise",
    "staged_role",
    "spared",
    "concerned",
)


def create_staging(cursor: CursorWrapper, layout: Layout) -> None:
    """Make the empty table; columns of the file that we do not know are received and left aside."""
    cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in _TABLES)}")
    columns = ", ".join(f"{name} text NOT NULL DEFAULT ''" for name in FIELDS)
    unknown = "".join(f", {name} text" for name in _unknown_columns(layout))
    cursor.execute(f"CREATE TEMPORARY TABLE staged (line_number bigint, {columns}{unknown}, {_DERIVED}) ON COMMIT DROP")


def copy_lines(cursor: CursorWrapper, reader: ExtractReader, progress: Callable[[int], None]) -> int:
    """Send every well-formed line to the table in blocks; returns how many. progress: lines sent so far."""
    unknown = iter(_unknown_columns(reader.layout))
    columns = ", ".join(name if name is not None else next(unknown) for name in reader.layout.fields)
    sent = 0
    with cursor.copy(f"COPY staged (line_number, {columns}) FROM STDIN WITH {_COPY_OPTIONS}") as copy:
        for block in reader.blocks():
            copy.write("".join([f"{number}{SEPARATOR}{line}\n" for number, line in block]))
            sent += len(block)
            progress(sent)
    cursor.execute("ANALYZE staged")
    return sent


def _unknown_columns(layout: Layout) -> list[str]:
    return [f"unknown_{number}" for number in range(layout.unknown_count)]
