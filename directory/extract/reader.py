"""Read an official extract in bounded memory: encoding found, malformed lines set aside with their number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from directory.errors import UnreadableExtract
from directory.extract.columns import SEPARATOR
from directory.extract.layouts import FIELDS_OF, FileKind, Layout, kind_of_file_name, read_header

BLOCK_SIZE: Final = 1024 * 1024  # bytes
KEPT_REFUSALS: Final = 1_000  # the others are counted only
OWNER_LENGTH: Final = 40  # characters; of a national identifier
LINE_LIMIT: Final = 64 * 1024  # bytes; a file without line ends is not read whole to find its first one
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
# Control characters, of which the format has no use; the load relies on their absence.
_CONTROLS: Final = tuple(map(chr, [*range(0x09), 0x0B, 0x0C, 0x0D, *range(0x0E, 0x20), 0x7F]))


class LineFault(StrEnum):
    """Why a line, or a value of it, could not be used. The reader finds the first three, the load the others."""

    FIELD_COUNT = "field_count"
    ENCODING = "encoding"
    CONTROL_CHARACTER = "control_character"

    NO_IDENTIFIER = "no_identifier"
    MALFORMED_IDENTIFIER = "malformed_identifier"
    NO_AUTHORITY = "no_authority"
    TOO_LONG = "too_long"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_EXERCISE = "unknown_exercise"
    NOTHING_SAID = "nothing_said"

    # The line is used, this value of it is not.
    MALFORMED_DATE = "malformed_date"
    MALFORMED_EMAIL = "malformed_email"
    MALFORMED_MOBILE = "malformed_mobile"
    MALFORMED_OTHER_IDENTIFIER = "malformed_other_identifier"
    OTHER_IDENTIFIER_TAKEN = "other_identifier_taken"


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line left out. number: 1 is the header. national_id: whose line it was, empty where it does not say."""

    number: int
    fault: LineFault
    national_id: str = ""


@dataclass(slots=True)
class Refusals:
    """Lines left out: all of them counted, the first ones kept."""

    count: int = 0
    lines: list[RefusedLine] = field(default_factory=list)

    @property
    def are_all_kept(self) -> bool:
        """Whether `lines` names every refused line."""
        return self.count == len(self.lines)

    def add(self, number: int, fault: LineFault, national_id: str = "") -> None:
        """Note one more line."""
        self.count += 1
        if len(self.lines) < KEPT_REFUSALS:
            self.lines.append(RefusedLine(number, fault, national_id))


class ExtractReader:
    """An official file. Use as a context manager; `blocks` and `rows` read it once, from the first line of data.

    The encoding is UTF-8 (with or without mark) or Latin-1: the header, which is full of accents, tells which.
    Raises UnreadableExtract on entering.
    """

    layout: Layout
    encoding: str

    def __init__(self, path: Path) -> None:
        self.path = path
        self.refusals = Refusals()
        self.line_count = 0  # lines of data met so far, refused ones included
        self._file: BufferedReader

    def __enter__(self) -> Self:
        self._file = self.path.open("rb")
        try:
            self._read_first_line()
        except UnreadableExtract:
            self._file.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @property
    def kind(self) -> FileKind:
        """Which official file it is."""
        return self.layout.kind

    def blocks(self) -> Iterator[list[tuple[int, str]]]:
        """Well-formed lines in blocks of about 1 MiB: number and text, in the file's order, last separator removed."""
        rest = b""
        number = 2
        while chunk := self._file.read(BLOCK_SIZE):
            end = chunk.rfind(b"\n")
            if end < 0:
                rest += chunk
                if len(rest) > BLOCK_SIZE:
                    rest = rest[:LINE_LIMIT]  # an endless line: it cannot be right, and must not fill the memory
                continue
            block = rest + chunk[:end]
            rest = chunk[end + 1 :]
            yield self._checked(block, number)
            number += block.count(b"\n") + 1
        if rest:
            yield self._checked(rest, number)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Well-formed lines as tuples in the order of FIELDS_OF the kind; a column that the file lacks is empty."""
        fields = self.layout.fields
        positions = [fields.index(name) if name in fields else None for name in FIELDS_OF[self.kind]]
        for block in self.blocks():
            for _number, line in block:
                values = line.split(SEPARATOR)
                yield tuple("" if position is None else values[position] for position in positions)

    def _read_first_line(self) -> None:
        first = self._file.readline(LINE_LIMIT).removeprefix(_BYTE_ORDER_MARK)
        try:
            text, self.encoding = first.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            text, self.encoding = first.decode("latin-1"), "latin-1"
        self.layout = read_header(text, named=kind_of_file_name(self.path.name))

    def _checked(self, block: bytes, first_number: int) -> list[tuple[int, str]]:
        """The good lines of a block that ends without its last line end; nearly always, all of them."""
        text = self._decoded(block)
        if text is not None:
            lines = text.split("\n")
            separators = len(self.layout.fields)
            if all(line.count(SEPARATOR) == separators and line[-1] == SEPARATOR for line in lines):
                self.line_count += len(lines)
                return list(enumerate([line[:-1] for line in lines], first_number))
            return self._sorted_out(lines, first_number)
        decoded = [self._decoded_line(line, number) for number, line in enumerate(block.split(b"\n"), first_number)]
        return self._sorted_out(decoded, first_number)

    def _sorted_out(self, lines: Sequence[str | None], first_number: int) -> list[tuple[int, str]]:
        self.line_count += len(lines)
        separators = len(self.layout.fields)
        good: list[tuple[int, str]] = []
        for number, line in enumerate(lines, first_number):
            if line is None:
                continue
            count = line.count(SEPARATOR)
            if count == separators and line[-1] == SEPARATOR:
                good.append((number, line[:-1]))
            elif count == separators - 1:
                good.append((number, line))
            elif line:
                self.refusals.add(number, LineFault.FIELD_COUNT, self._owner(line))
            else:
                self.line_count -= 1  # an empty line says nothing
        return good

    def _decoded(self, block: bytes) -> str | None:
        """The text of a block, with line feeds alone; None when a line of it cannot be read."""
        try:
            text = block.decode(self.encoding)
        except UnicodeDecodeError:
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n").removesuffix("\r")
        return None if any(control in text for control in _CONTROLS) else text

    def _decoded_line(self, line: bytes, number: int) -> str | None:
        try:
            text = line.decode(self.encoding).removesuffix("\r")
        except UnicodeDecodeError:
            self.refusals.add(number, LineFault.ENCODING, self._owner(line.decode("latin-1")))
            return None
        if any(control in text for control in _CONTROLS):
            self.refusals.add(number, LineFault.CONTROL_CHARACTER, self._owner(text))
            return None
        return text

    def _owner(self, line: str) -> str:
        """Whose line it seems to be."""
        values = line.split(SEPARATOR)
        position = self.layout.fields.index("national_id")
        return values[position][:OWNER_LENGTH] if position < len(values) else ""
