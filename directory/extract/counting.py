"""Rows that statements of a load changed."""

from dataclasses import dataclass


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
