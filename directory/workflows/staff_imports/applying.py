"""A confirmed import is registered line by line, each in its own transaction, by the verbs of the single enrolment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from directory import permissions
from directory.errors import InvalidPractice, NotAllowed, PossibleDuplicate, RangeExhausted, UnknownPerson
from directory.models import (
    READY_LINES,
    Enrolment,
    MessageState,
    OutboundMessage,
    StaffImport,
    StaffImportLine,
    StaffImportState,
    StaffLineState,
)
from directory.policy import STAFF_IMPORT_MESSAGES
from directory.workflows.staff_imports.ground import ReadLine, read_lines
from directory.workflows.staff_imports.judging import registered_earlier
from directory.workflows.staff_imports.transitions import hold, move


@dataclass(frozen=True)
class Verbs:
    """What registers one person: the door passes the verbs of the single enrolment, which stand beside this one."""

    enrol: Callable[..., Enrolment]
    add_role: Callable[..., Enrolment]


def apply(import_id: int, *, limit: int, verbs: Verbs, now: datetime) -> int:
    """Register the next lines. Returns how many were treated; 0 while so many messages wait that codes would die."""
    if _messages_wait(now):
        return 0
    staff_import = StaffImport.objects.select_related("authority", "confirmed_by", "given_by").get(pk=import_id)
    lines = staff_import.lines.filter(state__in=READY_LINES).order_by("number")[:limit]
    account = staff_import.confirmed_by or staff_import.given_by
    found = read_lines(lines, account=account, authority=staff_import.authority, now=now)
    treated = 0
    for one in found:
        if not _apply_line(import_id, one, verbs, now):
            return treated
        treated += 1
    _finish(import_id, now)
    return treated


def _messages_wait(now: datetime) -> bool:
    due = OutboundMessage.objects.filter(state=MessageState.QUEUED, due_at__lte=now)
    return due.values("pk")[:STAFF_IMPORT_MESSAGES].count() >= STAFF_IMPORT_MESSAGES


def _apply_line(import_id: int, one: ReadLine, verbs: Verbs, now: datetime) -> bool:
    """False when the import does not go on: stopped by somebody, by a mandate that ended, or treated by another."""
    with transaction.atomic():
        held = hold(import_id, StaffImportState.CONFIRMED)
        if held is None or held.confirmed_by is None:
            return False
        line = held.lines.filter(pk=one.line.pk, state__in=READY_LINES).first()
        if line is None:
            return True
        if permissions.importing_authority(held.confirmed_by, held.authority_id, now) is None:
            return not _stop(held, "mandate", now)
        try:
            _register(held, line, one, verbs, now)
        except RangeExhausted:
            return not _stop(held, "range", now)
        line.save(update_fields=["state", "faults", "earlier", "enrolment", "strangers", "decided_by"])
        move(held.pk, StaffImportState.CONFIRMED, to=StaffImportState.CONFIRMED, now=now, attempt_count=0)
    return True


def _register(held: StaffImport, line: StaffImportLine, one: ReadLine, verbs: Verbs, now: datetime) -> None:
    """Write what became of the line on it. Raises RangeExhausted."""
    before = registered_earlier(held, [bytes(line.digest)], now=now).get(bytes(line.digest))
    if before is not None:
        line.state, line.earlier = StaffLineState.EARLIER, before
        return
    if one.value.faults:  # a structure that has left the authority since the line was checked, a code that was closed
        line.state, line.faults = StaffLineState.FAULTY, one.value.faults
        return
    try:
        line.enrolment = _call(held, line, one, verbs, now)
        line.state = StaffLineState.DONE
    except PossibleDuplicate:
        line.state, line.strangers, line.decided_by = StaffLineState.ALIKE, [], None
    except InvalidPractice as refusal:
        field, reason = str(refusal.params["field"]), str(refusal.params["reason"])
        is_there = reason == "already_open"
        line.state = StaffLineState.PRESENT if is_there else StaffLineState.FAULTY
        line.faults = {} if is_there else {field: reason}
    except UnknownPerson:
        line.state, line.faults = StaffLineState.FAULTY, {"rpps": "not_this_person"}
    except NotAllowed:
        line.state, line.faults = StaffLineState.FAULTY, {"structure": "structure_unknown"}


def _call(held: StaffImport, line: StaffImportLine, one: ReadLine, verbs: Verbs, now: datetime) -> Enrolment:
    origin = {"staff_import": held.pk, "line": line.number}
    if line.state == StaffLineState.KNOWN:
        return verbs.add_role(
            registrar=held.confirmed_by,
            practitioner_id=line.same_id,
            person=one.person,
            practice=one.practice,
            now=now,
            origin=origin,
        )
    return verbs.enrol(
        registrar=held.confirmed_by,
        person=one.person,
        practice=one.practice,
        now=now,
        strangers=frozenset(line.strangers),
        origin=origin,
    )


def _stop(held: StaffImport, reason: str, now: datetime) -> bool:
    return move(
        held.pk, StaffImportState.CONFIRMED, to=StaffImportState.STOPPED, now=now, stop_reason=reason, ended_at=now
    )


def _finish(import_id: int, now: datetime) -> None:
    with transaction.atomic():
        held = hold(import_id, StaffImportState.CONFIRMED)
        if held is not None and not held.lines.filter(state__in=READY_LINES).exists():
            move(held.pk, StaffImportState.CONFIRMED, to=StaffImportState.FINISHED, now=now, ended_at=now)
