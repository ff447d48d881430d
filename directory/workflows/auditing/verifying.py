"""The whole trail is read again: each line, each seal, the chain between them, and what the log knows of it.

Memory is bounded: a few seals at once, however long the trail is. All of it is read in one state of the database.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from directory import journal
from directory.models import AuditCategory, AuditEvent, AuditSeal
from directory.workflows.auditing import macs
from directory.workflows.auditing.faults import FaultKind, Verification
from directory.workflows.auditing.logged import check_log
from directory.workflows.auditing.outside import check_outside
from directory.workflows.auditing.purging import purged_before
from directory.workflows.auditing.sealing import kind_of, lines_of, mac_of

VERIFIED: Final = "directory.audit_verified"
_LINES: Final = 2_000  # of the seals that are read at once, about
_COMPARED: Final = 50  # lines of one seal that are tried in each other's place

Line = dict[str, Any]


def verify(*, now: datetime, since: int = 1, told: Iterable[str] | None = None) -> Verification:
    """Read the trail from a seal on, and say what is wrong. A line of the trail keeps that, and when, it was.

    told: lines of the log in which seals were told; with it, a trail whose end was cut off is found out.
    """
    found = Verification()
    with _snapshot():
        _check_chain(found, since)
        check_outside(found, since=since, now=now)
        if told is not None:
            check_log(found, told, since=since)
    journal.record(
        action=VERIFIED,
        now=now,
        reason=found.faults[0].kind.value if found.faults else "",
        since=since,
        seals=found.seal_count,
        lines=found.line_count,
        purged=found.purged_count,
        faults=found.fault_count,
    )
    return found


@contextmanager
def _snapshot() -> Iterator[None]:
    """Lines that are sealed or purged meanwhile are where they were when it began."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _check_chain(found: Verification, since: int) -> None:
    before = AuditSeal.objects.filter(number=since - 1).first()
    previous = bytes(before.mac) if before else macs.FIRST if since == 1 else None
    purged = {kind_of(kind): instant for kind, instant in purged_before().items()}
    expected = since
    for batch in _batches(since):
        lines = _lines_of(batch)
        for seal in batch:
            if seal.number != expected:
                found.tell(FaultKind.SEAL_REMOVED, seal=expected)
                previous = None
            is_sound = _is_sound(found, seal, previous)
            if is_sound and seal.key_id in settings.AUDIT_KEYS:
                _check_lines(found, seal, lines, purged)
            previous, expected = bytes(seal.mac) if is_sound else None, seal.number + 1
            found.seal_count += 1


def _batches(since: int) -> Iterator[list[AuditSeal]]:
    batch: list[AuditSeal] = []
    held = 0
    for seal in AuditSeal.objects.filter(number__gte=since).order_by("number").iterator(chunk_size=50):
        batch.append(seal)
        held += len(seal.line_ids)
        if held >= _LINES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _lines_of(batch: list[AuditSeal]) -> dict[int, Line]:
    keys = [key for seal in batch for key in seal.line_ids]
    return {line["id"]: line for line in lines_of(keys)}


def _is_sound(found: Verification, seal: AuditSeal, previous: bytes | None) -> bool:
    """Whether the seal may be believed; without its key, only its place can be.

    previous: the MAC of the seal before; None where that one is not there, or cannot be believed.
    """
    key = settings.AUDIT_KEYS.get(seal.key_id)
    if key is None:
        found.tell(FaultKind.UNKNOWN_KEY, seal=seal.number)
    elif mac_of(seal, key) != bytes(seal.mac):
        found.tell(FaultKind.REORDERED if _stood_elsewhere(seal, key) else FaultKind.SEAL_CHANGED, seal=seal.number)
        return False
    if previous is not None and bytes(seal.previous_mac) != previous:
        found.tell(FaultKind.SEAL_REPLACED, seal=seal.number - 1)
    return True


def _stood_elsewhere(seal: AuditSeal, key: bytes) -> bool:
    """Whether it is right in the place after the seal that it names, wherever that one stands now."""
    before = AuditSeal.objects.filter(mac=bytes(seal.previous_mac)).values_list("number", flat=True)[:2]
    places = {place for number in [*before, 0] for place in (number - 1, number, number + 1, number + 2)}
    return any(mac_of(seal, key, number=place) == bytes(seal.mac) for place in places)


def _check_lines(found: Verification, seal: AuditSeal, lines: dict[int, Line], purged: dict[str, datetime]) -> None:
    key = settings.AUDIT_KEYS[seal.key_id]
    wrong: list[tuple[int, bytes]] = []
    for line_id, kind, mac in zip(seal.line_ids, seal.line_kinds, macs.split(seal.line_macs), strict=True):
        line = lines.get(line_id)
        if line is not None:
            found.line_count += 1
            if macs.line_mac(key, line) != mac:
                wrong.append((line_id, mac))
        elif kind in purged and seal.sealed_at < purged[kind]:
            found.purged_count += 1
        else:
            found.tell(FaultKind.REMOVED, seal=seal.number, line=line_id)
    others = [lines[line_id] for line_id, _ in wrong[:_COMPARED]]
    for line_id, mac in wrong:
        moved = any(macs.line_mac(key, {**other, "id": line_id}) == mac for other in others)
        found.tell(FaultKind.REORDERED if moved else FaultKind.CHANGED, seal=seal.number, line=line_id)


def last_verification() -> AuditEvent | None:
    """The line that the last one left."""
    return AuditEvent.objects.filter(action=VERIFIED, category=AuditCategory.ACT).order_by("-occurred_at").first()
