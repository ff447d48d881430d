"""The claims of the national service, name by name.

Every value is a string unless said; what is absent is an empty string, never null and never missing; odd spellings
are the national ones. Source: public sample answers of the national service and its JSON schema, which allows no other
member.
"""

from collections.abc import Sequence
from typing import Any

from directory.models import Organization, Practitioner, PractitionerRole, ProfessionalExercise
from directory.queries import other_identifiers

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

# claim of an activity -> field of the structure, in the national order
STRUCTURE_FIELDS = {
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


def build_health_claims(
    person: Practitioner, exercises: Sequence[ProfessionalExercise], *, auth_mode: str
) -> dict[str, Any]:
    """Return the claims of one person. exercises: each with its expertises and its open roles at hand, in a stable
    order."""
    roles = [role for exercise in exercises for role in exercise.roles.all()]
    main = next((role for role in roles if role.organization is not None), roles[0] if roles else None)
    structure = main.organization if main else None
    return {
        "preferred_username": person.national_id,
        "SubjectNameID": person.national_id,
        "given_name": person.given_names,
        "family_name": person.family_name,
        "email_verified": False,
        "SubjectRole": list(dict.fromkeys(code for exercise in exercises for code in _subject_roles(exercise))),
        "SubjectRefPro": {
            "codeCivilite": person.civility_code,
            "exercices": [_exercise(exercise) for exercise in exercises],
        },
        "SubjectOrganization": structure.display_name if structure else "",
        "SubjectOrganizationID": structure.technical_id if structure else "",
        "Secteur_Activite": f"{main.sector_code}^{OID_SECTOR}" if main and main.sector_code else "",
        "Mode_Acces_Raison": "",
        "Acces_Regulation_Medicale": NOT_A_REGULATOR,
        "UITVersion": IDENTITY_VERSION,
        "Palier_Authentification": f"{LEVEL}^{OID_LEVEL}",
        "PSI_Locale": OID_LOCAL_IDENTITY,
        "otherIds": [
            _other_id(person.national_id, 1),
            *(_other_id(other.national_id, other.quality) for other in other_identifiers(person)),
        ],
        "codeCivilite": person.civility_code,
        "codeGenreActivite": main.activity_kind_code if main else "",
        "authMode": auth_mode,
    }


def _other_id(national_id: str, quality: int) -> dict[str, Any]:
    """One number that names the person. Its origin follows from its kind, the digit that opens it."""
    return {
        "identifiant": national_id,
        "origine": ORIGINS.get(national_id[:1], OTHER_ORIGIN),
        "qualite": quality,
    }


def _subject_roles(exercise: ProfessionalExercise) -> list[str]:
    """The profession; where there is none (a care assistant since 2024), what the person does: the role, R85."""
    if exercise.profession_code:
        return [f"{exercise.profession_code}^{OID_PROFESSION}"]
    return [f"{role.role_code}^{OID_CARE_ROLE}" for role in exercise.roles.all() if role.role_code]


def _exercise(exercise: ProfessionalExercise) -> dict[str, Any]:
    expertise = next(iter(exercise.expertises.all()), None)
    return {
        "codeProfession": exercise.profession_code,
        "codeCategorieProfessionnelle": exercise.category_code,
        "codeCiviliteDexercice": exercise.civility_code,
        "nomDexercice": exercise.practice_family_name,
        "prenomDexercice": exercise.practice_given_name,
        "codeTypeSavoirFaire": expertise.type_code if expertise else "",
        "codeSavoirFaire": expertise.code if expertise else "",
        "activities": [_activity(role, exercise) for role in exercise.roles.all()],
    }


def _activity(role: PractitionerRole, exercise: ProfessionalExercise) -> dict[str, str]:
    return {
        "codeModeExercice": role.mode_code,
        "codeSecteurDactivite": role.sector_code,
        "codeSectionPharmacien": role.pharmacist_section_code,
        "codeRole": role.role_code,
        "codeGenreActivite": role.activity_kind_code,
        **_structure(role.organization),
        "autoriteDenregistrement": role.authority_code or exercise.authority_code,
    }


def _structure(organization: Organization | None) -> dict[str, str]:
    if organization is None:
        return dict.fromkeys(STRUCTURE_FIELDS, "")
    return {claim: getattr(organization, field) for claim, field in STRUCTURE_FIELDS.items()}
