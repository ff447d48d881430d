"""Invented structures of every region, and the rooms that self-employed people practise in.

Numbers are right but nobody's: SIREN numbers begin with 0, FINESS orders with 9, practices belong to test people.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from directory.extract.columns import SEPARATOR
from directory.extract.layouts import FIELDS_OF, FileKind
from directory.extract.sample.addresses import draw_address
from directory.extract.sample.professions import StructureKind
from directory.extract.sample.towns import Town, towns_by_agency
from directory.identifiers import luhn_key
from directory.vocabulary.authorities import AGENCIES

MAX_ROUNDS: Final = 1_000  # the FINESS numbers of an overseas department that this form can hold


def _site_fields(kind: FileKind) -> tuple[str, ...]:
    names = FIELDS_OF[kind]
    return names[names.index("site_siret") : names.index("former_structure_id") + 1]


SITE_FIELDS: Final = {kind: _site_fields(kind) for kind in (FileKind.ACTIVITIES, FileKind.RESTRICTED)}
_KINDS: Final = tuple(StructureKind)
_SECTORS: Final = {
    StructureKind.NURSING_HOME: "SA17",
    StructureKind.HOSPITAL: "SA01",
    StructureKind.PHARMACY: "SA33",
    StructureKind.MEDICAL_CARE_HOME: "SA16",
    StructureKind.CLINIC: "SA04",
    StructureKind.HEALTH_CENTRE: "SA05",
    StructureKind.HOME_EDUCATION: "SA16",
    StructureKind.THERAPEUTIC_INSTITUTE: "SA16",
    StructureKind.HEALTH_HOUSE: "SA52",
    StructureKind.HOME_CARE: "SA18",
}
_NAMES: Final = {
    StructureKind.NURSING_HOME: "EHPAD {}",
    StructureKind.HOSPITAL: "Centre hospitalier {town}",
    StructureKind.PHARMACY: "Pharmacie {}",
    StructureKind.MEDICAL_CARE_HOME: "Foyer d'accueil médicalisé {}",
    StructureKind.CLINIC: "Clinique {}",
    StructureKind.HEALTH_CENTRE: "Centre de santé {}",
    StructureKind.HOME_EDUCATION: "SESSAD {}",
    StructureKind.THERAPEUTIC_INSTITUTE: "ITEP {}",
    StructureKind.HEALTH_HOUSE: "Maison de santé {}",
    StructureKind.HOME_CARE: "Aide à domicile {}",
}
_WITHOUT_FINESS: Final = {StructureKind.HEALTH_CENTRE, StructureKind.HEALTH_HOUSE, StructureKind.HOME_CARE}
_POETRY: Final = (
    "Les Tilleuls",
    "Les Glycines",
    "La Roseraie",
    "Le Clos des Vignes",
    "Les Quatre Vents",
    "Beau Soleil",
    "La Source",
    "L'Orée du Bois",
    "Les Hirondelles",
    "Le Grand Chêne",
    "La Passerelle",
    "Les Amandiers",
    "Le Bel Air",
    "Les Coquelicots",
    "La Fontaine",
    "L'Étoile",
)
_FINESS_PREFIXES: Final = {"971": "9701", "972": "9702", "973": "9703", "974": "9704", "976": "9805"}


@dataclass(slots=True)
class Structure:
    """One place of work. fields: what it writes on every line of a file that names it."""

    agency_code: str
    sector_code: str
    fields: dict[str, str]
    _parts: dict[FileKind, str] = field(default_factory=dict)

    @property
    def technical_id(self) -> str:
        """What tells it from any other."""
        return self.fields["structure_id"]

    def part(self, kind: FileKind) -> str:
        """What it writes on a line of that kind, separators included; put together once."""
        part = self._parts.get(kind)
        if part is None:
            get = self.fields.get
            part = self._parts[kind] = SEPARATOR.join([get(name, "") for name in SITE_FIELDS[kind]])
        return part


def make_structure(seed: int, *, agency: int, round_number: int) -> Structure:
    """The structure that stands at one place of the grid agencies × rounds; always the same for the same seed."""
    agency_code = AGENCIES[agency]
    rng = Random(f"{seed}/structure/{agency}/{round_number}")  # noqa: S311 - a sample must be repeatable
    towns = towns_by_agency()[agency_code]
    town = towns[round_number % len(towns)]
    kind = _KINDS[round_number % len(_KINDS)]
    siret = _siret(round_number * len(AGENCIES) + agency)
    trade_name = _NAMES[kind].format(rng.choice(_POETRY), town=town.name)
    name = trade_name.upper()
    fields = {
        **draw_address(rng, town),
        "legal_name": name,
        "address_recipient": name,
        "email": _email(rng, name, town),
    }
    if kind in _WITHOUT_FINESS:
        fields |= {"site_siret": siret, "site_siren": siret[:9], "structure_id": f"C{siret}"}
        fields["former_structure_id"] = f"3{siret}"
    else:
        finess = _finess(town, round_number, site=True)
        fields |= {"site_finess": finess, "legal_finess": _finess(town, round_number, site=False)}
        fields |= {"structure_id": f"F{finess}", "former_structure_id": f"1{finess}"}
        if kind is not StructureKind.HOSPITAL:
            fields |= {"site_siret": siret, "site_siren": siret[:9]}
    if rng.random() < 0.85:
        fields["trade_name"] = trade_name
    return Structure(agency_code, _SECTORS[kind], fields)


def make_practice(rng: Random, *, rpps: str, rank: int, family_name: str, agency: int) -> Structure:
    """The rooms of one self-employed person, numbered after that person (RPPS, rank, key)."""
    agency_code = AGENCIES[agency]
    town = rng.choice(towns_by_agency()[agency_code])
    stem = f"{rpps}{rank:02d}"
    number = stem + luhn_key(stem)
    is_group = rng.random() < 0.4
    name = f"CABINET {'DE GROUPE ' if is_group else ''}{family_name}"
    fields = {**draw_address(rng, town), "legal_name": name, "address_recipient": name}
    fields |= {"structure_id": f"R{number}", "former_structure_id": f"4{number}"}
    return Structure(agency_code, "SA08" if is_group else "SA07", fields)


def _siret(index: int) -> str:
    siren = f"09{index:06d}"
    siren += luhn_key(siren)
    stem = f"{siren}0001"
    return stem + luhn_key(stem)


def _finess(town: Town, round_number: int, *, site: bool) -> str:
    prefix = _FINESS_PREFIXES.get(town.department.code, town.department.code)
    order = round_number + (0 if site else MAX_ROUNDS)
    width = 8 - len(prefix)
    stem = prefix + ("9" if len(prefix) == 2 else "") + f"{order:0{width - 1 if len(prefix) == 2 else width}d}"
    digits = "".join(c if c.isdigit() else "0" for c in stem)
    return stem + luhn_key(digits)


def _email(rng: Random, name: str, town: Town) -> str:
    if rng.random() < 0.5:
        return ""
    slug = "-".join(f"{name} {town.name}".casefold().replace("'", " ").split())
    ascii_slug = slug.translate(str.maketrans("àâäéèêëîïôöùûüç", "aaaeeeeiioouuuc"))
    return f"accueil@{ascii_slug}.example"
