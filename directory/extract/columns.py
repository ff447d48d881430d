"""Columns of the open extract `PS_LibreAcces_Personne_activite_*.txt`: official headers, our names, official order."""

from dataclasses import dataclass
from typing import Final

from directory.errors import UnreadableExtract

SEPARATOR: Final = "|"

# Order and spelling of the official files (Annuaire Santé, open data). A line ends with one more separator.
COLUMNS: Final = {
    "identifier_type": "Type d'identifiant PP",
    "identifier": "Identifiant PP",
    "national_id": "Identification nationale PP",
    "practice_title_code": "Code civilité d'exercice",
    "practice_title_label": "Libellé civilité d'exercice",
    "civility_code": "Code civilité",
    "civility_label": "Libellé civilité",
    "family_name": "Nom d'exercice",
    "given_name": "Prénom d'exercice",
    "profession_code": "Code profession",
    "profession_label": "Libellé profession",
    "category_code": "Code catégorie professionnelle",
    "category_label": "Libellé catégorie professionnelle",
    "expertise_kind_code": "Code type savoir-faire",
    "expertise_kind_label": "Libellé type savoir-faire",
    "expertise_code": "Code savoir-faire",
    "expertise_label": "Libellé savoir-faire",
    "mode_code": "Code mode exercice",
    "mode_label": "Libellé mode exercice",
    "site_siret": "Numéro SIRET site",
    "site_siren": "Numéro SIREN site",
    "site_finess": "Numéro FINESS site",
    "legal_finess": "Numéro FINESS établissement juridique",
    "structure_id": "Identifiant technique de la structure",
    "legal_name": "Raison sociale site",
    "trade_name": "Enseigne commerciale site",
    "address_recipient": "Complément destinataire (coord. structure)",
    "address_location": "Complément point géographique (coord. structure)",
    "street_number": "Numéro Voie (coord. structure)",
    "street_repetition": "Indice répétition voie (coord. structure)",
    "street_type_code": "Code type de voie (coord. structure)",
    "street_type_label": "Libellé type de voie (coord. structure)",
    "street_name": "Libellé Voie (coord. structure)",
    "distribution_mention": "Mention distribution (coord. structure)",
    "post_office": "Bureau cedex (coord. structure)",
    "postal_code": "Code postal (coord. structure)",
    "commune_code": "Code commune (coord. structure)",
    "commune_name": "Libellé commune (coord. structure)",
    "country_code": "Code pays (coord. structure)",
    "country_name": "Libellé pays (coord. structure)",
    "phone": "Téléphone (coord. structure)",
    "phone_2": "Téléphone 2 (coord. structure)",
    "fax": "Télécopie (coord. structure)",
    "email": "Adresse e-mail (coord. structure)",
    "department_code": "Code Département (structure)",
    "department_name": "Libellé Département (structure)",
    "former_structure_id": "Ancien identifiant de la structure",
    "authority": "Autorité d'enregistrement",
    "sector_code": "Code secteur d'activité",
    "sector_label": "Libellé secteur d'activité",
    "pharmacist_section_code": "Code section tableau pharmaciens",
    "pharmacist_section_label": "Libellé section tableau pharmaciens",
    "role_code": "Code rôle",
    "role_label": "Libellé rôle",
    "activity_kind_code": "Code genre activité",
    "activity_kind_label": "Libellé genre activité",
}
FIELDS: Final = tuple(COLUMNS)
OLDER_COUNT: Final = 52  # files older than the roles and activity kinds stop there
NEWER_FIELDS: Final = FIELDS[OLDER_COUNT:]
GENERATIONS: Final = (len(FIELDS), OLDER_COUNT)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file keeps each column: one field name for each header of the file, None where we do not know it."""

    fields: tuple[str | None, ...]

    @property
    def unknown_count(self) -> int:
        """Columns of the file that we do not read."""
        return self.fields.count(None)


def read_header(line: str) -> Layout:
    """Match the first line of a file with the columns we know: by name, whatever their case and order.

    Unknown columns are tolerated, the four newest may be missing; any other one missing raises UnreadableExtract.
    """
    names = line.rstrip("\r\n").removesuffix(SEPARATOR).split(SEPARATOR)
    fields = tuple(_FIELD_BY_HEADER.get(_folded(name)) for name in names)
    missing = tuple(header for field, header in COLUMNS.items() if field not in fields and field not in NEWER_FIELDS)
    repeated = tuple(COLUMNS[field] for field in set(fields) if field is not None and fields.count(field) > 1)
    if missing or repeated:
        raise UnreadableExtract(missing=missing or repeated)
    return Layout(fields)


def header_line(generation: int = len(FIELDS)) -> str:
    """The official first line, without its end of line. generation: 56 or 52 columns."""
    return SEPARATOR.join([*list(COLUMNS.values())[:generation], ""])


def _folded(header: str) -> str:
    return " ".join(header.replace("\u2019", "'").casefold().split())


_FIELD_BY_HEADER = {_folded(header): field for field, header in COLUMNS.items()}
