"""Who a test person is: drawn from seed and rank alone, before any file says it."""

from bisect import bisect
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Final

from directory.extract.sample.names import draw_family_name, draw_given_name
from directory.extract.sample.numbers import rpps_of_rank
from directory.extract.sample.professions import PROFESSIONS, WEIGHTS, Profession, StructureKind
from directory.extract.sample.structures import MAX_ROUNDS, Structure, make_practice, make_structure
from directory.vocabulary.authorities import AGENCIES, EXTRACT_AGENCY, LOCAL, OrderCode
from directory.vocabulary.codes import ActivityMode, ProfessionalCategory

_KINDS: Final = tuple(StructureKind)
_PLACE_OF_KIND: Final = {kind: place for place, kind in enumerate(_KINDS)}
_PEOPLE_A_ROUND: Final = 15 * len(AGENCIES)  # a structure is shared by some fifteen people in a large sample
_CIVILITIES: Final = ("MME", "MME", "M")
_STUDENT_SHARE: Final = 0.03
_IDLE_SHARE: Final = 0.05
_SECOND_SHARE: Final = 0.15
_THIRD_SHARE: Final = 0.2  # of those who have two
_AGENCY_ACTIVITY_SHARE: Final = 0.2  # hospital activities of physicians that the agency registers
_BOUNDS: Final = tuple(accumulate(WEIGHTS))
_TOTAL: Final = float(_BOUNDS[-1])
_ORDERS: Final = frozenset(OrderCode.values)
_PHYSICIANS: Final = OrderCode.PHYSICIANS.value
_SELF_EMPLOYED: Final = ActivityMode.SELF_EMPLOYED.value
_STUDENT: Final = ProfessionalCategory.STUDENT.value
_CIVILIAN: Final = ProfessionalCategory.CIVILIAN.value


@dataclass(slots=True)
class Activity:
    """One line of a person's activities. authority: the three parts that the line names."""

    structure: Structure
    mode: str
    role: str
    section: str
    authority: str


@dataclass(slots=True)
class Person:
    """One test person. title, specialty: of practice, empty for students. activities: none for who does not practise.

    authority: the three parts that the only line of such a person names.
    """

    seed: int
    rank: int
    rpps: str
    civility: str
    family_name: str
    given_name: str
    profession: Profession
    category: str
    title: str
    specialty: str
    activities: list[Activity]
    authority: str


def rounds_for(people: int) -> int:
    """How many structures of each agency so many people share."""
    return min(MAX_ROUNDS, max(len(_KINDS), people // _PEOPLE_A_ROUND // len(_KINDS) * len(_KINDS)))


def draw_person(seed: int, rank: int, rounds: int) -> Person:
    """The person of one rank. rounds: of structures to work in."""
    rng = Random(f"{seed}/person/{rank}")  # noqa: S311 - a sample must be repeatable
    profession = PROFESSIONS[bisect(_BOUNDS, rng.random() * _TOTAL, 0, len(_BOUNDS) - 1)]
    civility = rng.choice(_CIVILITIES)
    family_name = draw_family_name(rng, rank)
    given_name = draw_given_name(rng, civility, rank)
    is_student = profession.authority in _ORDERS and rng.random() < _STUDENT_SHARE
    person = Person(
        seed=seed,
        rank=rank,
        rpps=rpps_of_rank(rank),
        civility=civility,
        family_name=family_name,
        given_name=given_name,
        profession=profession,
        category=_STUDENT if is_student else _CIVILIAN,
        title="" if is_student else profession.title,
        specialty="" if is_student else rng.choice(profession.specialties or ("",)),
        activities=[],
        authority=f"{profession.authority}//",
    )
    if is_student or (profession.authority != LOCAL and rng.random() < _IDLE_SHARE):
        return person
    _draw_activities(rng, person, rounds)
    return person


def _draw_activities(rng: Random, person: Person, rounds: int) -> None:
    found: dict[str, Activity] = {}
    for number in range(_activity_count(rng)):
        activity = _draw_activity(rng, person, number, rounds)
        found.setdefault(activity.structure.technical_id, activity)
    person.activities = [found[technical_id] for technical_id in sorted(found)]


def _activity_count(rng: Random) -> int:
    if rng.random() >= _SECOND_SHARE:
        return 1
    return 3 if rng.random() < _THIRD_SHARE else 2


def _draw_activity(rng: Random, person: Person, number: int, rounds: int) -> Activity:
    profession = person.profession
    agency = person.rank % len(AGENCIES)
    if rng.random() < profession.practice_share:
        structure = make_practice(rng, rpps=person.rpps, rank=number + 1, family_name=person.family_name, agency=agency)
        mode, role = _SELF_EMPLOYED, "FON-01"
    else:
        kind = _PLACE_OF_KIND[rng.choice(profession.sites)]
        structure = _site(person.seed, agency, kind + len(_KINDS) * rng.randrange(rounds // len(_KINDS)))
        mode, role = profession.mode, profession.role_code
    section = rng.choice(profession.pharmacist_sections or ("",))
    if section == "A":  # the owner of a pharmacy
        mode, role = _SELF_EMPLOYED, "FON-03"
    return Activity(structure, mode, role, section, _authority(rng, profession.authority, structure))


@lru_cache(maxsize=20_000)
def _site(seed: int, agency: int, round_number: int) -> Structure:
    return make_structure(seed, agency=agency, round_number=round_number)


def _authority(rng: Random, authority: str, structure: Structure) -> str:
    is_hospital = authority == _PHYSICIANS and structure.sector_code == "SA01"
    if is_hospital and rng.random() < _AGENCY_ACTIVITY_SHARE:
        return f"{authority}/{authority}/{EXTRACT_AGENCY}"
    return f"{authority}/{authority}/{authority}"
