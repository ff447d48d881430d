"""What became of a person's record: every change of what the directory says of them, from the database's own history.

The database keeps the former version of each row that changes or goes; rows that appear leave nothing there: they name
the load or the registration that brought them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from django.apps import apps
from django.db.models import Model, Q

from directory.models import (
    Account,
    CivilIdentity,
    Diploma,
    Enrolment,
    Expertise,
    ExtractLoad,
    FormerIdentifier,
    Mailbox,
    PracticeAuthorization,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    SmartCard,
)

_MOST: Final = 2_000  # former versions of one kind of row of one person that are looked at, latest first
_UNKNOWN: Final = datetime.min.replace(tzinfo=UTC)  # when a row appeared is found out later
_OF_PERSON: Final[tuple[type[Model], ...]] = (
    ProfessionalExercise,
    Diploma,
    PracticeAuthorization,
    Mailbox,
    SmartCard,
    FormerIdentifier,
)
_OF_EXERCISE: Final[tuple[type[Model], ...]] = (Expertise, PractitionerRole)


class ChangeKind(StrEnum):
    """What happened to a row."""

    CREATED = "created"
    UPDATED = "updated"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that changed. before, after: its versions (a row or a former version: the same columns), None: none."""

    model: type[Model]
    kind: ChangeKind
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """What changed together. account, page: of the portal; load: the file. All None: nobody said."""

    at: datetime
    rows: list[RowChange]
    account: Account | None = None
    page: str = ""
    load: ExtractLoad | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    at: datetime
    row: RowChange
    context: Any = None
    metadata: dict[str, Any] = field(default_factory=dict)


def changes_of(person: Practitioner, *, with_identity: bool) -> list[Change]:
    """Every change of one person's record, latest first.

    with_identity: civil identity included; it is for whoever may read it. A fixed number of queries.
    """
    exercises = _former(ProfessionalExercise, Q(practitioner_id=person.pk)).values_list("pgh_obj_id", flat=True)
    keys = {*person.exercises.values_list("pk", flat=True), *exercises}
    owners: dict[type[Model], tuple[Q, Q]] = {Practitioner: (Q(pk=person.pk), Q(pgh_obj_id=person.pk))}
    if with_identity:
        owners[CivilIdentity] = (Q(practitioner_id=person.pk),) * 2
    owners |= {model: (Q(practitioner_id=person.pk),) * 2 for model in _OF_PERSON}
    owners |= {model: (Q(exercise_id__in=keys),) * 2 for model in _OF_EXERCISE}
    found = [one for model, (rows, events) in owners.items() for one in _changes(model, rows, events)]
    return _told(person, found)


def _former(model: type[Model], owned: Q) -> Any:
    events: Any = apps.get_model("directory", f"{model.__name__}Event")
    return events.objects.filter(owned).order_by("-pgh_id")


def _changes(model: type[Model], rows_owned: Q, events_owned: Q) -> Iterator[_Found]:
    """The changes of every row of one kind, its creation first where somebody says when it was."""
    former = list(_former(model, events_owned).select_related("pgh_context")[:_MOST])
    former.sort(key=lambda event: (event.pgh_obj_id, event.pgh_id))
    by_row = {key: list(events) for key, events in groupby(former, key=lambda event: event.pgh_obj_id)}
    manager: Any = model._default_manager
    rows = {row.pk: row for row in manager.filter(rows_owned | Q(pk__in=list(by_row)))}
    for key in {*rows, *by_row}:
        events = by_row.get(key, [])
        versions = [*events, rows.get(key)]
        yield _Found(_UNKNOWN, RowChange(model, ChangeKind.CREATED, None, versions[0]))
        for event, after in zip(events, versions[1:], strict=True):
            is_removal = event.pgh_label == "delete"
            kind = ChangeKind.REMOVED if is_removal else ChangeKind.UPDATED
            context = event.pgh_context
            yield _Found(
                event.pgh_created_at,
                RowChange(model, kind, event, None if is_removal else after),
                context=event.pgh_context_id,
                metadata=context.metadata if context is not None else {},
            )


def _told(person: Practitioner, found: list[_Found]) -> list[Change]:
    """Changes made together are one; who, and from where, is looked up for all of them at once."""
    created = [one.row for one in found if one.row.kind is ChangeKind.CREATED]
    former = [one for one in found if one.row.kind is not ChangeKind.CREATED]
    loads = ExtractLoad.objects.select_related("decided_by").in_bulk(
        {one.metadata.get("load") for one in former} - {None} | {row.after.load_id for row in created} - {None}
    )
    accounts = Account.objects.in_bulk({one.metadata.get("account") for one in former} - {None})
    changes = [
        Change(
            at=at,
            rows=[one.row for one in together],
            account=accounts.get(first.metadata.get("account")),
            page=str(first.metadata.get("page", "")),
            load=loads.get(first.metadata.get("load")),
        )
        for (at, _context), group in groupby(
            sorted(former, key=lambda one: (one.at, str(one.context))), key=lambda one: (one.at, one.context)
        )
        for together in [list(group)]
        for first in [together[0]]
    ]
    by_load = {change.load.pk: change for change in changes if change.load is not None}
    for birth in _births(person, created, loads):
        if birth.load is not None and birth.load.pk in by_load:
            by_load[birth.load.pk].rows.extend(birth.rows)
        else:
            changes.append(birth)
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _births(person: Practitioner, created: list[RowChange], loads: dict[int, ExtractLoad]) -> list[Change]:
    """What appeared, grouped by the load or the registration that brought it; what nobody dates is left out."""
    enrolments = {enrolment.role_id: enrolment for enrolment in person.enrolments.select_related("enrolled_by")}
    brought: dict[tuple[datetime, int | None, int | None], Change] = {}
    for row in created:
        load = loads.get(row.after.load_id)
        enrolment = _enrolment_of(row, enrolments, person)
        if load is not None:
            at, account = load.finished_at or load.started_at, None
        elif enrolment is not None:
            at, account = enrolment.enrolled_at, enrolment.enrolled_by
        elif row.model is Practitioner:
            at, account = person.created_at, None
        else:
            continue
        key = (at, load.pk if load else None, account.pk if account else None)
        brought.setdefault(key, Change(at=at, rows=[], account=account, load=load)).rows.append(row)
    return list(brought.values())


def _enrolment_of(row: RowChange, enrolments: dict[int, Enrolment], person: Practitioner) -> Enrolment | None:
    if row.model is PractitionerRole:
        return enrolments.get(getattr(row.after, "pgh_obj_id", row.after.pk))
    at_birth = [enrolment for enrolment in enrolments.values() if enrolment.enrolled_at == person.created_at]
    return at_birth[0] if at_birth and row.model in {Practitioner, CivilIdentity, ProfessionalExercise} else None
