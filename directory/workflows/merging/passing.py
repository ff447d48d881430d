"""Rows pass from one record to another, and back: what `Moves` names, and nothing else."""

from datetime import datetime

from directory.models import (
    ContactPoint,
    FormerIdentifier,
    IdentifierOrigin,
    Practitioner,
    ProfessionalExercise,
)
from directory.policy import CONTACT_CHANGE_DELAY
from directory.workflows.merging.moves import HUNG, SINGLE, Moves, exercise_of


def pass_on(moves: Moves, *, kept: Practitioner, absorbed: Practitioner, now: datetime) -> None:
    """Hand everything over to the record kept, in the caller's transaction.

    A contact is new to the record kept: it serves activation after the delay of a change, whoever had proven it. The
    number of the absorbed record becomes a former one of the kept: `moves.identifier` names the row that says so.
    """
    _rehang(moves, absorbed, kept)
    for key, settled_at in moves.contacts:
        later = now + CONTACT_CHANGE_DELAY
        former = datetime.fromisoformat(settled_at) if settled_at else None
        ContactPoint.objects.filter(pk=key).update(practitioner=kept, settled_at=max(former, later) if former else None)
    for kind in moves.single:
        _hand_over(kind, absorbed, kept)
    _known, is_new = FormerIdentifier.objects.get_or_create(
        national_id=absorbed.national_id,
        ended_at=None,
        defaults={"practitioner": kept, "origin": IdentifierOrigin.FUSION, "created_at": now},
    )
    moves.identifier = _known.pk if is_new else None


def give_back(moves: Moves, *, kept: Practitioner, absorbed: Practitioner) -> None:
    """The reverse. What has gone or passed elsewhere since is left alone.

    Raises IntegrityError where the absorbed record was given the same thing again meanwhile.
    """
    if moves.identifier is not None:
        FormerIdentifier.objects.filter(pk=moves.identifier, practitioner=kept).delete()
    for kind in moves.single:
        _hand_over(kind, kept, absorbed)
    for key, settled_at in moves.contacts:
        ContactPoint.objects.filter(pk=key, practitioner=kept).update(
            practitioner=absorbed, settled_at=datetime.fromisoformat(settled_at) if settled_at else None
        )
    _rehang(moves, kept, absorbed)


def _rehang(moves: Moves, source: Practitioner, target: Practitioner) -> None:
    ProfessionalExercise.objects.filter(pk__in=moves.exercises, practitioner=source).update(practitioner=target)
    for kind, rows in (("roles", moves.roles), ("expertises", moves.expertises)):
        for key, former, new in rows:
            ends = {former: new, new: former}
            own = source.exercises.filter(pk__in=ends).values_list("pk", flat=True).first()
            if own is not None:
                exercise_of(kind).objects.filter(pk=key, exercise=own).update(exercise=ends[own])
    for kind, keys in moves.hung.items():
        HUNG[kind][0]._default_manager.filter(pk__in=keys, practitioner=source).update(practitioner=target)


def _hand_over(kind: str, source: Practitioner, target: Practitioner) -> None:
    """A row whose key is the person's: it goes and comes again, so that history tells both."""
    manager = SINGLE[kind]._default_manager
    row = manager.filter(practitioner=source).first()
    if row is None or manager.filter(practitioner=target).exists():
        return
    manager.filter(practitioner=source).delete()
    row.practitioner_id = target.pk  # type: ignore[attr-defined]  # both models have it
    row.save(force_insert=True)
