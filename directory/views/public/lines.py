"""People and structures as public pages show them: ready words, no rule left to a template."""

from dataclasses import dataclass

from django.urls import reverse
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from directory import queries
from directory.models import Organization, Practitioner, PractitionerRole, ProfessionalExercise

CIVILITY = "TRE_R11-CiviliteExercice"
_CIVILIAN = "C"


@dataclass(frozen=True, slots=True)
class Place:
    """A structure where somebody practises. telephones: as people read them, and as telephones dial them.

    legal_name: where it is another one.
    """

    name: str
    address: str
    lines: list[str]
    city: str
    telephones: list[tuple[str, str]]
    identifier: str
    legal_name: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity. role and mode: in words, empty when unknown. place: None without a structure."""

    role: str
    mode: str
    kind: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Profession:
    """One profession. name: the practice name where it is another one."""

    label: str
    category: str
    name: str
    expertises: list[str]
    activities: list[Activity]


@dataclass(frozen=True, slots=True)
class Line:
    """One person."""

    name: str
    family_name: str
    given_names: str
    civility: str
    number: str
    address: str
    professions: list[Profession]
    mailboxes: list[str]
    rank: int = 0

    @property
    def places(self) -> list[Place]:
        """Every structure once."""
        found = {one.place.identifier: one.place for row in self.professions for one in row.activities if one.place}
        return list(found.values())

    @property
    def labels(self) -> list[str]:
        """What the person does, once each: professions, else roles."""
        own = [row.label for row in self.professions if row.label]
        roles = [one.role for row in self.professions for one in row.activities if one.role]
        return list(dict.fromkeys(own or roles))

    @property
    def expertises(self) -> list[str]:
        """Every expertise once."""
        return list(dict.fromkeys(label for row in self.professions for label in row.expertises))


def line_of(person: Practitioner, rank: int = 0) -> Line:
    """One person, read with their public facts."""
    exercises = list(person.exercises.all())
    titles = [queries.label(CIVILITY, row.civility_code) for row in exercises if row.civility_code]
    return Line(
        name=person.display_name,
        family_name=person.family_name,
        given_names=person.given_names,
        civility=titles[0] if titles else "",
        number=person.national_id,
        address=reverse("public_person", args=[person.national_id]),
        professions=[_profession(person, exercise) for exercise in exercises],
        mailboxes=[box.address for box in person.mailboxes.all()],
        rank=rank,
    )


def place_of(structure: Organization) -> Place:
    """One structure."""
    number = " ".join(filter(None, (structure.street_number, structure.street_number_suffix)))
    street = " ".join(filter(None, (number, structure.street_type_label, structure.street_name)))
    city = f"{structure.postal_code} {structure.commune_label}".strip()
    complements = (structure.recipient_complement, structure.location_complement, street, structure.distribution)
    return Place(
        name=structure.display_name,
        address=reverse("public_structure", args=[structure.technical_id]),
        lines=[text for text in (*complements, city) if text and text.casefold() != structure.display_name.casefold()],
        city=city,
        telephones=[_telephone(text) for text in (structure.telephone, structure.telephone_2) if text],
        identifier=structure.technical_id,
        legal_name=structure.legal_name if structure.legal_name.casefold() != structure.display_name.casefold() else "",
    )


def _telephone(text: str) -> tuple[str, str]:
    """As it is read, and as it is dialled; a number that is none stays as it was given."""
    try:
        number = PhoneNumber.from_string(text, region="FR")
    except NumberParseException:
        return text, ""
    return (str(number.as_national), str(number.as_e164)) if number.is_valid() else (text, "")


def _profession(person: Practitioner, exercise: ProfessionalExercise) -> Profession:
    name = f"{exercise.practice_given_name} {exercise.practice_family_name}".strip()
    code = exercise.category_code
    return Profession(
        label=queries.profession_label(exercise.profession_code) if exercise.profession_code else "",
        category=queries.label("TRE_R09-CategorieProfessionnelle", code) if code not in {"", _CIVILIAN} else "",
        name=name if name and name.casefold() != person.display_name.casefold() else "",
        expertises=[queries.expertise_label(row.type_code, row.code) for row in exercise.expertises.all()],
        activities=[_activity(role) for role in exercise.roles.all()],
    )


def _activity(role: PractitionerRole) -> Activity:
    table = "TRE_R21-Fonction" if role.role_code.startswith("FON-") else "TRE_R85-RolePriseCharge"
    return Activity(
        role=queries.label(table, role.role_code),
        mode=queries.label("TRE_R23-ModeExercice", role.mode_code),
        kind=queries.label("TRE_R22-GenreActivite", role.activity_kind_code),
        place=place_of(role.organization) if role.organization else None,
    )
