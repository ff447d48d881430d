"""A registrar compares a line with the people alike: it is one of them, or another person."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from directory import journal, permissions
from directory.errors import NotAllowed, PossibleDuplicate, StaffImportRefused, UnknownPerson
from directory.models import READY_LINES, Account, StaffImport, StaffImportLine, StaffLineState
from directory.workflows.similar_people import find_similar_to
from directory.workflows.staff_imports.deciding import WAITING
from directory.workflows.staff_imports.ground import ReadLine, read_lines
from directory.workflows.staff_imports.judging import roles_held

# Lines that wait to be compared, and those whose answer may still be another
TO_COMPARE = Q(state=StaffLineState.ALIKE) | Q(state__in=READY_LINES, decided_by__isnull=False)


def people_alike(line: StaffImportLine, *, account: Account, now: datetime) -> tuple[ReadLine, list[int]]:
    """The line as this account may register it, and the keys of the people alike at this instant.

    Raises StaffImportRefused (gone).
    """
    staff_import = line.staff_import
    if not line.sealed:
        raise StaffImportRefused(reason="gone")
    one = read_lines([line], account=account, authority=staff_import.authority, now=now)[0]
    if one.value.faults:
        raise StaffImportRefused(reason="moved_on")
    return one, find_similar_to(one.person, is_test=staff_import.authority.is_test)


def is_same_person(*, line_id: int, account: Account, practitioner_id: int, now: datetime) -> None:
    """The line is this known person: their role will be added. Raises NotAllowed, UnknownPerson, StaffImportRefused."""

    def answer(line: StaffImportLine, one: ReadLine, alike: list[int]) -> dict[str, object]:
        if practitioner_id not in alike:
            raise UnknownPerson
        is_there = bool(roles_held(one, [practitioner_id]))
        state = StaffLineState.PRESENT if is_there else StaffLineState.KNOWN
        return {"state": state, "same_id": practitioner_id, "strangers": []}

    _decide(line_id, account, answer, now, practitioner_id=practitioner_id)


def is_another_person(*, line_id: int, account: Account, strangers: frozenset[int], now: datetime) -> None:
    """The line is none of these people: a person will be registered.

    strangers: keys of the people who were compared. Raises NotAllowed, PossibleDuplicate (somebody alike was not among
    them), StaffImportRefused.
    """

    def answer(line: StaffImportLine, one: ReadLine, alike: list[int]) -> dict[str, object]:
        if not set(alike) <= strangers:
            raise PossibleDuplicate(practitioner_ids=alike)
        return {"state": StaffLineState.NEW, "same_id": None, "strangers": sorted(alike)}

    _decide(line_id, account, answer, now, practitioner_id=None)


def _decide(
    line_id: int,
    account: Account,
    answer: Callable[[StaffImportLine, ReadLine, list[int]], dict[str, object]],
    now: datetime,
    *,
    practitioner_id: int | None,
) -> None:
    line = StaffImportLine.objects.select_related("staff_import__authority").filter(pk=line_id).first()
    if line is None or permissions.importing_authority(account, line.staff_import.authority_id, now) is None:
        raise NotAllowed
    with transaction.atomic():
        held = StaffImport.objects.select_for_update(of=("self",)).get(pk=line.staff_import_id)
        if held.state not in WAITING:
            raise StaffImportRefused(reason="moved_on")
        one, alike = people_alike(line, account=account, now=now)
        values = answer(line, one, alike)
        if StaffImportLine.objects.filter(TO_COMPARE, pk=line.pk).update(decided_by=account, **values) != 1:
            raise StaffImportRefused(reason="moved_on")
        journal.record(
            action="directory.staff_line_compared",
            now=now,
            actor=account,
            practitioner_id=practitioner_id,
            subject=held,
            mandate=permissions.acting_mandate(account, line.staff_import.authority, now),
            line=line.number,
            compared_with=[str(key) for key in alike],
        )
