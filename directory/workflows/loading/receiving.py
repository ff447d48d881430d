"""Files are given to the directory: one row each, in the order in which they must be taken."""

from datetime import datetime
from pathlib import Path

from directory.models import Account, ExtractLoad


def receive(
    *, paths: list[Path], now: datetime, loaded_by: Account | None = None, keep_copies: bool = False
) -> list[ExtractLoad]:
    """Note files to load, as one batch: activities, expertises, diplomas, restricted.

    keep_copies: the files will go (uploads); copies are kept until the loads end. A file that is no extract is a row
    REFUSED, and the rest of its batch waits. A file that an unfinished load holds already is that load.
    Raises OSError from the files.
    """
    raise NotImplementedError
