"""Refused lines, all of them, in bounded memory: noted in a file while a file is read, then sent to the database."""

import tempfile
from types import TracebackType
from typing import IO, Final, Self

from django.db.backends.utils import CursorWrapper

from directory.extract.reader import LineFault, Refusals

_IN_MEMORY: Final = 1 << 20  # bytes; more go to a temporary file
_BLOCK: Final = 1 << 20


class RefusalSpool(Refusals):
    """What a reader notes its refusals in: counted and kept aside, not in memory. Use as a context manager."""

    def __init__(self) -> None:
        super().__init__()
        self._file: IO[str] = tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, number: int, fault: LineFault, national_id: str = "") -> None:
        """Note one more line."""
        self.count += 1
        owner = national_id if national_id.isprintable() and "|" not in national_id else ""
        self._file.write(f"{number}|{fault}|{owner}\n")

    def send(self, cursor: CursorWrapper) -> None:
        """Add them to the table `refused`."""
        self._file.seek(0)
        with cursor.copy(
            r"COPY loading.refused FROM STDIN WITH (FORMAT csv, DELIMITER '|', QUOTE E'\x01', NULL E'\x02')"
        ) as copy:
            while block := self._file.read(_BLOCK):
                copy.write(block)
