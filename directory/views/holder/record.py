"""The parts of a record, each with the authority that answers for it, as pages and exports tell them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory import queries
from directory.models import (
    CivilIdentity,
    CorrectionPart,
    Diploma,
    Expertise,
    Practitioner,
    PractitionerRole,
    ProfessionalExercise,
    RegistrationAuthority,
)

Fact = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """One part. key: by which a form names it, `IDENTITY`, `EXERCISE-12`, `ROLE-7`. facts: words and values."""

    key: str
    kind: CorrectionPart
    title: str
    facts: Sequence[Fact]
    authority: RegistrationAuthority
    is_over: bool = False


def parts_of(person: Practitioner, today: date) -> list[Part]:
    """Identity, professions, activities (open ones first). A fixed number of queries."""
    exercises = list(
        ProfessionalExercise.objects.filter(practitioner=person).select_related("authority").order_by("pk")
    )
    expertises: dict[int, list[Expertise]] = {}
    for row in Expertise.objects.filter(exercise__in=exercises).order_by("pk"):
        expertises.setdefault(row.exercise_id, []).append(row)
    roles = PractitionerRole.objects.filter(exercise__in=exercises)
    lines = [
        _role(role, person, today)
        for role in roles.select_related("organization", "authority", "exercise__authority").order_by(
            "-valid_from", "pk"
        )
    ]
    return [
        _identity(person),
        *(_exercise(exercise, expertises.get(exercise.pk, []), person, today) for exercise in exercises),
        *sorted(lines, key=lambda line: line.is_over),
    ]


def day(value: date | None) -> str:
    """A day as people read it; empty for none."""
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def _identity(person: Practitioner) -> Part:
    civil = CivilIdentity.objects.filter(practitioner=person).first()
    diplomas = Diploma.objects.filter(practitioner=person).order_by("pk")
    facts = [
        (_("National number"), person.national_id),
        (_("Family name"), person.family_name),
        (_("Given names"), person.given_names),
    ]
    if civil is not None:
        facts += [
            (_("Birth name"), civil.birth_family_name),
            (_("All given names"), civil.given_names),
            (_("Date of birth"), day(civil.birth_date)),
            (_("Place of birth"), civil.birth_place_label),
            (_("Sex"), {"F": _("female"), "M": _("male")}.get(civil.sex_code, "")),
        ]
    facts += [(_("Date of death"), day(person.deceased_date))]
    facts += [(_("Diploma"), diploma.label or diploma.code) for diploma in diplomas]
    facts += [(_("Other number"), other.national_id) for other in queries.other_identifiers(person)]
    return Part(CorrectionPart.IDENTITY, CorrectionPart.IDENTITY, _("Identity"), _told(facts), person.authority)


def _exercise(exercise: ProfessionalExercise, expertises: list[Expertise], person: Practitioner, today: date) -> Part:
    profession = queries.profession_label(exercise.profession_code) if exercise.profession_code else ""
    facts = [
        (_("Category"), queries.label("TRE_R09-CategorieProfessionnelle", exercise.category_code)),
        (_("Practice name"), f"{exercise.practice_given_name} {exercise.practice_family_name}".strip()),
        (_("Order"), queries.label("TRE_R82-Ordre", exercise.order_code)),
        (_("Registered from"), day(exercise.registered_from)),
        (_("Struck off on"), day(exercise.struck_off_date)),
        *((_("Expertise"), queries.label("TRE_R38-SpecialiteOrdinale", row.code)) for row in expertises),
    ]
    return Part(
        f"{CorrectionPart.EXERCISE.value}-{exercise.pk}",
        CorrectionPart.EXERCISE,
        profession or _("Without a profession of its own: your activities say what you do"),
        _told(facts),
        exercise.authority or person.authority,
        is_over=exercise.struck_off_date is not None and exercise.struck_off_date <= today,
    )


def _role(role: PractitionerRole, person: Practitioner, today: date) -> Part:
    table = "TRE_R21-Fonction" if role.role_code.startswith("FON-") else "TRE_R85-RolePriseCharge"
    place = role.organization
    facts = [
        (_("Structure"), place.display_name if place else ""),
        (_("Place"), f"{place.postal_code} {place.commune_label}".strip() if place else ""),
        (_("Kind of activity"), queries.label("TRE_R22-GenreActivite", role.activity_kind_code)),
        (_("Mode of practice"), queries.label("TRE_R23-ModeExercice", role.mode_code)),
        (_("From"), day(role.valid_from)),
        (_("Until"), day(role.valid_until)),
    ]
    return Part(
        f"{CorrectionPart.ROLE.value}-{role.pk}",
        CorrectionPart.ROLE,
        queries.label(table, role.role_code) or _("Activity"),
        _told(facts),
        role.authority or role.exercise.authority or person.authority,
        is_over=role.valid_until is not None and role.valid_until <= today,
    )


def _told(facts: Sequence[Fact]) -> list[Fact]:
    return [(words, value) for words, value in facts if value]
