"""Parts of practitioners in JSON: name, qualifications, and the extensions about cards, orders and authorizations."""

from collections.abc import Iterable
from functools import lru_cache

from directory.api.fhir.coding import AUTHORITY, coding, concept_text
from directory.api.fhir.qualifications import diploma_code, exercise_code, expertise_code
from directory.api.fhir.registry import GUIDE
from directory.api.fhir.rows import Authorization, Card, Diploma, Exercise, Expertise, Person
from directory.api.fhir.writing import HOLE, Shape, array, period, quoted, to_json
from directory.queries import labels, profession_table

SMART_CARD = f"{GUIDE}/StructureDefinition/as-ext-smartcard"
REGISTRATION = f"{GUIDE}/StructureDefinition/as-ext-registration"
AUTHORIZATION = f"{GUIDE}/StructureDefinition/as-ext-practitioner-authorization"
CARD_TYPE = "TRE_R87-TypeCarte"
_DEPARTMENT = "TRE_G09-DepartementOM"
_REGISTRATION_STATUS = "TRE_R33-StatutInscription"
_AUTHORIZATION_TYPE = "TRE_R17-TypeAutorisation"
_DISCIPLINE = "TRE_R18-DisciplineAutorisation"

_EXTENSION = Shape({"url": HOLE, "extension": HOLE})
_CARD_PARTS = [
    {"url": "type", "valueCodeableConcept": HOLE},
    {"url": "number", "valueString": HOLE},
    {"url": "period", "valuePeriod": HOLE},
]
_CARD = Shape({"url": SMART_CARD, "extension": _CARD_PARTS})
_OPPOSED_CARD = Shape(
    {"url": SMART_CARD, "extension": [*_CARD_PARTS, {"url": "oppositionDate", "valueDateTime": HOLE}]}
)
_CODE = Shape({"url": HOLE, "valueCodeableConcept": HOLE})
_PERIOD = Shape({"url": "period", "valuePeriod": HOLE})
_QUALIFICATION = Shape({"code": HOLE})
_DATED_QUALIFICATION = Shape({"code": HOLE, "period": HOLE})


def name_of(person: Person, exercises: Iterable[Exercise]) -> str:
    """The name of use, alone in a list. prefix: the civility; suffix: the title that a profession gives (Docteur…)."""
    title = next((exercise.civility_code for exercise in exercises if exercise.civility_code), "")
    members = [f'"use":"usual","family":{quoted(person.family_name)}']
    if person.given_names:
        members.append(f'"given":{array(map(quoted, person.given_names.split()))}')
    if person.civility_code:
        members.append(f'"prefix":[{quoted(person.civility_code)}]')
    if title:
        members.append(f'"suffix":[{quoted(title)}]')
    return f"[{{{','.join(members)}}}]"


def qualifications_of(
    exercises: Iterable[Exercise], expertises: Iterable[Expertise], diplomas: Iterable[Diploma], *, dated: bool
) -> list[str]:
    """Professions, expertises, diplomas. dated: with their periods, which the restricted view alone shows.

    Who exercises two professions has two: the profile expects one, but leaving the other out would be untrue.
    """
    shown = []
    for exercise in exercises:
        code = exercise_code(exercise.profession_code, exercise.category_code)
        shown.append(_qualified(code, period(exercise.valid_from, exercise.valid_until) if dated else ""))
    for expertise in expertises:
        code = expertise_code(expertise.type_code, expertise.code)
        shown.append(_qualified(code, period(expertise.recognised_date, expertise.given_up_date) if dated else ""))
    for diploma in diplomas:
        code = diploma_code(diploma.type_code, diploma.type_label, diploma.code, diploma.label)
        shown.append(_qualified(code, period(diploma.obtained_date, None) if dated else ""))
    return shown


def cards_of(cards: Iterable[Card], *, with_opposition: bool) -> list[str]:
    """Cards; that one is opposed, and since when, is told in the restricted view only."""
    shown = []
    for card in cards:
        parts = (concept_text(CARD_TYPE, card.type_code), quoted(card.number))
        validity = period(card.valid_from, card.valid_until)
        if with_opposition and card.blocked_date is not None:
            shown.append(_OPPOSED_CARD.fill(*parts, validity, quoted(card.blocked_date)))
        else:
            shown.append(_CARD.fill(*parts, validity))
    return shown


def registrations_of(exercises: Iterable[Exercise]) -> list[str]:
    """Registrations with orders: restricted."""
    return [_registration(exercise) for exercise in exercises if exercise.order_code]


def authorizations_of(authorizations: Iterable[Authorization], *, dated: bool) -> list[str]:
    """Authorizations to practise. dated: with their period, which the restricted view alone shows."""
    shown = []
    for item in authorizations:
        parts = [_code("type", _labelled(_AUTHORIZATION_TYPE, item.type_code, item.type_label))]
        if item.discipline_code:
            parts.append(_code("field", _labelled(_DISCIPLINE, item.discipline_code, item.discipline_label)))
        if item.profession_code:
            table = profession_table(item.profession_code)
            parts.append(_code("profession", concept_text(table, item.profession_code)))
        validity = period(item.valid_from, item.valid_until) if dated else ""
        if validity:
            parts.append(_PERIOD.fill(validity))
        shown.append(_EXTENSION.fill(quoted(AUTHORIZATION), array(parts)))
    return shown


def _registration(exercise: Exercise) -> str:
    parts = [_code("registeringOrganization", concept_text(AUTHORITY, exercise.order_code))]
    if exercise.council_code:
        parts.append(_code("registeringOrganizationDetail", concept_text(_DEPARTMENT, exercise.council_code)))
    validity = period(exercise.registered_from, exercise.struck_off_date)
    if validity:
        parts.append(_PERIOD.fill(validity))
    if exercise.registration_status_code:
        parts.append(_code("status", concept_text(_REGISTRATION_STATUS, exercise.registration_status_code)))
    return _EXTENSION.fill(quoted(REGISTRATION), array(parts))


def _qualified(code: str, validity: str) -> str:
    return _DATED_QUALIFICATION.fill(code, validity) if validity else _QUALIFICATION.fill(code)


def _code(name: str, concept: str) -> str:
    return _CODE.fill(quoted(name), concept)


def _labelled(table: str, code: str, label: str) -> str:
    """One code; the label that came with it stands in where the nomenclature is not loaded."""
    return _labelled_text(table, code, label, labels.generation())


@lru_cache(maxsize=1024)
def _labelled_text(table: str, code: str, label: str, _generation: int) -> str:
    known = coding(table, code)
    return to_json({"coding": [{"display": label, **known} if label else known]})
