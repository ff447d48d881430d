"""What the restricted file says of a test person beyond their practice: birth, sex, how to reach them.

Mobile numbers are those that the regulator (ARCEP) keeps for fiction, addresses those of a reserved domain.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from directory.extract.sample.dice import Dice
from directory.extract.sample.drawing import Person
from directory.extract.sample.names import FAMILY_NAMES, GIVEN_NAMES
from directory.extract.sample.towns import Town, towns_by_agency
from directory.identifiers.luhn import luhn_key

_FRANCE: Final = "99000"  # INSEE
_ABROAD: Final = (("99350", "CASABLANCA"), ("99352", "ALGER"), ("99351", "TUNIS"), ("99131", "NAMUR"))
_SEXES: Final = {"MME": "F", "M": "M"}
_PLAIN: Final = str.maketrans("àâäçéèêëîïôöùûüÿ '", "aaaceeeeiioouuuy--")


@dataclass(frozen=True, slots=True)
class CivilStatus:
    """known_as: the nine columns from the birth name to the e-mail. other_identifiers: former ones."""

    known_as: str
    other_identifiers: str


def civil_status_of(person: Person) -> CivilStatus:
    """Always the same for the same person."""
    dice = Dice(person.seed, "civil", person.rank)
    return CivilStatus(
        known_as="|".join(
            [
                _birth_name(person, dice),
                _given_names(person, dice),
                f"{1 + dice.below(28):02d}/{1 + dice.below(12):02d}/{1956 + dice.below(47)}",
                *_birth_place(dice),
                _SEXES[person.civility],
                *_contacts(person, dice),
            ]
        ),
        other_identifiers=_former_number(person, dice),
    )


def _birth_name(person: Person, dice: Dice) -> str:
    if person.civility == "MME" and dice.below(100) < 45:
        return FAMILY_NAMES[dice.below(len(FAMILY_NAMES))].upper()
    return person.family_name


def _given_names(person: Person, dice: Dice) -> str:
    """All given names, each ended by an apostrophe, and one more at the end, as the file writes them."""
    names = [person.given_name]
    for _ in range(dice.below(3)):
        name = GIVEN_NAMES[person.civility][dice.below(len(GIVEN_NAMES[person.civility]))]
        if name not in names:
            names.append(name)
    return "'".join([*names, "", ""])


def _birth_place(dice: Dice) -> tuple[str, str, str]:
    """Commune, country, place."""
    if dice.below(100) < 10:
        country, place = _ABROAD[dice.below(len(_ABROAD))]
        return country, country, place
    town = _towns()[dice.below(len(_towns()))]
    return town.commune_code, _FRANCE, town.name.upper()


def _contacts(person: Person, dice: Dice) -> tuple[str, str]:
    """Mobile and e-mail; one in eight has no mobile, one in ten no e-mail."""
    mobile = "" if dice.below(8) == 0 else f"063998{dice.below(10_000):04d}"
    names = f"{person.given_name}.{person.family_name}".lower().translate(_PLAIN)
    return mobile, "" if dice.below(10) == 0 else f"{names}.{person.rank}@exemple.test"


def _former_number(person: Person, dice: Dice) -> str:
    """A departmental number of the time before, for one in twelve."""
    if not person.profession.profession_code or dice.below(12) > 0:
        return ""
    stem = f"{11 + dice.below(80):02d}{person.profession.profession_code[:1]}{dice.below(100_000):05d}"
    return f"0{stem}{luhn_key(stem)},ADELI,1"


@cache
def _towns() -> tuple[Town, ...]:
    return tuple(town for towns in towns_by_agency().values() for town in towns)
