"""A file of staff becomes lines of text: CSV as offices write it, or a workbook. Nothing in it is evaluated."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from directory.errors import UnreadableSheet
from directory.policy import STAFF_IMPORT_BYTES, STAFF_IMPORT_CELL, STAFF_IMPORT_LINES
from directory.sheets.columns import COLUMNS, NEEDED, key_of
from directory.sheets.workbooks import ARCHIVE_MARK, OLD_MARK, rows_of_workbook

FIRST_LINES: Final = 10  # among which the names of the columns are looked for
MOST_COLUMNS: Final = 60
_DELIMITERS: Final = (";", "\t", ",")
_ESCAPED: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r")  # as our own files write what could be a formula

Row = tuple[int, list[str]]  # number as spreadsheets show it, cells


@dataclass(frozen=True, slots=True)
class Line:
    """One person as typed. number: of the line in the file. cells: by key of column, empty ones left out."""

    number: int
    cells: dict[str, str]


def read_sheet(content: bytes) -> list[Line]:
    """The lines of a file that somebody sent, told by its first bytes and not by its name. Raises UnreadableSheet."""
    if not content.strip():
        raise UnreadableSheet(reason="empty")
    if len(content) > STAFF_IMPORT_BYTES:
        raise UnreadableSheet(reason="size")
    if content.startswith(OLD_MARK):
        raise UnreadableSheet(reason="protected")
    tables = rows_of_workbook(content) if content.startswith(ARCHIVE_MARK) else _tables_of_text(content)
    best: tuple[int, dict[int, str], list[Row]] = (0, {}, [])
    for rows in tables:
        header, following = _find_header(rows)
        if len(header) > best[0]:
            best = (len(header), header, following)
    _count, header, following = best
    missing = tuple(key for key in NEEDED if key not in header.values())
    if missing:
        raise UnreadableSheet(reason="columns", missing=missing)
    return _lines(header, following)


def _tables_of_text(content: bytes) -> Iterator[list[Row]]:
    """The text, cut by each of the usual separators: the one that yields the columns is right."""
    text = _decoded(content)
    for delimiter in _DELIMITERS:
        try:
            yield list(_rows_of_text(text, delimiter))
        except csv.Error:
            raise UnreadableSheet(reason="damaged") from None


def _rows_of_text(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    before = 0
    for cells in reader:
        yield before + 1, cells[:MOST_COLUMNS]
        before = reader.line_num
        if before > 2 * STAFF_IMPORT_LINES + FIRST_LINES:
            raise UnreadableSheet(reason="lines")


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else what Western offices write."""
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableSheet(reason="encoding")


def _find_header(rows: Iterable[Row]) -> tuple[dict[int, str], list[Row]]:
    """Which column is which, by place, from the line of the first ones that names most; and the lines below it."""
    kept = list(rows)
    found: tuple[dict[int, str], int] = ({}, 0)
    for place, (_number, cells) in enumerate(kept[:FIRST_LINES]):
        header: dict[int, str] = {}
        for column, cell in enumerate(cells):
            key = key_of(cell[:STAFF_IMPORT_CELL])
            if key and key not in header.values():
                header[column] = key
        if len(header) > len(found[0]):
            found = header, place
    return found[0], kept[found[1] + 1 :]


def _lines(header: dict[int, str], rows: list[Row]) -> list[Line]:
    lines = []
    for number, cells in rows:
        typed = {key: _clean(cells[place]) for place, key in header.items() if place < len(cells)}
        filled = {column.key: typed[column.key] for column in COLUMNS if typed.get(column.key)}
        if filled:
            lines.append(Line(number, filled))
    if not lines:
        raise UnreadableSheet(reason="no_line")
    if len(lines) > STAFF_IMPORT_LINES:
        raise UnreadableSheet(reason="lines")
    return lines


def _clean(cell: str) -> str:
    """Without what cannot be seen; the mark that our own files put before a possible formula goes."""
    plain = cell[1:] if cell.startswith(_ESCAPED) else cell
    shown = "".join(character if character.isprintable() else " " for character in plain[:STAFF_IMPORT_CELL])
    return " ".join(shown.split())
