"""People alike, beside what was typed: enough to compare, and nothing of somebody else's identity."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from directory import queries
from directory.models import CivilIdentity, Practitioner, PractitionerRole
from directory.workflows.applicant import Person


def lines_of(keys: Iterable[int], typed: Person, *, structure: int) -> list[dict[str, Any]]:
    """One entry a person: who, how the birth date compares, what they do, whether in this structure. Four queries."""
    found = Practitioner.objects.filter(pk__in=list(keys)).order_by("pk")
    return [
        {
            "person": person,
            "birth": _birth_words(person, typed.birth_date),
            "activities": _activities(person),
            "same_structure": any(role.organization_id == structure for role in _roles(person)),
        }
        for person in found.select_related("civil_identity", "authority").prefetch_related(
            "exercises__roles__organization"
        )
    ]


def _roles(person: Practitioner) -> Iterator[PractitionerRole]:
    return (role for exercise in person.exercises.all() for role in exercise.roles.all())


def _birth_words(person: Practitioner, typed: date) -> str:
    """The birth date of somebody else's record is not shown: only how it compares."""
    civil: CivilIdentity | None = getattr(person, "civil_identity", None)
    if civil is None or civil.birth_date is None:
        return _("not in the directory")
    return _("the same") if civil.birth_date == typed else _("day and month swapped")


def _activities(person: Practitioner) -> list[str]:
    return [
        " · ".join(
            part
            for part in (
                queries.profession_label(exercise.profession_code) if exercise.profession_code else "",
                queries.label("TRE_R85-RolePriseCharge", role.role_code) if not exercise.profession_code else "",
                str(role.organization or ""),
            )
            if part
        )
        for exercise in person.exercises.all()
        for role in exercise.roles.all()
    ]
