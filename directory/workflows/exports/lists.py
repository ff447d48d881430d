"""A step: the lines of an exported list, the same whether a page sends them or the worker writes them."""

from collections.abc import Iterator, Mapping
from typing import Final

from directory.models import ExportKind
from directory.policy import EXPORT_PAGE
from directory.sheets.writing import Cells
from directory.workflows.exports.enrolments import ENROLMENTS
from directory.workflows.exports.pages import ExportedList, Reader
from directory.workflows.exports.people import PEOPLE
from directory.workflows.exports.structures import STRUCTURES

LISTS: Final[Mapping[ExportKind, ExportedList]] = {
    ExportKind.PEOPLE: PEOPLE,
    ExportKind.STRUCTURES: STRUCTURES,
    ExportKind.ENROLMENTS: ENROLMENTS,
}


def lines_of(kind: ExportKind, reader: Reader) -> Iterator[Cells]:
    """All of them, read page by page; the first names the columns."""
    yield LISTS[kind].head()
    after = ""
    while True:
        page = LISTS[kind].read(reader, after, EXPORT_PAGE)
        yield from page.lines
        if not page.next:
            return
        after = page.next


def count_rows(kind: ExportKind, reader: Reader, *, most: int) -> int:
    """Rows of the list; about, where they are many. Those of structures and registrations are counted up to most."""
    return LISTS[kind].count(reader, most)
