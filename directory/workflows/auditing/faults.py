"""What can be wrong with the audit trail, and what verifying it came to."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MOST: Final = 100  # faults that are told one by one; all are counted


class FaultKind(StrEnum):
    """What is wrong."""

    CHANGED = "changed"  # a line is not what was sealed
    REMOVED = "removed"  # a sealed line is gone, and no purge accounts for it
    REORDERED = "reordered"  # two lines, or two seals, stand in each other's place
    ADDED = "added"  # a line came in behind the trigger's back
    UNSEALED = "unsealed"  # a line waits too long: the sealer stands still
    VANISHED = "vanished"  # lines went before they were sealed
    SEAL_CHANGED = "seal_changed"
    SEAL_REMOVED = "seal_removed"
    SEAL_REPLACED = "seal_replaced"  # not the seal that the next one, or the log, knows
    TRUNCATED = "truncated"  # the log knows seals after the last one
    UNKNOWN_KEY = "unknown_key"  # sealed with a key that AUDIT_KEYS does not hold


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. seal, line: where, when it is somewhere."""

    kind: FaultKind
    seal: int | None = None
    line: int | None = None


@dataclass
class Verification:
    """What was read, and what was found: the first faults, in the order of the chain, and how many there are."""

    seal_count: int = 0
    line_count: int = 0
    purged_count: int = 0
    waiting_count: int = 0
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)

    def tell(self, kind: FaultKind, *, seal: int | None = None, line: int | None = None) -> None:
        """One more."""
        self.fault_count += 1
        if len(self.faults) < MOST:
            self.faults.append(Fault(kind, seal, line))
