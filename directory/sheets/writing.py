"""Tables that people open in a spreadsheet: CSV line by line, or a workbook. No cell of theirs can become a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MARK: Final = "\ufeff"  # office programs take a file without it for another encoding
CSV_TYPE: Final = "text/csv; charset=utf-8"
WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDTH: Final = 24  # characters of a column

Cells = Sequence[object]


class _Echo:
    """What `csv` writes to: it hands each line back."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula, nor a workbook for a control character."""
    text = "" if value is None else str(value)
    shown = "".join(character if character.isprintable() else " " for character in text)
    return f"'{shown}" if text.startswith(_DANGEROUS) else shown


def csv_lines(rows: Iterable[Cells], *, opens_file: bool = True) -> Iterator[str]:
    """The lines of a CSV file as French offices open it: semicolons, UTF-8 with its mark where the file begins."""
    writer: Any = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    opening = MARK if opens_file else ""
    for row in rows:
        yield opening + writer.writerow([safe(value) for value in row])
        opening = ""


def workbook(sheets: dict[str, Iterable[Cells]]) -> bytes:
    """A workbook of these sheets by name; the first row of each names its columns. Every cell is text."""
    out = io.BytesIO()
    write_workbook(out, sheets)
    return out.getvalue()


def write_workbook(out: BinaryIO, sheets: dict[str, Iterable[Cells]]) -> None:
    """The same, into a file: row by row, in the same memory however many there are."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        for place, row in enumerate(rows):
            if place == 0:
                for column in range(1, len(row) + 1):
                    sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
            sheet.append([_cell(sheet, value, is_heading=place == 0) for value in row])
    book.save(out)


def read_back(lines: Iterable[str]) -> Iterator[Cells]:
    """The rows of what `csv_lines` wrote."""
    yield from csv.reader(lines, delimiter=";")


def _cell(sheet: Any, value: object, *, is_heading: bool) -> Any:
    cell = WriteOnlyCell(sheet, value=safe(value))
    cell.data_type = "s"
    cell.number_format = "@"
    if is_heading:
        cell.font = Font(bold=True)
    return cell
