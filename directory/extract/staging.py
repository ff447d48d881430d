"""The staging table: the usable lines of one extract as PostgreSQL received them by COPY, and the refused ones.

The tables are ordinary unlogged ones of the schema `loading`: they survive the process that filled them, and several
processes of the server may read them at once. Nothing here knows what the directory holds.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

from django.db.backends.utils import CursorWrapper

from directory.extract.columns import SEPARATOR
from directory.extract.identity import Judge
from directory.extract.layouts import FIELDS_OF
from directory.extract.plan import Plan
from directory.extract.reader import ExtractReader

Counted = Callable[[int], None]  # told how many lines are done

_DIGEST_SIZE: Final = 16  # bytes: a uuid
# Characters that the reader has refused: with them CSV means "no quoting, and empty is empty".
_COPY_OPTIONS: Final = r"(FORMAT csv, DELIMITER '|', QUOTE E'\x01', ESCAPE E'\x01', NULL E'\x02')"


def create_staging(cursor: CursorWrapper, reader: ExtractReader, plan: Plan) -> None:
    """Make the empty tables; columns of the file that we do not know are received and left aside."""
    columns = ", ".join(f"{name} text NOT NULL DEFAULT ''" for name in FIELDS_OF[reader.kind])
    unknown = "".join(f", {name} text" for name in _unknown_columns(reader))
    drop_staging(cursor)
    cursor.execute(
        f"CREATE UNLOGGED TABLE loading.staged (line_number bigint, digest uuid, {columns}{unknown}, {plan.DERIVED})"
    )
    cursor.execute("CREATE UNLOGGED TABLE loading.line (line_number bigint, person text, digest uuid)")
    cursor.execute("CREATE UNLOGGED TABLE loading.refused (line_number bigint, fault text, person text)")
    cursor.execute("CREATE UNLOGGED TABLE loading.remark (line_number bigint, fault text)")
    cursor.execute(
        "CREATE UNLOGGED TABLE loading.given AS SELECT unnest(%s::text[]) AS field",
        [[name for name in reader.layout.fields if name is not None]],
    )


def drop_staging(cursor: CursorWrapper) -> None:
    """Forget every table that a load made for itself; what is remembered of files stays."""
    cursor.execute(
        "SELECT string_agg(format('loading.%I', tablename), ', ') FROM pg_tables WHERE schemaname = 'loading'"
        " AND tablename NOT LIKE 'memory%%' AND tablename <> 'stage'"
    )
    row = cursor.fetchone()
    if row is not None and row[0]:
        cursor.execute(f"DROP TABLE {row[0]}")
    cursor.execute("DELETE FROM loading.stage")


def copy_lines(cursor: CursorWrapper, reader: ExtractReader, judge: Judge, counted: Counted) -> int:
    """Send every line that is well formed and tells whose it is to `staged`; returns how many."""
    sent = 0
    with cursor.copy(f"COPY loading.staged ({_columns(reader)}) FROM STDIN WITH {_COPY_OPTIONS}") as copy:
        for block in _judged(reader, judge, counted):
            copy.write("".join([f"{number}|{digest}|{line}\n" for number, _person, digest, line in block]))
            sent += len(block)
    cursor.execute("ANALYZE loading.staged")
    return sent


def copy_digests(cursor: CursorWrapper, reader: ExtractReader, judge: Judge, counted: Counted) -> int:
    """Send only whose each such line is, and its digest, to `line`; returns how many."""
    sent = 0
    with cursor.copy(f"COPY loading.line FROM STDIN WITH {_COPY_OPTIONS}") as copy:
        for block in _judged(reader, judge, counted):
            copy.write("".join([f"{number}|{person}|{digest}\n" for number, person, digest, _line in block]))
            sent += len(block)
    cursor.execute("ANALYZE loading.line")
    return sent


def copy_chosen_lines(cursor: CursorWrapper, reader: ExtractReader, counted: Counted) -> int:
    """Send the lines that `chosen_line` names to `staged`, with the digests that `line` holds; returns how many."""
    chosen, last = _chosen(cursor)
    digest_of = _digester(reader)
    sent = 0
    with cursor.copy(f"COPY loading.staged ({_columns(reader)}) FROM STDIN WITH {_COPY_OPTIONS}") as copy:
        for block in reader.blocks():
            lines = [
                f"{number}|{digest_of(line)}|{line}\n"
                for number, line in block
                if number <= last and chosen[number >> 3] >> (number & 7) & 1
            ]
            copy.write("".join(lines))
            sent += len(lines)
            counted(reader.line_count)
    cursor.execute("ANALYZE loading.staged")
    return sent


def _chosen(cursor: CursorWrapper) -> tuple[bytearray, int]:
    """One bit a line of the file, and the number of the last one."""
    cursor.execute("SELECT COALESCE(max(line_number), 0) FROM loading.line")
    row = cursor.fetchone()
    last = int(row[0]) if row is not None else 0
    bits = bytearray((last >> 3) + 1)
    with cursor.copy("COPY loading.chosen_line TO STDOUT") as copy:
        for record in copy:
            number = int(bytes(record))
            bits[number >> 3] |= 1 << (number & 7)
    return bits, last


def _judged(reader: ExtractReader, judge: Judge, counted: Counted) -> Iterator[list[tuple[int, str, str, str]]]:
    """Number, person, digest and text of each line, block by block; faulty ones are noted where the reader notes."""
    fields = reader.layout.fields
    places = [fields.index(name) for name in ("identifier_type", "identifier", "national_id")]
    kind_place, identifier_place, person_place = places
    depth = max(places) + 1
    digest_of = _digester(reader)
    refuse = reader.refusals.add
    for block in reader.blocks():
        fine = []
        for number, line in block:
            head = line.split(SEPARATOR, depth)
            person = head[person_place]
            fault = judge(head[kind_place], head[identifier_place], person)
            if fault is None:
                fine.append((number, person, digest_of(line), line))
            else:
                refuse(number, fault, person)
        yield fine
        counted(reader.line_count)


def _digester(reader: ExtractReader) -> Callable[[str], str]:
    """The digest of a line as text: of what it says, and of which columns say it."""
    layout = hashlib.blake2b("|".join(name or "" for name in reader.layout.fields).encode(), digest_size=_DIGEST_SIZE)
    blank = hashlib.blake2b(digest_size=_DIGEST_SIZE, key=layout.digest())

    def digest_of(line: str) -> str:
        state = blank.copy()
        state.update(line.encode())
        return state.hexdigest()

    return digest_of


def _columns(reader: ExtractReader) -> str:
    unknown = iter(_unknown_columns(reader))
    return ", ".join(
        ["line_number", "digest", *(name if name is not None else next(unknown) for name in reader.layout.fields)]
    )


def _unknown_columns(reader: ExtractReader) -> list[str]:
    return [f"unknown_{number}" for number in range(reader.layout.unknown_count)]
