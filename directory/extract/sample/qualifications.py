"""What a test person has obtained: specialties, a diploma, sometimes an authorization to practise.

Codes of diplomas and authorizations are the sample's own: their official tables do not ship with the program.
"""

from functools import cache
from typing import Final

from directory.extract.sample.dice import Dice
from directory.extract.sample.drawing import Person
from directory.vocabulary.nomenclatures import PROFESSIONS, Nomenclature, codes_among, codes_of

_SECOND_SPECIALTY: Final = 6  # people in a hundred who have one
_DIPLOMA: Final = 97
_AUTHORIZATION: Final = 2
_AUTHORIZATIONS: Final = (
    "AUT01|Autorisation ministérielle d'exercice|DIS01|Exercice de plein droit",
    "AUT01|Autorisation ministérielle d'exercice|DIS02|Exercice en établissement de santé",
    "AUT02|Libre établissement (Union européenne)|DIS03|Reconnaissance des qualifications",
)


def specialties_of(person: Person) -> list[str]:
    """The one that activities name first, which is the first in order of code; then another one."""
    if not person.specialty:
        return []
    dice = Dice(person.seed, "specialty", person.rank)
    later = _specialties_after(person.specialty)
    if dice.below(100) < _SECOND_SPECIALTY and later:
        return [person.specialty, later[dice.below(len(later))]]
    return [person.specialty]


def diploma_of(person: Person) -> str:
    """Type and diploma, codes and labels; empty where the register does not know it."""
    code = person.profession.profession_code
    if not code or Dice(person.seed, "diploma", person.rank).below(100) >= _DIPLOMA:
        return ""
    return _state_diploma(code)


def authorization_of(person: Person) -> str:
    """Type and discipline, codes and labels; empty for nearly everybody."""
    dice = Dice(person.seed, "authorization", person.rank)
    if not person.profession.profession_code or dice.below(100) >= _AUTHORIZATION:
        return ""
    return _AUTHORIZATIONS[dice.below(len(_AUTHORIZATIONS))]


@cache
def _specialties_after(code: str) -> tuple[str, ...]:
    is_alike = {other for other in codes_of(Nomenclature.SPECIALTY) if other[:2] == code[:2]}
    entries = codes_of(Nomenclature.SPECIALTY)
    return tuple(sorted(other for other in is_alike if other > code and entries[other].valid_until is None))


@cache
def _state_diploma(profession_code: str) -> str:
    profession = codes_among(PROFESSIONS)[profession_code].label
    return f"DE|Diplôme d'État français|DE{profession_code}|DE {profession}"
