"""Lines older than their category keeps are removed. Their seals stay, with the MAC of each line: the chain holds.

A purge says what it removed in a line of its own, with a MAC: a hole that no purge accounts for is a removed line.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from directory import journal
from directory.models import AuditCategory, AuditEvent, AuditSeal
from directory.policy import AUDIT_PURGE_SEALS
from directory.workflows.auditing import macs
from directory.workflows.turns import has_turn

PURGED: Final = "directory.audit_purged"
_ONE_AT_A_TIME: Final = 0x50A6  # key of the advisory lock, arbitrary
_SKEW: Final = timedelta(days=1)  # clocks of machines differ by less: a line is never sealed longer before it occurred

_DELETE = """
DELETE FROM directory_auditevent event
USING (SELECT unnest(line_ids) AS id FROM directory_auditseal WHERE number = ANY(%(seals)s)) AS sealed
WHERE event.id = sealed.id AND event.category = %(category)s
"""


def purge(*, now: datetime) -> int:
    """Remove what is older than AUDIT_DAYS keeps it; how many lines were. Safe to run twice, and to stop half-way."""
    removed = 0
    for category, days in settings.AUDIT_DAYS.items():
        while count := _purge(AuditCategory(category), now - timedelta(days=days), now):
            removed += count
    return removed


def _purge(category: AuditCategory, cutoff: datetime, now: datetime) -> int:
    """One transaction: the lines of this category of the oldest seals of before `cutoff`, and the line that says so."""
    oldest = AuditEvent.objects.filter(category=category).order_by("occurred_at").values_list("occurred_at", flat=True)
    since = oldest.first()
    if since is None or since >= cutoff:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        if not has_turn(_ONE_AT_A_TIME):
            return 0
        rows = AuditSeal.objects.filter(sealed_at__gte=since - _SKEW, sealed_at__lt=cutoff).order_by("sealed_at")
        seals = list(rows.values_list("number", "sealed_at")[:AUDIT_PURGE_SEALS])
        cursor.execute("SELECT set_config('directory.audit_purge', %s, true)", [category.value])
        cursor.execute(_DELETE, {"seals": [number for number, _ in seals], "category": category.value})
        removed = int(cursor.rowcount)
        cursor.execute("SELECT set_config('directory.audit_purge', '', true)")
        if removed:
            _tell(category, before=seals[-1][1] + timedelta(microseconds=1), count=removed, now=now)
    return removed


def _tell(category: AuditCategory, *, before: datetime, count: int, now: datetime) -> None:
    """before: of every seal earlier than this instant, the lines of this category may be missing."""
    key_id, key = list(settings.AUDIT_KEYS.items())[-1]
    journal.record(
        action=PURGED,
        now=now,
        kind=category.value,
        before=before.isoformat(),
        count=count,
        key=key_id,
        mac=macs.purge_mac(key, category=category.value, before=before.isoformat()),
    )


def purged_before() -> dict[str, datetime]:
    """By category, the instant before which lines of a seal may be missing. What carries no right MAC says nothing."""
    found: dict[str, datetime] = {}
    said = AuditEvent.objects.filter(action=PURGED).values_list("details", flat=True)
    for details in said.iterator():
        before = _before(details)
        if before is not None:
            kind = details["kind"]
            found[kind] = max(before, found.get(kind, before))
    return found


def _before(details: object) -> datetime | None:
    if not isinstance(details, dict):
        return None
    kind, before, mac = (str(details.get(name, "")) for name in ("kind", "before", "mac"))
    key = settings.AUDIT_KEYS.get(str(details.get("key", "")))
    if key is None or mac != macs.purge_mac(key, category=kind, before=before):
        return None
    return datetime.fromisoformat(before)
