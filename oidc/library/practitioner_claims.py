"""The claims of the national service, name by name.

Every value is a string unless said; what is absent is an empty string, never null and never missing; odd spellings
are the national ones. Source: public sample answers of the national service and its JSON schema, which allows no other
member.
"""

from typing import Any

from directory.models import Practitioner
from oidc.protocol.practice import STRUCTURE_FIELDS, Practice, Practised, ToldRole

OID_PROFESSION = "1.2.250.1.213.1.1.5.5"
OID_CARE_ROLE = "1.2.250.1.213.1.6.1.107"
OID_SECTOR = "1.2.250.1.71.4.2.4"
OID_LEVEL = "1.2.250.1.213.1.5.1.1.1"
OID_LOCAL_IDENTITY = "1.2.250.1.213.1.3.1.1"
LEVEL = "APPPRIP3"
IDENTITY_VERSION = "1.0"
NOT_A_REGULATOR = "FAUX"

ORIGINS = {"8": "RPPS", "0": "ADELI"}
OTHER_ORIGIN = "EDIT"


def build_health_claims(person: Practitioner, practice: Practice, *, auth_mode: str) -> dict[str, Any]:
    """Return the claims of one person."""
    roles = [role for practised in practice.exercises for role in practised.roles]
    main = next((role for role in roles if role.structure is not None), roles[0] if roles else None)
    structure = main.structure if main else None
    return {
        "preferred_username": person.national_id,
        "SubjectNameID": person.national_id,
        "given_name": person.given_names,
        "family_name": person.family_name,
        "email_verified": False,
        "SubjectRole": list(
            dict.fromkeys(code for practised in practice.exercises for code in _subject_roles(practised))
        ),
        "SubjectRefPro": {
            "codeCivilite": person.civility_code,
            "exercices": [_exercise(practised) for practised in practice.exercises],
        },
        "SubjectOrganization": _name_of(structure) if structure else "",
        "SubjectOrganizationID": structure["identifiantTechniqueDeLaStructure"] if structure else "",
        "Secteur_Activite": f"{main.sector_code}^{OID_SECTOR}" if main and main.sector_code else "",
        "Mode_Acces_Raison": "",
        "Acces_Regulation_Medicale": NOT_A_REGULATOR,
        "UITVersion": IDENTITY_VERSION,
        "Palier_Authentification": f"{LEVEL}^{OID_LEVEL}",
        "PSI_Locale": OID_LOCAL_IDENTITY,
        "otherIds": build_other_ids(person, practice),
        "codeCivilite": person.civility_code,
        "codeGenreActivite": main.activity_kind_code if main else "",
        "authMode": auth_mode,
    }


def build_other_ids(person: Practitioner, practice: Practice) -> list[dict[str, Any]]:
    """Return every number that names the person, the national one first."""
    others = [_other_id(other.national_id, other.quality) for other in practice.others]
    return [_other_id(person.national_id, 1), *others]


def _other_id(national_id: str, quality: int) -> dict[str, Any]:
    """One number that names the person. Its origin follows from its kind, the digit that opens it."""
    return {
        "identifiant": national_id,
        "origine": ORIGINS.get(national_id[:1], OTHER_ORIGIN),
        "qualite": quality,
    }


def _subject_roles(practised: Practised) -> list[str]:
    """The profession; where there is none (a care assistant since 2024), what the person does: the role, R85."""
    if practised.profession_code:
        return [f"{practised.profession_code}^{OID_PROFESSION}"]
    return [f"{role.role_code}^{OID_CARE_ROLE}" for role in practised.roles if role.role_code]


def _exercise(practised: Practised) -> dict[str, Any]:
    expertise = next(iter(practised.expertises), None)
    return {
        "codeProfession": practised.profession_code,
        "codeCategorieProfessionnelle": practised.category_code,
        "codeCiviliteDexercice": practised.civility_code,
        "nomDexercice": practised.practice_family_name,
        "prenomDexercice": practised.practice_given_name,
        "codeTypeSavoirFaire": expertise.type_code if expertise else "",
        "codeSavoirFaire": expertise.code if expertise else "",
        "activities": [_activity(role, practised.authority_code) for role in practised.roles],
    }


def _activity(role: ToldRole, authority_of_exercise: str) -> dict[str, str]:
    return {
        "codeModeExercice": role.mode_code,
        "codeSecteurDactivite": role.sector_code,
        "codeSectionPharmacien": role.pharmacist_section_code,
        "codeRole": role.role_code,
        "codeGenreActivite": role.activity_kind_code,
        **_structure(role.structure),
        "autoriteDenregistrement": role.authority_code or authority_of_exercise,
    }


def _structure(told: dict[str, str] | None) -> dict[str, str]:
    """In the national order, which the database does not keep."""
    return {claim: told[claim] for claim in STRUCTURE_FIELDS} if told else dict.fromkeys(STRUCTURE_FIELDS, "")


def _name_of(structure: dict[str, str]) -> str:
    """The trade name, else the legal name, else the technical identifier, as everywhere."""
    names = ("enseigneCommercialeSite", "raisonSocialeSite", "identifiantTechniqueDeLaStructure")
    return next((structure[one] for one in names if structure[one]), "")
