"""Workbooks (XLSX), read with suspicion: unpacked within a limit, no entity, no formula, no more cells than lines."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from directory.errors import UnreadableSheet
from directory.policy import STAFF_IMPORT_LINES, STAFF_IMPORT_UNPACKED_BYTES

ARCHIVE_MARK: Final = b"PK\x03\x04"
OLD_MARK: Final = b"\xd0\xcf\x11\xe0"  # the old format, and also what a password makes of the new one
_MOST_MEMBERS: Final = 200
_MOST_SHEETS: Final = 8
_MOST_COLUMNS: Final = 60
_LAST_ROW: Final = 100_000  # a file whose people stand further down, after so many empty rows, is a trap
# A document type may stand behind any comment, and a part may have any name; text of people has no bare "<!D" in it
_ENTITY_MARKS: Final = (b"<!DOCTYPE", b"<!ENTITY", b"<\0!\0D", b"<\0!\0E")
_PICTURES: Final = "xl/media/"  # a drawing may have one, and nobody reads it
_NOT_A_WORKBOOK = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
)  # what the library raises on files that are none


def rows_of_workbook(content: bytes) -> Iterator[list[tuple[int, list[str]]]]:
    """The rows of each sheet, as text. Raises UnreadableSheet."""
    try:
        _check_archive(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        tables = [_rows(sheet) for sheet in book.worksheets[:_MOST_SHEETS]]
        book.close()
    except _NOT_A_WORKBOOK:
        raise UnreadableSheet(reason="damaged") from None
    yield from tables


def _check_archive(content: bytes) -> None:
    """A bomb is told by what its members declare: the archive is read no further than that."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > STAFF_IMPORT_UNPACKED_BYTES:
            raise UnreadableSheet(reason="size")
        if any(member.flag_bits & 0x1 for member in members):
            raise UnreadableSheet(reason="protected")
        for member in members:
            part = b"" if member.filename.startswith(_PICTURES) else archive.read(member)
            if any(mark in part for mark in _ENTITY_MARKS):
                raise UnreadableSheet(reason="damaged")


def _rows(sheet: Any) -> list[tuple[int, list[str]]]:
    """Each row that holds something, numbered as it is shown. A file of other things is not read whole."""
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    kept = []
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), start=1):
        cells = [_text(value) for value in row]
        if any(cells):
            kept.append((number, cells))
        if len(kept) > 2 * STAFF_IMPORT_LINES or number > _LAST_ROW:
            raise UnreadableSheet(reason="lines")
    return kept


def _text(value: Any) -> str:
    """A cell as somebody would have typed it: dates in their international form, numbers without a needless point."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
