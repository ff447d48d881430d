"""Test people as the official files write them: for each kind, the lines of one person, without their ends."""

from collections.abc import Callable, Mapping
from functools import cache
from operator import itemgetter
from typing import Final

from directory.extract.columns import SEPARATOR
from directory.extract.layouts import FIELDS_OF, FileKind, fields_of_generation
from directory.extract.sample.civil_status import civil_status_of
from directory.extract.sample.drawing import Activity, Person
from directory.extract.sample.names import CIVILITIES
from directory.extract.sample.qualifications import authorization_of, diploma_of, specialties_of
from directory.extract.sample.structures import SITE_FIELDS
from directory.vocabulary.codes import ExpertiseKind, IdentifierType
from directory.vocabulary.nomenclatures import PROFESSIONS, ROLES, Nomenclature, codes_among, label_of

Write = Callable[[Person], list[str]]

_TYPE: Final = IdentifierType.RPPS.value
_SPECIALTY: Final = ExpertiseKind.SPECIALTY.value


def writer_of(kind: FileKind, columns: int | None = None) -> Write:
    """What writes the lines of a person in files of a kind. columns: of a generation, None for the newest."""
    write = _WRITERS[kind]
    if columns is None or columns == len(FIELDS_OF[kind]):
        return write
    kept = itemgetter(*(FIELDS_OF[kind].index(name) for name in fields_of_generation(kind, columns)))
    return lambda person: [SEPARATOR.join([*kept(line.split(SEPARATOR)), ""]) for line in write(person)]


def _activities(person: Person) -> list[str]:
    profession = person.profession
    civility, category = person.civility, person.category
    head = (
        f"{_who(person)}|{_coded(Nomenclature.PRACTICE_TITLE, person.title)}|{civility}|{CIVILITIES[civility]}|"
        f"{person.family_name}|{person.given_name}|{_profession(profession.profession_code)}|"
        f"{_coded(Nomenclature.CATEGORY, category)}|{_specialty(person.specialty)}"
    )
    if not person.activities:
        return [f"{head}|{_NO_MODE_NOR_SITE}|{person.authority}|{_EMPTY_PAIRS[4]}|"]
    kind = _coded(Nomenclature.ACTIVITY_KIND, profession.activity_kind)
    return [f"{head}|{_activity(activity)}|{kind}|" for activity in person.activities]


def _activity(activity: Activity) -> str:
    structure = activity.structure
    return (
        f"{_coded(Nomenclature.ACTIVITY_MODE, activity.mode)}|{structure.part(FileKind.ACTIVITIES)}|"
        f"{activity.authority}|{_coded(Nomenclature.SECTOR, structure.sector_code)}|"
        f"{_coded(Nomenclature.PHARMACIST_SECTION, activity.section)}|{_role(activity.role)}"
    )


def _expertises(person: Person) -> list[str]:
    head = (
        f"{_who(person)}|{person.family_name}|{person.given_name}|{_profession(person.profession.profession_code)}|"
        f"{_coded(Nomenclature.CATEGORY, person.category)}"
    )
    return [f"{head}|{_specialty(code)}|" for code in specialties_of(person)]


def _diplomas(person: Person) -> list[str]:
    head = f"{_who(person)}|{person.family_name}|{person.given_name}"
    lines = []
    diploma, authorization = diploma_of(person), authorization_of(person)
    if diploma:
        lines.append(f"{head}|{diploma}|{_EMPTY_PAIRS[2]}|")
    if authorization:
        lines.append(f"{head}|{_EMPTY_PAIRS[2]}|{authorization}|")
    return lines


def _restricted(person: Person) -> list[str]:
    civil, profession = civil_status_of(person), person.profession
    head = (
        f"{_who(person)}|{civil.known_as}|{person.civility}|{profession.profession_code}|{person.category}|"
        f"{person.title}|{person.family_name}|{person.given_name}|"
        f"{_SPECIALTY if person.specialty else ''}|{person.specialty}"
    )
    if not person.activities:
        site = SEPARATOR * (len(SITE_FIELDS[FileKind.RESTRICTED]) - 1)
        return [f"{head}|||||{site}|{person.authority}|{civil.other_identifiers}||"]
    return [
        f"{head}|{activity.mode}|{activity.structure.sector_code}|{activity.section}|{activity.role}|"
        f"{activity.structure.part(FileKind.RESTRICTED)}|{activity.authority}|{civil.other_identifiers}|"
        f"{profession.activity_kind}|"
        for activity in person.activities
    ]


def _who(person: Person) -> str:
    return f"{_TYPE}|{person.rpps}|{_TYPE}{person.rpps}"


@cache
def _coded(table: Nomenclature, code: str) -> str:
    return f"{code}|{label_of(table, code) if code else ''}"


@cache
def _profession(code: str) -> str:
    return f"{code}|{codes_among(PROFESSIONS)[code].label if code else ''}"


@cache
def _role(code: str) -> str:
    return f"{code}|{codes_among(ROLES)[code].label}"


@cache
def _specialty(code: str) -> str:
    if not code:
        return _EMPTY_PAIRS[2]
    return f"{_coded(Nomenclature.EXPERTISE_KIND, _SPECIALTY)}|{_coded(Nomenclature.SPECIALTY, code)}"


_EMPTY_PAIRS: Final = {2: "|||", 4: "|||||||"}
_NO_MODE_NOR_SITE: Final = SEPARATOR * (1 + len(SITE_FIELDS[FileKind.ACTIVITIES]))
_WRITERS: Final[Mapping[FileKind, Write]] = {
    FileKind.ACTIVITIES: _activities,
    FileKind.EXPERTISES: _expertises,
    FileKind.DIPLOMAS: _diplomas,
    FileKind.RESTRICTED: _restricted,
}
