"""One load at a time: whoever drives one holds the turn over all its transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from directory.errors import LoadAlreadyRunning
from directory.workflows.turns import take_turn

ONE_LOAD_AT_A_TIME: Final = 0x45585452  # key of the advisory lock, arbitrary


@contextmanager
def sole_driver() -> Iterator[None]:
    """Hold the turn for the duration of a block. Raises LoadAlreadyRunning."""
    with take_turn(ONE_LOAD_AT_A_TIME) as is_mine:
        if not is_mine:
            raise LoadAlreadyRunning
        yield
