"""A situation of exercise, in the words of the person whose it is: what they compare before they choose."""

from dataclasses import dataclass
from typing import Final

from directory import queries
from directory.models import Organization, PractitionerRole

_ROLE, _FUNCTION = "TRE_R85-RolePriseCharge", "TRE_R21-Fonction"
_MODE: Final = "TRE_R23-ModeExercice"
_SECTOR: Final = "TRE_R02-SecteurActivite"


@dataclass(frozen=True)
class SituationLine:
    """One choice. structure: its name, empty where there is none; address: street and town; facts: role, mode and
    sector, as far as the directory knows.
    """

    key: int
    structure: str
    profession: str
    facts: list[str]
    address: str
    is_preferred: bool


def situation_lines(situations: list[PractitionerRole], preferred: int | None) -> list[SituationLine]:
    """Every choice, in the same order."""
    return [
        SituationLine(
            key=role.pk,
            structure=role.organization.display_name if role.organization else "",
            profession=_profession(role),
            facts=_facts(role),
            address=_address(role.organization) if role.organization else "",
            is_preferred=role.pk == preferred,
        )
        for role in situations
    ]


def profession_words(code: str) -> str:
    """The label of a profession, empty for none."""
    return queries.profession_label(code) if code else ""


def role_words(code: str) -> str:
    """The label of a role in care or of a function, empty for none."""
    return queries.label(_FUNCTION if code.startswith("FON-") else _ROLE, code) if code else ""


def _profession(role: PractitionerRole) -> str:
    expertises = [queries.expertise_label(one.type_code, one.code) for one in role.exercise.expertises.all()]
    return ", ".join(filter(None, (profession_words(role.exercise.profession_code), *expertises)))


def _facts(role: PractitionerRole) -> list[str]:
    facts = (role_words(role.role_code), queries.label(_MODE, role.mode_code), queries.label(_SECTOR, role.sector_code))
    return [words for words in facts if words]


def _address(structure: Organization) -> str:
    number = (structure.street_number, structure.street_number_suffix)
    street = " ".join(filter(None, (*number, structure.street_type_label, structure.street_name)))
    city = "\N{NO-BREAK SPACE}".join(filter(None, (structure.postal_code, structure.commune_label)))
    return ", ".join(filter(None, (street, city)))
