"""Lines that wait are sealed: one batch, one seal, chained to the one before; each seal is also told to the log.

The log leaves the machine by its own way: whoever cuts the end of the table off cannot cut it off there.
"""

import json
import logging
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from directory import journal
from directory.models import AuditEvent, AuditSeal
from directory.policy import AUDIT_SEAL_LINES
from directory.workflows.auditing import macs
from directory.workflows.turns import has_turn

ONE_AT_A_TIME: Final = 0x5EA1  # key of the advisory lock, arbitrary
LINES_MISSING: Final = "directory.audit_lines_missing"
MOST_TOLD: Final = 50  # numbers of missing lines that one line tells
_KEYS: Final = "SELECT unnest(%s::bigint[])"  # a thousand keys as one value: no statement of a thousand parts
_TAKE: Final = """
DELETE FROM directory_auditwaiting
WHERE event_id IN (SELECT event_id FROM directory_auditwaiting ORDER BY event_id LIMIT %s)
RETURNING event_id
"""
_KINDS: Final = {"ACT": "A", "SIGN_IN": "S", "READING": "L", "REFUSAL": "R"}

seals = logging.getLogger("audit.seal")


def seal_waiting(*, now: datetime, limit: int = AUDIT_SEAL_LINES) -> int:
    """Seal at most `limit` of the lines whose transactions are over; how many were. 0 too while another one seals.

    Lines are visible here when they are committed, and not before; those of a transaction that still runs wait for the
    next round, whatever their numbers.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not has_turn(ONE_AT_A_TIME):
            return 0
        cursor.execute(_TAKE, [limit])
        waiting = [key for (key,) in cursor.fetchall()]
        lines = lines_of(waiting)
        if missing := sorted(set(waiting) - {line["id"] for line in lines}):
            _tell_missing(missing, now)
        if lines:
            seal = _seal(lines, now)
            transaction.on_commit(partial(_tell, seal))
    return len(lines)


def _tell_missing(keys: list[int], now: datetime) -> None:
    """A line that waits was committed; one that is not there any more was taken out behind the trigger's back."""
    shown = [str(key) for key in keys[:MOST_TOLD]]
    journal.record(action=LINES_MISSING, now=now, count=len(keys), lines=shown)


def _seal(lines: list[dict[str, Any]], now: datetime) -> AuditSeal:
    key_id, key = list(settings.AUDIT_KEYS.items())[-1]
    before = AuditSeal.objects.order_by("-number").first()
    seal = AuditSeal(
        number=before.number + 1 if before else 1,
        line_ids=[line["id"] for line in lines],
        line_kinds="".join(kind_of(str(line["category"])) for line in lines),
        line_macs=b"".join(macs.line_mac(key, line) for line in lines),
        previous_mac=bytes(before.mac) if before else macs.FIRST,
        key_id=key_id,
        sealed_at=now,
    )
    seal.mac = mac_of(seal, key)
    seal.save(force_insert=True)
    return seal


def lines_of(keys: list[int]) -> list[dict[str, Any]]:
    """The lines of these numbers that are there, by number, with the values that are sealed."""
    rows = AuditEvent.objects.filter(pk__in=RawSQL(_KEYS, [keys]))  # noqa: S611  # a constant, and keys of ours
    return [dict(line) for line in rows.order_by("pk").values(*macs.COLUMNS)]


def mac_of(seal: AuditSeal, key: bytes, *, number: int | None = None) -> bytes:
    """What the seal's own MAC must be; number: if it stood there."""
    return macs.seal_mac(
        key,
        number=seal.number if number is None else number,
        key_id=seal.key_id,
        sealed_at=seal.sealed_at,
        previous_mac=seal.previous_mac,
        line_ids=seal.line_ids,
        line_kinds=seal.line_kinds,
        line_macs=seal.line_macs,
    )


def kind_of(category: str) -> str:
    """The letter by which a seal remembers the category of a line."""
    return _KINDS.get(category, "?")


def _tell(seal: AuditSeal) -> None:
    told = {"number": seal.number, "count": len(seal.line_ids), "mac": bytes(seal.mac).hex()}
    seals.info(json.dumps(told))
