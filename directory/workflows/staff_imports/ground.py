"""What lines are read against: codes that may be given, structures of the authority; and the values read so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from directory import permissions
from directory.models import Account, Concept, Organization, RegistrationAuthority, StaffImportLine
from directory.policy import EARLIEST_START, LATEST_START
from directory.sheets.cells import Vocabulary, structure_key
from directory.sheets.sealing import unseal_cells
from directory.sheets.staff import ACTIVITY_KINDS, PROFESSIONS, ROLES, StaffLine, preview
from directory.workflows.applicant import Person, Practice


@dataclass(frozen=True)
class ReadLine:
    """A line with its values. place: the structure, where the line names one that may be filled."""

    line: StaffImportLine
    value: StaffLine
    place: Organization | None

    @property
    def person(self) -> Person:
        """Who, of a line without fault."""
        value = self.value
        if value.birth_date is None:
            raise ValueError("a line with faults is nobody")
        return Person(
            birth_family_name=value.birth_family_name,
            given_names=value.given_names,
            birth_date=value.birth_date,
            sex_code=value.sex_code,
            email=value.email,
            mobile=value.mobile,
            practice_family_name=value.practice_family_name,
        )

    @property
    def practice(self) -> Practice:
        """What they do and where, of a line without fault."""
        value = self.value
        if value.start_date is None or self.place is None:
            raise ValueError("a line with faults is no practice")
        return Practice(
            organization=self.place,
            role_code=value.role_code,
            activity_kind_code=value.activity_kind_code,
            start_date=value.start_date,
            profession_code=value.profession_code,
        )


def read_lines(
    lines: Iterable[StaffImportLine], *, account: Account, authority: RegistrationAuthority, now: datetime
) -> list[ReadLine]:
    """The values of these lines, in order. As many queries for a hundred lines as for one.

    account: who registers for the authority; a structure that is not theirs to fill is unknown.
    """
    kept = list(lines)
    cells = [unseal_cells(line.sealed) for line in kept]
    structures, only, places = _structures(permissions.structures_to_fill(account, authority, now), cells)
    values = preview(cells, vocabulary=_vocabulary(now), structures=structures, only=only)
    return [ReadLine(line, value, places.get(value.structure or 0)) for line, value in zip(kept, values, strict=True)]


def _structures(
    own: QuerySet[Organization], cells: list[dict[str, str]]
) -> tuple[dict[str, int], int | None, Mapping[int, Organization]]:
    """Of these structures, by the numbers typed; and the only one, if it is alone. A number of two is none's."""
    typed = {structure_key(cell["structure"]) for cell in cells if cell.get("structure")}
    numbered = Q(finess__in=typed) | Q(siret__in=typed) | Q(technical_id__in=typed)
    found = {row.pk: row for row in own.filter(numbered)} if typed else {}
    first_two = list(own.order_by("pk")[:2])
    only = first_two[0] if len(first_two) == 1 else None
    if only is not None:
        found[only.pk] = only
    keys: dict[str, set[int]] = {}
    for row in found.values():
        for number in (row.finess, row.siret, row.technical_id):
            if number:
                keys.setdefault(structure_key(number), set()).add(row.pk)
    named = {number: pks.copy().pop() for number, pks in keys.items() if len(pks) == 1}
    return named, (only.pk if only is not None else None), found


def _vocabulary(now: datetime) -> Vocabulary:
    """What may be typed for codes: those open on some day that may be entered; rules judge the day."""
    today = timezone.localdate(now)
    first, last = today - EARLIEST_START, today + LATEST_START + timedelta(days=1)
    rows = Concept.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=last),
        Q(valid_until__isnull=True) | Q(valid_until__gt=first),
        table__in=[ROLES, PROFESSIONS, ACTIVITY_KINDS],
    )
    tables: dict[str, list[tuple[str, str]]] = {}
    for table, code, label in rows.values_list("table", "code", "label"):
        tables.setdefault(table, []).append((code, label))
    return Vocabulary.of(tables)
