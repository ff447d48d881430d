"""What claims tell of a person beside their own row: what they practise today, their secure mailbox, and the other
numbers that name them."""

from dataclasses import dataclass, fields, replace
from typing import Any, Final

# claim of an activity -> field of the structure, in the national order
STRUCTURE_FIELDS: Final = {
    "numeroSiretSite": "siret",
    "numeroSirenSite": "siren",
    "numeroFinessSite": "finess",
    "numeroFinessetablissementJuridique": "legal_entity_finess",
    "identifiantTechniqueDeLaStructure": "technical_id",
    "raisonSocialeSite": "legal_name",
    "enseigneCommercialeSite": "trade_name",
    "complementDestinataire": "recipient_complement",
    "complementPointGeographique": "location_complement",
    "numeroVoie": "street_number",
    "indiceRepetitionVoie": "street_number_suffix",
    "codeTypeDeVoie": "street_type_code",
    "libelleVoie": "street_name",
    "mentionDistribution": "distribution",
    "bureauCedex": "cedex_office",
    "codePostal": "postal_code",
    "codeCommune": "commune_code",
    "codePays": "country_code",
    "telephone": "telephone",
    "telephone2": "telephone_2",
    "telecopie": "fax",
    "adresseEMail": "email",
    "codeDepartement": "department_code",
    "ancienIdentifiantDeLaStructure": "former_id",
}


# What claims tell of the rows, and nothing else, by the names of their columns, and read in this order: a model of each
# would take as long as the answer of the database


@dataclass(slots=True)
class ToldExpertise:
    """One expertise of an exercise."""

    type_code: str
    code: str


@dataclass(slots=True)
class ToldRole:
    """One open role. structure: by claim, each of STRUCTURE_FIELDS; None: it has none."""

    id: int
    mode_code: str
    sector_code: str
    pharmacist_section_code: str
    role_code: str
    activity_kind_code: str
    authority_code: str
    structure: dict[str, str] | None


@dataclass(slots=True)
class Practised:
    """One exercise in force, with its expertises and its open roles, each with its structure, in a stable order."""

    profession_code: str
    category_code: str
    civility_code: str
    practice_family_name: str
    practice_given_name: str
    authority_code: str
    expertises: list[ToldExpertise]
    roles: list[ToldRole]


@dataclass(slots=True)
class OtherNumber:
    """A number that names the person beside the present one."""

    national_id: str
    quality: int


EXERCISE_FIELDS: Final = tuple(one.name for one in fields(Practised) if one.name not in ("expertises", "roles"))
EXPERTISE_FIELDS: Final = tuple(one.name for one in fields(ToldExpertise))
ROLE_FIELDS: Final = tuple(one.name for one in fields(ToldRole) if one.name != "structure")
OTHER_FIELDS: Final = tuple(one.name for one in fields(OtherNumber))


@dataclass(frozen=True)
class Practice:
    """What a person practises today, and the other numbers that name them, oldest first.

    mailbox: the secure mailbox of their own, the first where there are several; empty where there is none to be told.
    """

    exercises: list[Practised]
    others: list[OtherNumber]
    mailbox: str = ""

    def in_situation(self, role_id: int | None) -> "Practice":
        """The same person, who acts in the name of one of their roles: nothing of another is told.

        None: they had none when they signed in, so that only what they may practise is told. A role that is not
        theirs any more: no practice at all.
        """
        own = [
            replace(one, roles=[role for role in one.roles if role.id == role_id])
            for one in self.exercises
            if role_id is None or any(role.id == role_id for role in one.roles)
        ]
        return replace(self, exercises=own)


NOTHING: Final = Practice([], [])


def read_practice(exercises: list[list[Any]], others: list[list[Any]], mailbox: str | None) -> Practice:
    """Make it of what the database answers: each row by its values, in the order of the fields here, and of
    STRUCTURE_FIELDS.
    """
    return Practice([_practised(*one) for one in exercises], [OtherNumber(*one) for one in others], mailbox or "")


def _practised(*told: Any) -> Practised:
    practised = Practised(*told)
    practised.expertises = [ToldExpertise(*one) for one in practised.expertises]  # type: ignore[misc]  # lists until now
    practised.roles = [_role(*one) for one in practised.roles]  # type: ignore[misc]
    return practised


def _role(*told: Any) -> ToldRole:
    role = ToldRole(*told)
    if role.structure is not None:
        role.structure = dict(zip(STRUCTURE_FIELDS, role.structure, strict=True))
    return role
