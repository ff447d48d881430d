"""Run one merging statement and count what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.backends.utils import CursorWrapper

Params = Mapping[str, int | date]  # what statements of a load are given: its id, the instant, the day


@dataclass(frozen=True, slots=True)
class Merged:
    """Rows that a statement created, updated, closed or removed; rows already as they should be count nowhere."""

    created: int = 0
    updated: int = 0
    closed: int = 0
    removed: int = 0

    @property
    def total(self) -> int:
        """All rows that changed."""
        return self.created + self.updated + self.closed + self.removed


def merge(cursor: CursorWrapper, statement: str, params: Params) -> Merged:
    """Run an INSERT … ON CONFLICT and tell new rows from changed ones: a new one has no former version (xmax)."""
    cursor.execute(
        f"""
        WITH merged AS ({statement} RETURNING (xmax = 0) AS is_new)
        SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM merged
        """,
        params,
    )
    created, updated = cursor.fetchone() or (0, 0)
    return Merged(created=created, updated=updated)
