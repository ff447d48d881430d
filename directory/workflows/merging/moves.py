"""What passes from one record to another when both are one person, and what stays where it is because both have it.

Where both have the same thing, that of the record kept counts, and the other stays on the record absorbed: nothing is
overwritten, so everything can be given back.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Model

from directory.models import (
    CivilIdentity,
    ContactConflict,
    ContactPoint,
    ContactVerification,
    CorrespondenceAddress,
    Diploma,
    Enrolment,
    EnrolmentRequest,
    Expertise,
    FormerIdentifier,
    Mailbox,
    PracticeAuthorization,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    SmartCard,
)

# Rows that hang on the person, and the columns of which both records cannot have the same; none: nobody else has it.
HUNG: Final[dict[str, tuple[type[Model], tuple[str, ...]]]] = {
    "diplomas": (Diploma, ("type_code", "code")),
    "authorizations": (PracticeAuthorization, ("type_code", "discipline_code", "profession_code")),
    "mailboxes": (Mailbox, ()),
    "smart_cards": (SmartCard, ()),
    "former_identifiers": (FormerIdentifier, ()),
    "enrolments": (Enrolment, ()),
    "requests": (EnrolmentRequest, ("organization_id",)),
    "verifications": (ContactVerification, ()),
    "conflicts": (ContactConflict, ()),
}
_FOLLOWING: Final = frozenset({"enrolments", "verifications", "conflicts"})  # the roles and the contacts
# Rows that a person has once
SINGLE: Final[dict[str, type[Model]]] = {"identity": CivilIdentity, "address": CorrespondenceAddress}
_ACTIVITY: Final = (
    "organization_id",
    "mode_code",
    "sector_code",
    "pharmacist_section_code",
    "role_code",
    "activity_kind_code",
)

Rehung = list[tuple[int, int, int]]  # a row, the exercise that it leaves, the exercise that it joins


@dataclass
class Moves:
    """Primary keys, by kind. contacts: with the instant from which each served, or None. stays: how many, by kind."""

    exercises: list[int] = field(default_factory=list)
    roles: Rehung = field(default_factory=list)
    expertises: Rehung = field(default_factory=list)
    hung: dict[str, list[Any]] = field(default_factory=dict)
    contacts: list[tuple[int, str | None]] = field(default_factory=list)
    single: list[str] = field(default_factory=list)
    identifier: int | None = None
    stays: dict[str, int] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many rows pass, by kind."""
        found = {"exercises": len(self.exercises), "roles": len(self.roles), "expertises": len(self.expertises)}
        found |= {kind: len(keys) for kind, keys in self.hung.items() if kind not in {"verifications", "conflicts"}}
        found |= {"contacts": len(self.contacts), **dict.fromkeys(self.single, 1)}
        return {kind: count for kind, count in found.items() if count}


def find_moves(*, kept: Practitioner, absorbed: Practitioner, today: date) -> Moves:
    """What would pass from the absorbed record to the kept one. Writes nothing; a fixed number of queries."""
    stays: Counter[str] = Counter()
    moves = Moves()
    staying_roles = _match_exercises(moves, stays, kept, absorbed, today)
    for kind, (model, columns) in HUNG.items():
        moves.hung[kind] = _hung(model, columns, kept, absorbed, stays, kind)
    kinds = set(_current_contacts(kept).values_list("kind", flat=True))
    passing = set()
    for contact in _current_contacts(absorbed).order_by("pk"):
        if contact.kind in kinds:
            stays["contacts"] += 1
        else:
            passing.add(contact.kind)
            moves.contacts.append((contact.pk, contact.settled_at.isoformat() if contact.settled_at else None))
    moves.hung["verifications"] = _verifications(key for key, _at in moves.contacts)
    moves.hung["conflicts"] = list(
        ContactConflict.objects.filter(practitioner=absorbed, kind__in=passing, resolved_at__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    moves.hung["enrolments"] = list(
        Enrolment.objects.filter(practitioner=absorbed).exclude(role__in=staying_roles).values_list("pk", flat=True)
    )
    for kind, model in SINGLE.items():
        if model._default_manager.filter(practitioner=absorbed).exists():
            if model._default_manager.filter(practitioner=kept).exists():
                stays[kind] += 1
            else:
                moves.single.append(kind)
    moves.stays = dict(stays)
    return moves


def _match_exercises(
    moves: Moves, stays: Counter[str], kept: Practitioner, absorbed: Practitioner, today: date
) -> list[int]:
    """A profession that one record alone has passes whole; of one that both have, what is new passes.

    Returns the roles that stay.
    """
    exercises = ProfessionalExercise.objects.prefetch_related("roles", "expertises").order_by("pk")
    known = {(x.profession_code, x.category_code): x for x in exercises.filter(practitioner=kept)}
    staying = []
    for exercise in exercises.filter(practitioner=absorbed):
        target = known.get((exercise.profession_code, exercise.category_code))
        if target is None:
            moves.exercises.append(exercise.pk)
            continue
        stays["exercises"] += 1
        for role in exercise.roles.all():
            if any(_is_same_role(role, other, today) for other in target.roles.all()):
                stays["roles"] += 1
                staying.append(role.pk)
            else:
                moves.roles.append((role.pk, exercise.pk, target.pk))
        expertises = {(one.type_code, one.code) for one in target.expertises.all()}
        for expertise in exercise.expertises.all():
            if (expertise.type_code, expertise.code) in expertises:
                stays["expertises"] += 1
            else:
                moves.expertises.append((expertise.pk, exercise.pk, target.pk))
    return staying


def _is_same_role(role: PractitionerRole, other: PractitionerRole, today: date) -> bool:
    """One line of an extract, or one activity that runs in both records."""
    if role.source_key is not None and role.source_key == other.source_key:
        return True
    running = all(one.valid_until is None or one.valid_until > today for one in (role, other))
    return running and all(getattr(role, name) == getattr(other, name) for name in _ACTIVITY)


def _hung(
    model: type[Model],
    columns: tuple[str, ...],
    kept: Practitioner,
    absorbed: Practitioner,
    stays: Counter[str],
    kind: str,
) -> list[Any]:
    if kind in _FOLLOWING:
        return []
    rows = model._default_manager.filter(practitioner=absorbed).order_by("pk")
    if model is FormerIdentifier:
        rows = rows.filter(ended_at__isnull=True)
    if not columns:
        return list(rows.values_list("pk", flat=True))
    known = set(model._default_manager.filter(practitioner=kept).values_list(*columns))
    passing = []
    for key, *values in rows.values_list("pk", *columns):
        if tuple(values) in known:
            stays[kind] += 1
        else:
            passing.append(key)
    return passing


def _current_contacts(person: Practitioner) -> Any:
    return ContactPoint.objects.filter(practitioner=person, ended_at__isnull=True)


def _verifications(contacts: Iterable[int]) -> list[str]:
    rows = ContactVerification.objects.filter(contact__in=list(contacts)).order_by("created_at")
    return [str(key) for key in rows.values_list("pk", flat=True)]


def exercise_of(kind: str) -> type[PractitionerRole] | type[Expertise]:
    """The model of rows that hang on an exercise: roles, expertises."""
    return PractitionerRole if kind == "roles" else Expertise
