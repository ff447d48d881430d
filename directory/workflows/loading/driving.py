"""A load is driven from where it stands to its end, or to the decision that it waits for."""

from datetime import datetime
from pathlib import Path

from directory.workflows.loading.outcome import LoadOutcome, Progress


def advance(*, load_id: int, now: datetime, progress: Progress | None = None) -> LoadOutcome:
    """Drive one load as far as it goes; safe to call again after any accident. Raises LoadAlreadyRunning."""
    raise NotImplementedError


def advance_all(*, now: datetime) -> int:
    """Drive the loads that can move, oldest first; a paused or refused load holds the rest of its batch.

    Returns how many moved; 0 when another process drives one.
    """
    raise NotImplementedError


def rehearse(*, path: Path, now: datetime, progress: Progress | None = None) -> LoadOutcome:
    """Do everything and undo it: the outcome of a load, without one. Raises UnreadableExtract, LoadAlreadyRunning."""
    raise NotImplementedError
