"""People alike, as registrars compare them: what tells them apart, and no birth date of somebody else's record."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from directory import queries
from directory.models import CivilIdentity, Practitioner


def describe_alike(keys: Iterable[int], *, born: date, organization_id: int) -> list[dict[str, Any]]:
    """Each of these people. born: as typed. organization_id: of the structure into which somebody is registered."""
    found = Practitioner.objects.filter(pk__in=list(keys)).select_related("civil_identity", "authority")
    return [
        {
            "person": person,
            "birth": _birth_words(person, born),
            "activities": _activities(person),
            "same_structure": any(
                role.organization_id == organization_id
                for exercise in person.exercises.all()
                for role in exercise.roles.all()
            ),
        }
        for person in found.prefetch_related("exercises__roles__organization")
    ]


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
