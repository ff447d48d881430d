"""Run one merging statement and count what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.backends.utils import CursorWrapper

# What statements are given: the id of the load, the instant, the day; columns of a table that ships with us.
Params = Mapping[str, int | date | list[str | date | None]]


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

    def __add__(self, other: "Merged") -> "Merged":
        return Merged(
            created=self.created + other.created,
            updated=self.updated + other.updated,
            closed=self.closed + other.closed,
            removed=self.removed + other.removed,
        )


def merge(cursor: CursorWrapper, table: str, statement: str, params: Params) -> Merged:
    """Run an INSERT … ON CONFLICT and tell new rows from changed ones: a new one has no former version (xmax).

    table: where it writes. Its statistics are renewed, or the next statements would be planned for an empty one.
    """
    cursor.execute(
        f"""
        WITH merged AS ({statement} RETURNING (xmax = 0) AS is_new)
        SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM merged
        """,
        params,
    )
    created, updated = cursor.fetchone() or (0, 0)
    if created or updated:
        cursor.execute(f"ANALYZE {table}")
    return Merged(created=created, updated=updated)
