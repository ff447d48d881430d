"""How the seals stand: what a page shows without reading the trail again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from directory.models import AuditSeal, AuditWaiting
from directory.policy import AUDIT_SEALED_WITHIN

_MOST: Final = 10_000  # waiting lines that are counted


@dataclass(frozen=True)
class SealsState:
    """last: the last seal, or None. is_late: a line has waited longer than it should."""

    last: AuditSeal | None
    waiting_count: int
    is_late: bool


def seals_state(now: datetime) -> SealsState:
    """Three small queries."""
    waiting = AuditWaiting.objects.all()
    return SealsState(
        last=AuditSeal.objects.only("number", "sealed_at").order_by("-number").first(),
        waiting_count=waiting[:_MOST].count(),
        is_late=waiting.filter(waits_since__lt=now - AUDIT_SEALED_WITHIN).exists(),
    )
