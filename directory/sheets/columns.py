"""The columns of a file of staff, as the template names them: a format, the same whatever the language of the page."""

from dataclasses import dataclass
from typing import Final

from directory.sheets.words import folded


@dataclass(frozen=True, slots=True)
class Column:
    """One column. key: the field that it fills. also: how employers' own files call it, folded.

    is_needed: a file without it cannot be read.
    """

    key: str
    heading: str
    also: tuple[str, ...] = ()
    is_needed: bool = False
    example: str = ""


COLUMNS: Final = (
    Column("birth_family_name", "Nom de naissance", ("nom", "nom de famille", "nom naissance"), True, "MARTIN"),
    Column("given_names", "Prénoms", ("prenom", "prenom s"), True, "Jeanne Marie"),
    Column("birth_date", "Date de naissance", ("ne le", "nee le", "naissance", "date naissance"), True, "09/04/1991"),
    Column("sex_code", "Sexe", ("genre", "civilite"), True, "F"),
    Column("practice_family_name", "Nom d’usage", ("nom d usage", "nom usage", "nom marital"), example="DURAND"),
    Column(
        "email", "Adresse e-mail", ("email", "e mail", "mail", "courriel", "adresse mail"), True, "j.martin@exemple.fr"
    ),
    Column(
        "mobile", "Téléphone mobile", ("mobile", "portable", "telephone", "telephone portable"), True, "06 39 98 01 02"
    ),
    Column("structure", "Structure", ("finess", "n finess", "numero finess", "siret", "etablissement")),
    Column("role_code", "Rôle", ("fonction", "code role"), True, "Aide-soignant"),
    Column("profession_code", "Profession", ("profession sociale", "code profession")),
    Column("activity_kind_code", "Genre d’activité", ("genre d activite", "genre activite", "activite")),
    Column("start_date", "Date de début", ("debut", "date d entree", "date debut", "entree"), True, "01/12/2026"),
    Column("rpps", "Numéro RPPS", ("rpps", "n rpps"), example=""),
)
HEADINGS: Final = {column.key: column.heading for column in COLUMNS}
NEEDED: Final = tuple(column.key for column in COLUMNS if column.is_needed)

# What our own result files add: a file that comes back has them, and they say nothing
RESULT_HEADINGS: Final = ("Ligne", "Résultat", "Numéro attribué", "À corriger")

_KEYS: Final = {folded(name): column.key for column in COLUMNS for name in (column.heading, *column.also)}


def key_of(heading: str) -> str:
    """The field that a column of this name fills; empty for a column that is not read."""
    return _KEYS.get(folded(heading), "")
