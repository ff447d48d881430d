"""A step of verifying: what the log was told of seals is what the table holds."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from directory.models import AuditSeal
from directory.workflows.auditing.faults import FaultKind, Verification

_AT_ONCE: Final = 1_000  # told seals that are looked up together
_LONGEST: Final = 10_000  # characters of a line that can tell a seal


def check_log(found: Verification, told: Iterable[str], *, since: int) -> None:
    """Each seal that the log tells, from that number on, is there, and is the same."""
    last = AuditSeal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    seals = (seal for seal in map(_read, told) if seal is not None and seal[0] >= since)
    while batch := list(islice(seals, _AT_ONCE)):
        rows = AuditSeal.objects.filter(number__in={number for number, _ in batch}).values_list("number", "mac")
        held = {number: bytes(mac).hex() for number, mac in rows}
        for number, mac in sorted(set(batch)):
            if number > last:
                found.tell(FaultKind.TRUNCATED, seal=number)
            elif number not in held:
                found.tell(FaultKind.SEAL_REMOVED, seal=number)
            elif held[number] != mac:
                found.tell(FaultKind.SEAL_REPLACED, seal=number)


def tells_seals(lines: Iterable[str]) -> Iterator[str]:
    """Of the lines of a log, those that tell a seal."""
    return (line for line in lines if _read(line) is not None)


def _read(line: str) -> tuple[int, str] | None:
    """Number and MAC; None for a line about something else. Whatever the collector of logs wrote before is skipped."""
    place = line.find('{"number"')
    if place < 0 or len(line) > _LONGEST:
        return None
    try:
        told, _ = json.JSONDecoder().raw_decode(line, place)
        number, mac = told["number"], told["mac"]
    except (ValueError, KeyError, RecursionError):
        return None
    return (number, mac) if type(number) is int and 0 < number < 2**63 and isinstance(mac, str) else None
