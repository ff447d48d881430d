"""Write a file byte for byte as the official ones: UTF-8, `|` after every field, line feeds, no quoting."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import BinaryIO, Final

from directory.extract.columns import SEPARATOR
from directory.extract.layouts import FIELDS_OF, FileKind, fields_of_generation, header_line

LINES_A_WRITE: Final = 2_000


class UnwritableValue(ValueError):
    """A value that the format cannot hold: it has a separator or a line end inside."""


def write_extract(
    out: BinaryIO, rows: Iterable[Sequence[str]], *, kind: FileKind = FileKind.ACTIVITIES, columns: int | None = None
) -> int:
    """Write header and lines; returns the number of lines of data.

    rows: values in the order of FIELDS_OF the kind. columns: of an older generation, which leaves some of them out.
    Raises UnwritableValue.
    """
    if columns is not None and columns != len(FIELDS_OF[kind]):
        places = [FIELDS_OF[kind].index(name) for name in fields_of_generation(kind, columns)]
        rows = ([row[place] for place in places] for row in rows)
    return write_lines(out, map(_line, rows), header=header_line(kind, columns))


def write_lines(out: BinaryIO, lines: Iterable[str], *, header: str) -> int:
    """Write a header and lines that are ready but for their ends; returns the number of lines of data."""
    out.write(f"{header}\n".encode())
    remaining = iter(lines)
    count = 0
    while pending := list(islice(remaining, LINES_A_WRITE)):
        out.write("\n".join([*pending, ""]).encode())
        count += len(pending)
    return count


def _line(values: Sequence[str]) -> str:
    line = SEPARATOR.join([*values, ""])
    if line.count(SEPARATOR) != len(values) or "\n" in line or "\r" in line:
        raise UnwritableValue(line)
    return line
