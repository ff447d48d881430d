"""Parts of practitioners in JSON: name, qualifications, and the extensions about cards, orders and authorizations."""

from collections.abc import Iterable
from functools import lru_cache

from directory.api.fhir.coding import AUTHORITY, coding, concept
from directory.api.fhir.qualifications import diploma_code, exercise_code, expertise_code
from directory.api.fhir.registry import GUIDE
from directory.api.fhir.rows import Authorization, Card, Diploma, Exercise, Expertise, Person
from directory.api.fhir.writing import Resource, period
from directory.queries import labels, profession_table

SMART_CARD = f"{GUIDE}/StructureDefinition/as-ext-smartcard"
REGISTRATION = f"{GUIDE}/StructureDefinition/as-ext-registration"
AUTHORIZATION = f"{GUIDE}/StructureDefinition/as-ext-practitioner-authorization"
CARD_TYPE = "TRE_R87-TypeCarte"
_DEPARTMENT = "TRE_G09-DepartementOM"
_REGISTRATION_STATUS = "TRE_R33-StatutInscription"
_AUTHORIZATION_TYPE = "TRE_R17-TypeAutorisation"
_DISCIPLINE = "TRE_R18-DisciplineAutorisation"


def name_of(person: Person, exercises: Iterable[Exercise]) -> Resource:
    """The name of use. prefix: the civility; suffix: the title that a profession gives (Docteur…)."""
    name: Resource = {"use": "usual", "family": person.family_name}
    if person.given_names:
        name["given"] = person.given_names.split()
    if person.civility_code:
        name["prefix"] = [person.civility_code]
    title = next((exercise.civility_code for exercise in exercises if exercise.civility_code), "")
    if title:
        name["suffix"] = [title]
    return name


def qualifications_of(
    exercises: Iterable[Exercise], expertises: Iterable[Expertise], diplomas: Iterable[Diploma], *, dated: bool
) -> list[Resource]:
    """Professions, expertises, diplomas. dated: with their periods, which the restricted view alone shows.

    Who exercises two professions has two: the profile expects one, but leaving the other out would be untrue.
    """
    shown = []
    for exercise in exercises:
        code = exercise_code(exercise.profession_code, exercise.category_code)
        shown.append(_qualified(code, period(exercise.valid_from, exercise.valid_until) if dated else {}))
    for expertise in expertises:
        code = expertise_code(expertise.type_code, expertise.code)
        shown.append(_qualified(code, period(expertise.recognised_date, expertise.given_up_date) if dated else {}))
    for diploma in diplomas:
        code = diploma_code(diploma.type_code, diploma.type_label, diploma.code, diploma.label)
        shown.append(_qualified(code, period(diploma.obtained_date, None) if dated else {}))
    return shown


def cards_of(cards: Iterable[Card], *, with_opposition: bool) -> list[Resource]:
    """Cards; that one is opposed, and since when, is told in the restricted view only."""
    shown = []
    for card in cards:
        parts: list[Resource] = [
            {"url": "type", "valueCodeableConcept": concept(CARD_TYPE, card.type_code)},
            {"url": "number", "valueString": card.number},
            {"url": "period", "valuePeriod": period(card.valid_from, card.valid_until)},
        ]
        if with_opposition and card.blocked_date is not None:
            parts.append({"url": "oppositionDate", "valueDateTime": card.blocked_date})
        shown.append({"url": SMART_CARD, "extension": parts})
    return shown


def registrations_of(exercises: Iterable[Exercise]) -> list[Resource]:
    """Registrations with orders: restricted."""
    return [_registration(exercise) for exercise in exercises if exercise.order_code]


def authorizations_of(authorizations: Iterable[Authorization], *, dated: bool) -> list[Resource]:
    """Authorizations to practise. dated: with their period, which the restricted view alone shows."""
    shown = []
    for item in authorizations:
        parts = [_code("type", _labelled(_AUTHORIZATION_TYPE, item.type_code, item.type_label))]
        if item.discipline_code:
            parts.append(_code("field", _labelled(_DISCIPLINE, item.discipline_code, item.discipline_label)))
        if item.profession_code:
            table = profession_table(item.profession_code)
            parts.append(_code("profession", concept(table, item.profession_code)))
        validity = period(item.valid_from, item.valid_until) if dated else {}
        if validity:
            parts.append({"url": "period", "valuePeriod": validity})
        shown.append({"url": AUTHORIZATION, "extension": parts})
    return shown


def _registration(exercise: Exercise) -> Resource:
    parts = [_code("registeringOrganization", concept(AUTHORITY, exercise.order_code))]
    if exercise.council_code:
        parts.append(_code("registeringOrganizationDetail", concept(_DEPARTMENT, exercise.council_code)))
    validity = period(exercise.registered_from, exercise.struck_off_date)
    if validity:
        parts.append({"url": "period", "valuePeriod": validity})
    if exercise.registration_status_code:
        parts.append(_code("status", concept(_REGISTRATION_STATUS, exercise.registration_status_code)))
    return {"url": REGISTRATION, "extension": parts}


def _qualified(code: Resource, validity: Resource) -> Resource:
    return {"code": code, "period": validity} if validity else {"code": code}


def _code(name: str, code: Resource) -> Resource:
    return {"url": name, "valueCodeableConcept": code}


def _labelled(table: str, code: str, label: str) -> Resource:
    """One code; the label that came with it stands in where the nomenclature is not loaded."""
    return _labelled_concept(table, code, label, labels.generation())


@lru_cache(maxsize=1024)
def _labelled_concept(table: str, code: str, label: str, _generation: int) -> Resource:
    known = coding(table, code)
    return {"coding": [{"display": label, **known} if label else known]}
