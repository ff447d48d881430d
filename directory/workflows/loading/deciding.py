"""What an operator decides of a load: compare again, go on whatever it changes, or give up. Each with a reason."""

from datetime import datetime

from directory.models import Account, ExtractLoad


def resume(*, load_id: int, account: Account | None, reason: str, now: datetime) -> ExtractLoad:
    """A paused load is compared again when it is next driven; the limits apply. account: None, the command line.

    Raises NotAllowed, LoadNotPaused.
    """
    raise NotImplementedError


def force(*, load_id: int, account: Account | None, reason: str, now: datetime) -> ExtractLoad:
    """A paused load is applied when it is next driven, whatever it changes. Raises NotAllowed, LoadNotPaused."""
    raise NotImplementedError


def abandon(*, load_id: int, account: Account | None, reason: str, now: datetime) -> ExtractLoad:
    """A load that is not applied yet never will be. Raises NotAllowed, LoadNotPaused (it has ended, or is applied)."""
    raise NotImplementedError
