"""The lines of an import are checked, a hundred at a time: the single enrolment's rules, and nothing is written of them
but what they would become.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directory import queries
from directory.codes import line_digest
from directory.errors import InvalidPractice
from directory.models import (
    CivilIdentity,
    PractitionerRole,
    StaffImport,
    StaffImportLine,
    StaffImportState,
    StaffLineState,
)
from directory.sheets.words import folded
from directory.vocabulary.codes import IdentifierType
from directory.workflows.practice_rules import check_birth_date, check_practice
from directory.workflows.similar_people import find_similar_to
from directory.workflows.staff_imports.ground import ReadLine, read_lines
from directory.workflows.staff_imports.transitions import hold, move

_JUDGED = ("state", "faults", "digest", "earlier", "same")


def check(import_id: int, *, limit: int, now: datetime) -> int:
    """Check the next lines; the last ones make the import CHECKED. Returns how many were checked."""
    with transaction.atomic():
        held = hold(import_id, StaffImportState.CHECKING)
        if held is None:
            return 0
        lines = list(held.lines.filter(state=StaffLineState.PENDING).order_by("number")[:limit])
        judge(held, lines, now=now)
        StaffImportLine.objects.bulk_update(lines, _JUDGED, batch_size=500)
        ended = not held.lines.filter(state=StaffLineState.PENDING).exists()
        move(
            held.pk,
            StaffImportState.CHECKING,
            to=StaffImportState.CHECKED if ended else StaffImportState.CHECKING,
            now=now,
            attempt_count=0,
        )
    return len(lines)


def judge(held: StaffImport, lines: list[StaffImportLine], *, now: datetime) -> None:
    """Say on each line what it would become; the rows are the caller's to write."""
    found = read_lines(lines, account=held.given_by, authority=held.authority, now=now)
    for one in found:
        one.line.faults = one.value.faults or faults_of_rules(one, now=now)
        one.line.state = StaffLineState.FAULTY if one.line.faults else StaffLineState.PENDING
        one.line.digest = b"" if one.line.faults else digest_of(one, held)
    sound = [one for one in found if not one.line.faults]
    _find_repeated(held, sound, now=now)
    for one in sound:
        if one.line.state == StaffLineState.PENDING:
            compare(one, held)


def faults_of_rules(one: ReadLine, *, now: datetime) -> dict[str, str]:
    """The first rule of the single enrolment that this line breaks."""
    today = timezone.localdate(now)
    try:
        check_birth_date(one.person.birth_date, today=today)
        check_practice(one.practice, today=today)
    except InvalidPractice as refusal:
        return {str(refusal.params["field"]): str(refusal.params["reason"])}
    return {}


def digest_of(one: ReadLine, held: StaffImport) -> bytes:
    """Of person, structure and role: a contact put right, or another start, is the same line."""
    person, practice = one.person, one.practice
    words = [
        folded(person.birth_family_name),
        " ".join(sorted(folded(person.given_names).split())),
        person.birth_date.isoformat(),
        str(practice.organization.pk),
        practice.role_code,
        practice.profession_code,
    ]
    return line_digest(settings.CODE_PEPPER, authority_id=held.authority_id, words=words)


def registered_earlier(held: StaffImport, digests: Iterable[bytes], *, now: datetime) -> dict[bytes, StaffImportLine]:
    """Lines of this authority's imports that were registered, and whose role still runs; by digest."""
    today = timezone.localdate(now)
    running = Q(enrolment__role__valid_until__isnull=True) | Q(enrolment__role__valid_until__gt=today)
    rows = StaffImportLine.objects.filter(
        running, digest__in=list(digests), state=StaffLineState.DONE, staff_import__authority=held.authority_id
    )
    return {bytes(row.digest): row for row in rows.order_by("pk")}


def compare(one: ReadLine, held: StaffImport) -> None:
    """Whether the directory knows this person, as a number and traits say; a number alone says nothing."""
    line = one.line
    alike = find_similar_to(one.person, is_test=held.authority.is_test)
    if one.value.rpps:
        known = queries.find_by_national_id(f"{IdentifierType.RPPS.value}{one.value.rpps}")
        if known is None or known.pk not in alike:
            line.state, line.faults = StaffLineState.FAULTY, {"rpps": "not_this_person"}
            return
        line.same = known
        line.state = StaffLineState.PRESENT if roles_held(one, [known.pk]) else StaffLineState.KNOWN
        return
    if not alike:
        line.state = StaffLineState.NEW
        return
    there = _same_traits(one, roles_held(one, alike))
    line.state = StaffLineState.PRESENT if there else StaffLineState.ALIKE


def roles_held(one: ReadLine, people: Iterable[int]) -> list[int]:
    """Whom of these people hold this role in this structure already."""
    practice = one.practice
    rows = PractitionerRole.objects.filter(
        exercise__practitioner__in=list(people),
        exercise__profession_code=practice.profession_code,
        organization=practice.organization,
        role_code=practice.role_code,
        valid_until__isnull=True,
    )
    return list(rows.values_list("exercise__practitioner_id", flat=True))


def _same_traits(one: ReadLine, people: list[int]) -> bool:
    """Whether one of these people has exactly the traits of the line; else somebody must look."""
    rows = CivilIdentity.objects.filter(practitioner__in=people, birth_date=one.person.birth_date)
    return any(
        folded(row.birth_family_name) == folded(one.person.birth_family_name)
        and set(folded(row.given_names).split()) == set(folded(one.person.given_names).split())
        for row in rows
    )


def _find_repeated(held: StaffImport, sound: list[ReadLine], *, now: datetime) -> None:
    """Lines that say what an earlier line of the file says, or one that was registered before."""
    digests = [bytes(one.line.digest) for one in sound]
    before = registered_earlier(held, digests, now=now)
    rows = held.lines.filter(digest__in=digests).exclude(state__in=[StaffLineState.PENDING, StaffLineState.TWICE])
    first = {bytes(row.digest): row for row in rows.order_by("-number")}
    for one in sound:
        digest = bytes(one.line.digest)
        if digest in before:
            one.line.state, one.line.earlier = StaffLineState.EARLIER, before[digest]
        elif digest in first:
            one.line.state, one.line.earlier = StaffLineState.TWICE, first[digest]
        else:
            first[digest] = one.line
