"""Streets, and telephone numbers of the ranges that the regulator (ARCEP) keeps for fiction."""

from random import Random
from typing import Final

from directory.extract.sample.towns import Town

_STREET_TYPES: Final = (
    ("R", "Rue"),
    ("R", "Rue"),
    ("AV", "Avenue"),
    ("BD", "Boulevard"),
    ("PL", "Place"),
    ("CHE", "Chemin"),
)
_STREETS: Final = (
    "DE LA FONTAINE",
    "DE LA GARE",
    "DE LA LIBÉRATION",
    "DE LA PAIX",
    "DE LA RÉPUBLIQUE",
    "DE L'ABREUVOIR",
    "DE L'ÉGLISE",
    "DE L'HÔTEL DE VILLE",
    "DES ACACIAS",
    "DES ÉCOLES",
    "DES GENÊTS",
    "DES LILAS",
    "DES MARRONNIERS",
    "DES REMPARTS",
    "DES TANNEURS",
    "DU 8 MAI 1945",
    "DU CHÂTEAU",
    "DU GÉNÉRAL DE GAULLE",
    "DU MARCHÉ",
    "DU MOULIN",
    "DU PUITS",
    "DU STADE",
    "JEAN JAURÈS",
    "SAINT-JACQUES",
    "VICTOR HUGO",
)
_FICTION_RANGES: Final = {"1": "019900", "2": "026191", "3": "035301", "4": "046571", "5": "053649"}
_NUMBERING_ZONE: Final = {
    **dict.fromkeys(("ARS-11",), "1"),
    **dict.fromkeys(("ARS-05", "ARS-06", "ARS-24", "ARS-28", "ARS-52", "ARS-53"), "2"),
    **dict.fromkeys(("ARS-27", "ARS-32", "ARS-44"), "3"),
    **dict.fromkeys(("ARS-84", "ARS-93", "ARS-94"), "4"),
    **dict.fromkeys(("ARS-01", "ARS-02", "ARS-03", "ARS-75", "ARS-76"), "5"),
}


def draw_address(rng: Random, town: Town) -> dict[str, str]:
    """The address fields of one structure; the country stays empty, as it does for France in the extracts."""
    type_code, type_label = rng.choice(_STREET_TYPES)
    return {
        "street_number": str(rng.randint(1, 180)),
        "street_repetition": "B" if rng.random() < 0.05 else "",
        "street_type_code": type_code,
        "street_type_label": type_label,
        "street_name": rng.choice(_STREETS),
        "post_office": f"{town.postal_code} {town.name.upper()}",
        "postal_code": town.postal_code,
        "commune_code": town.commune_code,
        "commune_name": town.name,
        "department_code": town.department.code,
        "department_name": town.department.name,
        "phone": draw_phone(rng, town),
    }


def draw_phone(rng: Random, town: Town) -> str:
    """A ten-digit number that nobody owns."""
    return f"{_FICTION_RANGES[_NUMBERING_ZONE[town.department.agency_code]]}{rng.randint(0, 9999):04d}"
