"""The signed-in professional as this service understands the claims."""

import json
from dataclasses import dataclass
from typing import Any

# A service of the field keeps the national nomenclatures; this one keeps the codes it meets.
PROFESSIONS = {
    "10": "Médecin",
    "21": "Pharmacien",
    "26": "Audioprothésiste",
    "28": "Opticien-lunetier",
    "35": "Aide-soignant",
    "40": "Chirurgien-dentiste",
    "50": "Sage-femme",
    "41": "Assistant de service social",
    "42": "Auxiliaire de vie sociale",
    "47": "Aide médico-psychologique",
    "51": "Éducateur spécialisé",
    "53": "Accompagnant éducatif et social",
    "60": "Infirmier",
    "69": "Infirmier psychiatrique",
    "70": "Masseur-kinésithérapeute",
    "80": "Pédicure-podologue",
    "86": "Technicien de laboratoire médical",
    "91": "Orthophoniste",
    "92": "Orthoptiste",
    "93": "Psychologue",
    "94": "Ergothérapeute",
    "95": "Diététicien",
    "96": "Psychomotricien",
    "98": "Manipulateur d’électroradiologie médicale",
    "171": "Ostéopathe",
    "172": "Psychothérapeute",
    "200": "Assistant de service social",
    "209": "Éducateur spécialisé",
    "213": "Accompagnant éducatif et social",
    "313": "Aide-soignant",
    "314": "Ambulancier",
    "315": "Auxiliaire de puériculture",
    "316": "Préparateur en pharmacie hospitalière",
    "317": "Préparateur en pharmacie",
    "318": "Auxiliaire de vie sociale",
    "323": "Aide médico-psychologique",
    "324": "Moniteur éducateur",
    "325": "Éducateur de jeunes enfants",
    "326": "Éducateur spécialisé",
    "327": "Éducateur technique spécialisé",
    "328": "Accompagnant éducatif et social",
    "350": "Aide à domicile",
    "400": "Aide-soignant",
}


@dataclass(frozen=True)
class Structure:
    """Where the professional practises."""

    name: str
    place: str
    identifier: str


@dataclass(frozen=True)
class Professional:
    """Who signed in."""

    name: str
    national_id: str
    professions: list[str]
    structures: list[Structure]


def read_professional(userinfo: dict[str, Any]) -> Professional:
    """Read the claims; what a service does not find, it does without."""
    exercises = userinfo.get("SubjectRefPro", {}).get("exercices", [])
    activities = [activity for exercise in exercises for activity in exercise.get("activities", [])]
    codes = [code for exercise in exercises for code in _occupations(exercise)]
    structures = [_structure(activity) for activity in activities]
    return Professional(
        name=f"{userinfo.get('given_name', '')} {userinfo.get('family_name', '')}".strip(),
        national_id=str(userinfo.get("SubjectNameID", "")),
        professions=list(dict.fromkeys(PROFESSIONS.get(code, f"Profession {code}") for code in codes if code)),
        structures=list(dict.fromkeys(one for one in structures if one.name)),
    )


def _occupations(exercise: dict[str, Any]) -> list[str]:
    """The profession; without one, the roles: a care assistant has a role and no profession."""
    profession = exercise.get("codeProfession", "")
    return [profession] if profession else [one.get("codeRole", "") for one in exercise.get("activities", [])]


def _structure(activity: dict[str, Any]) -> Structure:
    name = activity.get("enseigneCommercialeSite") or activity.get("raisonSocialeSite") or ""
    number = activity.get("numeroFinessSite") or activity.get("numeroSiretSite") or ""
    place = activity.get("codePostal") or ""
    return Structure(name=name, place=place, identifier=number or activity.get("identifiantTechniqueDeLaStructure", ""))


def list_claims(claims: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """Return name, readable value, and whether the value is long, in the order in which they came."""
    return [(name, *_readable(value)) for name, value in claims.items()]


def _readable(value: Any) -> tuple[str, bool]:
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value)):
        return json.dumps(value, ensure_ascii=False, indent=2), True
    if isinstance(value, list):
        return ", ".join(str(one) for one in value), False
    if isinstance(value, bool):
        return "true" if value else "false", False
    return str(value), False
