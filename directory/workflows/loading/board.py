"""What others see of a load while its great transaction runs: told through a connection of its own."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from directory.extract.plan import Comparison
from directory.models import LoadState
from directory.workflows.loading.outcome import Progress
from directory.workflows.loading.transitions import LoadLost

_SECONDS_BETWEEN: Final = 0.5

_TELL: Final = "UPDATE directory_extractload SET progress = %s::jsonb WHERE id = %s"
_COMPARED: Final = """
UPDATE directory_extractload SET state = %s, comparison = %s::jsonb WHERE id = %s AND state IN ('STAGED', 'COMPARED')
"""


class Board:
    """Where one load says how far it is. In a transaction of the caller nobody else could see it: nothing is told."""

    def __init__(self, load_id: int, own: BaseDatabaseWrapper | None, progress: Progress | None) -> None:
        self._load_id = load_id
        self._own = own
        self._progress = progress
        self._told: tuple[str, float] = ("", 0.0)

    def tell(self, step: str, done: int = 0, total: int = 0) -> None:
        """Say which step runs, how many are done, and of how many."""
        if self._progress is not None:
            self._progress(step, done, total)
        last_step, last_time = self._told
        if self._own is None or (step == last_step and time.monotonic() - last_time < _SECONDS_BETWEEN):
            return
        self._told = (step, time.monotonic())
        with self._own.cursor() as cursor:
            cursor.execute(_TELL, [json.dumps({"step": step, "done": done, "total": total}), self._load_id])

    def show_comparison(self, comparison: Comparison) -> None:
        """The load is compared, for all to see. Raises LoadLost when somebody ended it meanwhile."""
        with (self._own or connection).cursor() as cursor:
            cursor.execute(_COMPARED, [LoadState.COMPARED.value, json.dumps(comparison.as_json), self._load_id])
            if cursor.rowcount != 1:
                raise LoadLost


@contextmanager
def open_board(load_id: int, progress: Progress | None) -> Iterator[Board]:
    """A board for the duration of a block, with a connection of its own."""
    own = None if connection.in_atomic_block else connection.copy()
    try:
        yield Board(load_id, own, progress)
    finally:
        if own is not None:
            own.close()
