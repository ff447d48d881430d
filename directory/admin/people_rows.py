"""One person as the list of people shows them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import queries
from directory.models import ContactKind, ContactPoint, Practitioner, PractitionerRole
from directory.queries import MatchRank

_RANKS = {
    MatchRank.BEGUN: _("begins so"),
    MatchRank.BEGUN_ELSEWHERE: _("begins so"),
    MatchRank.HEARD: _("sounds like it"),
    MatchRank.SLIPPED: _("one letter away"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the list. contacts: a colour and words."""

    name: str
    address: str
    number: str
    activities: str
    structures: str
    contacts: tuple[str, Any]
    rank: Any


def load_shown(keys: list[int]) -> dict[int, Practitioner]:
    """The people of a page with what its rows show."""
    contacts = ContactPoint.objects.filter(practitioner=OuterRef("pk"), ended_at__isnull=True)
    proven = contacts.proven()
    rows = Practitioner.objects.filter(pk__in=keys).annotate(
        has_email=Exists(proven.filter(kind=ContactKind.EMAIL)),
        has_mobile=Exists(proven.filter(kind=ContactKind.MOBILE)),
        has_unproven=Exists(contacts.to_prove()),
    )
    roles = PractitionerRole.objects.select_related("organization")
    shown = rows.prefetch_related("exercises", Prefetch("exercises__roles", roles))
    return {row.pk: row for row in shown}


def row_of(person: Any, rank: MatchRank) -> Row:
    """The row of somebody whom `load_shown` read."""
    today = timezone.localdate()
    return Row(
        name=f"{person.family_name} {person.given_names}".strip(),
        address=reverse("portal:directory_practitioner_change", args=[person.pk]),
        number=person.national_id,
        activities=", ".join(sorted(_activities(person))) or "–",
        structures=_structures(person, today),
        contacts=_contacts(person),
        rank=_RANKS.get(rank, ""),
    )


def _activities(person: Practitioner) -> set[str]:
    """Profession, or role where there is none."""
    found = set()
    for exercise in person.exercises.all():
        if exercise.profession_code:
            found.add(queries.profession_label(exercise.profession_code))
            continue
        codes = {role.role_code for role in exercise.roles.all() if role.role_code}
        found |= {queries.label("TRE_R85-RolePriseCharge", code) for code in codes}
    return found


def _structures(person: Practitioner, today: date) -> str:
    """Where they practise now, or will."""
    names = {
        role.organization.display_name
        for exercise in person.exercises.all()
        for role in exercise.roles.all()
        if role.organization is not None and (role.valid_until is None or role.valid_until > today)
    }
    return ", ".join(sorted(names)[:2]) + (" …" if len(names) > 2 else "") or "–"


def _contacts(person: Any) -> tuple[str, Any]:
    """Whether an e-CPS can be activated with the contacts of the directory."""
    if person.has_email and person.has_mobile:
        return "success", _("verified")
    return ("warning", _("to verify")) if person.has_unproven else ("info", _("none"))
