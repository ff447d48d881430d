"""A step of verifying: lines that no seal holds."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection

from directory.models import AuditEvent, AuditSeal, AuditWaiting
from directory.policy import AUDIT_SEALED_WITHIN
from directory.workflows.auditing.faults import MOST, FaultKind, Verification
from directory.workflows.auditing.sealing import LINES_MISSING

_SKEW: Final = timedelta(days=1)  # clocks of machines differ by less

_ADDED = """
SELECT event.id FROM directory_auditevent event
WHERE event.occurred_at >= %(since)s
  AND NOT EXISTS (
      SELECT FROM (
          SELECT unnest(line_ids) AS id FROM directory_auditseal WHERE sealed_at >= %(seals_since)s) AS sealed
      WHERE sealed.id = event.id)
  AND NOT EXISTS (SELECT FROM directory_auditwaiting waiting WHERE waiting.event_id = event.id)
ORDER BY event.id LIMIT %(most)s
"""


def check_outside(found: Verification, *, since: int, now: datetime) -> None:
    """Lines added behind the trigger's back, lines that wait too long, lines that went before they were sealed."""
    start = _start(since)
    with connection.cursor() as cursor:
        cursor.execute(_ADDED, {"since": start, "seals_since": start - _SKEW, "most": MOST})
        for (line_id,) in cursor.fetchall():
            found.tell(FaultKind.ADDED, line=line_id)
    found.waiting_count = AuditWaiting.objects.count()
    late = AuditWaiting.objects.filter(waits_since__lt=now - AUDIT_SEALED_WITHIN).order_by("event_id")
    for line_id in late.values_list("event_id", flat=True)[:MOST]:
        found.tell(FaultKind.UNSEALED, line=line_id)
    missing = AuditEvent.objects.filter(action=LINES_MISSING, occurred_at__gte=start).order_by("pk")
    for line_id in missing.values_list("pk", flat=True)[:MOST]:
        found.tell(FaultKind.VANISHED, line=line_id)


def _start(since: int) -> datetime:
    """Lines that occurred from then on are in the seals that are verified, or in none."""
    before = AuditSeal.objects.filter(number=since - 1).values_list("sealed_at", flat=True).first()
    return before if before is not None else datetime(1970, 1, 1, tzinfo=UTC)
