"""Test people, line by line as an extract writes them: RPPS numbers in 997, none, one or several activities each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final

from directory.extract.columns import FIELDS
from directory.extract.sample.names import CIVILITIES, GIVEN_NAMES, draw_family_name
from directory.extract.sample.professions import PROFESSIONS, WEIGHTS, Profession, StructureKind
from directory.extract.sample.structures import MAX_ROUNDS, Structure, make_practice, make_structure
from directory.identifiers import make_rpps
from directory.vocabulary.authorities import AGENCIES, EXTRACT_AGENCY, LOCAL, OrderCode
from directory.vocabulary.codes import ActivityMode, ExpertiseKind, IdentifierType, ProfessionalCategory
from directory.vocabulary.nomenclatures import PROFESSIONS as PROFESSION_TABLES
from directory.vocabulary.nomenclatures import ROLES, Nomenclature, codes_among, label_of

FIRST_ORDER: Final = 9_970_000_001  # RPPS without key
MAX_PEOPLE: Final = 5_000_000  # the upper half of the test range stays free for numbers allotted in the portal

_KINDS: Final = tuple(StructureKind)
_PEOPLE_A_ROUND: Final = 15 * len(AGENCIES)  # a structure is shared by some fifteen people in a large sample
_STUDENT_SHARE: Final = 0.03
_IDLE_SHARE: Final = 0.05
_SECOND_SHARE: Final = 0.15
_THIRD_SHARE: Final = 0.2  # of those who have two
_AGENCY_ACTIVITY_SHARE: Final = 0.2  # hospital activities of physicians that the agency registers


@dataclass(frozen=True, slots=True)
class _Person:
    rng: Random
    seed: int
    rpps: str
    agency: int
    profession: Profession
    rounds: int
    fields: dict[str, str]


def sample_rows(*, people: int, seed: int) -> Iterator[tuple[str, ...]]:
    """Lines of an extract, in the order of FIELDS; the same for the same arguments.

    people: up to MAX_PEOPLE; from 18 on every agency has some. A person depends on seed and rank only, and so
    does a structure; how many structures there are follows the number of people.
    """
    rounds = min(MAX_ROUNDS, max(len(_KINDS), people // _PEOPLE_A_ROUND // len(_KINDS) * len(_KINDS)))
    for rank in range(people):
        person = _draw_person(seed, rank, rounds)
        for fields in _lines(person):
            yield tuple(fields.get(name, "") for name in FIELDS)


def _draw_person(seed: int, rank: int, rounds: int) -> _Person:
    rng = Random(f"{seed}/person/{rank}")  # noqa: S311 - a sample must be repeatable
    rpps = make_rpps(FIRST_ORDER + rank)
    profession = rng.choices(PROFESSIONS, WEIGHTS)[0]
    civility = rng.choice(("MME", "MME", "M"))
    kind = IdentifierType.RPPS.value
    fields = {
        "identifier_type": kind,
        "identifier": rpps,
        "national_id": kind + rpps,
        "civility_code": civility,
        "civility_label": CIVILITIES[civility],
        "family_name": draw_family_name(rng),
        "given_name": rng.choice(GIVEN_NAMES[civility]),
        **_coded("profession", profession.profession_code, _profession_label(profession.profession_code)),
    }
    return _Person(rng, seed, rpps, rank % len(AGENCIES), profession, rounds, fields)


def _lines(person: _Person) -> Iterator[dict[str, str]]:
    rng, profession = person.rng, person.profession
    is_student = profession.authority in OrderCode.values and rng.random() < _STUDENT_SHARE
    fields = {**person.fields, **_exercise_fields(person, is_student=is_student)}
    if is_student or (profession.authority != LOCAL and rng.random() < _IDLE_SHARE):
        yield {**fields, "authority": f"{profession.authority}//"}
        return
    seen: set[str] = set()
    for number in range(_activity_count(rng)):
        activity = _activity_fields(person, number)
        if activity["structure_id"] not in seen:
            seen.add(activity["structure_id"])
            yield {**fields, **activity}


def _activity_count(rng: Random) -> int:
    if rng.random() >= _SECOND_SHARE:
        return 1
    return 3 if rng.random() < _THIRD_SHARE else 2


def _exercise_fields(person: _Person, *, is_student: bool) -> dict[str, str]:
    category = (ProfessionalCategory.STUDENT if is_student else ProfessionalCategory.CIVILIAN).value
    fields = _coded("category", category, label_of(Nomenclature.CATEGORY, category))
    if is_student:
        return fields
    title = person.profession.title
    fields |= _coded("practice_title", title, label_of(Nomenclature.PRACTICE_TITLE, title))
    specialty = person.rng.choice(person.profession.specialties or ("",))
    if specialty:
        kind = ExpertiseKind.SPECIALTY.value
        fields |= _coded("expertise_kind", kind, label_of(Nomenclature.EXPERTISE_KIND, kind))
        fields |= _coded("expertise", specialty, label_of(Nomenclature.SPECIALTY, specialty))
    return fields


def _activity_fields(person: _Person, number: int) -> dict[str, str]:
    rng, profession = person.rng, person.profession
    if rng.random() < profession.practice_share:
        structure = make_practice(
            rng, rpps=person.rpps, rank=number + 1, family_name=person.fields["family_name"], agency=person.agency
        )
        mode, role = ActivityMode.SELF_EMPLOYED.value, "FON-01"
    else:
        structure = _draw_site(person)
        mode, role = profession.mode, profession.role_code
    section = rng.choice(profession.pharmacist_sections or ("",))
    if section == "A":  # the owner of a pharmacy
        mode, role = ActivityMode.SELF_EMPLOYED.value, "FON-03"
    return {
        **structure.fields,
        **_coded("mode", mode, label_of(Nomenclature.ACTIVITY_MODE, mode)),
        **_coded("sector", structure.sector_code, label_of(Nomenclature.SECTOR, structure.sector_code)),
        **_coded("pharmacist_section", section, label_of(Nomenclature.PHARMACIST_SECTION, section)),
        **_coded("role", role, codes_among(ROLES)[role].label),
        **_coded(
            "activity_kind", profession.activity_kind, label_of(Nomenclature.ACTIVITY_KIND, profession.activity_kind)
        ),
        "authority": _authority(rng, profession, structure),
    }


def _draw_site(person: _Person) -> Structure:
    kind = _KINDS.index(person.rng.choice(person.profession.sites))
    round_number = kind + len(_KINDS) * person.rng.randrange(person.rounds // len(_KINDS))
    return _structure(person.seed, person.agency, round_number)


@lru_cache(maxsize=20_000)
def _structure(seed: int, agency: int, round_number: int) -> Structure:
    return make_structure(seed, agency=agency, round_number=round_number)


def _authority(rng: Random, profession: Profession, structure: Structure) -> str:
    authority = profession.authority
    is_public = structure.sector_code == "SA01"
    if authority == OrderCode.PHYSICIANS and is_public and rng.random() < _AGENCY_ACTIVITY_SHARE:
        return f"{authority}/{authority}/{EXTRACT_AGENCY}"
    return f"{authority}/{authority}/{authority}"


def _profession_label(code: str) -> str:
    return codes_among(PROFESSION_TABLES)[code].label if code else ""


def _coded(name: str, code: str, label: str) -> dict[str, str]:
    return {f"{name}_code": code, f"{name}_label": label if code else ""}
