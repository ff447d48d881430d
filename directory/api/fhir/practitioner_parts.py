"""Parts of practitioners: name, qualifications, and the extensions that speak of cards, orders and authorizations."""

from collections.abc import Iterable, Sequence
from datetime import date

from directory.api.fhir.coding import AUTHORITY, coding, concept
from directory.api.fhir.person_rows import Authorization, Card, Diploma, Exercise, Expertise, Person
from directory.api.fhir.qualifications import diploma_code, exercise_code, expertise_code
from directory.api.fhir.registry import GUIDE, Resource
from directory.queries import profession_table

SMART_CARD = f"{GUIDE}/StructureDefinition/as-ext-smartcard"
REGISTRATION = f"{GUIDE}/StructureDefinition/as-ext-registration"
AUTHORIZATION = f"{GUIDE}/StructureDefinition/as-ext-practitioner-authorization"
CARD_TYPE = "TRE_R87-TypeCarte"
_DEPARTMENT = "TRE_G09-DepartementOM"
_REGISTRATION_STATUS = "TRE_R33-StatutInscription"
_AUTHORIZATION_TYPE = "TRE_R17-TypeAutorisation"
_DISCIPLINE = "TRE_R18-DisciplineAutorisation"


def name_of(person: Person, exercises: Iterable[Exercise]) -> list[Resource]:
    """The name of use. prefix: the civility; suffix: the title that a profession gives (Docteur…)."""
    title = next((exercise.civility_code for exercise in exercises if exercise.civility_code), "")
    name: Resource = {"use": "usual", "family": person.family_name}
    if person.given_names:
        name["given"] = person.given_names.split()
    if person.civility_code:
        name["prefix"] = [person.civility_code]
    if title:
        name["suffix"] = [title]
    return [name]


def qualifications_of(
    exercises: Iterable[Exercise], expertises: Iterable[Expertise], diplomas: Iterable[Diploma], *, dated: bool
) -> list[Resource]:
    """Professions, expertises, diplomas. dated: with their periods, which the restricted view alone shows.

    Who exercises two professions has two: the profile expects one, but leaving the other out would be untrue.
    """
    shown: list[Resource] = []
    for exercise in exercises:
        code = exercise_code(exercise.profession_code, exercise.category_code)
        shown.append(_qualified(code, exercise.valid_from, exercise.valid_until, dated=dated))
    for expertise in expertises:
        code = expertise_code(expertise.type_code, expertise.code)
        shown.append(_qualified(code, expertise.recognised_date, expertise.given_up_date, dated=dated))
    for diploma in diplomas:
        code = diploma_code(diploma.type_code, diploma.type_label, diploma.code, diploma.label)
        shown.append(_qualified(code, diploma.obtained_date, None, dated=dated))
    return shown


def cards_of(cards: Iterable[Card], *, with_opposition: bool) -> list[Resource]:
    """Cards; that one is opposed, and since when, is told in the restricted view only."""
    shown = []
    for card in cards:
        parts: list[Resource] = [
            {"url": "type", "valueCodeableConcept": concept(CARD_TYPE, card.type_code)},
            {"url": "number", "valueString": card.number},
            {"url": "period", "valuePeriod": period_of(card.valid_from, card.valid_until)},
        ]
        if with_opposition and card.blocked_date is not None:
            parts.append({"url": "oppositionDate", "valueDateTime": card.blocked_date.isoformat()})
        shown.append({"url": SMART_CARD, "extension": parts})
    return shown


def registrations_of(exercises: Sequence[Exercise]) -> list[Resource]:
    """Registrations with orders: restricted."""
    return [_registration(exercise) for exercise in exercises if exercise.order_code]


def authorizations_of(authorizations: Iterable[Authorization], *, dated: bool) -> list[Resource]:
    """Authorizations to practise. dated: with their period, which the restricted view alone shows."""
    shown = []
    for item in authorizations:
        kind = _labelled(_AUTHORIZATION_TYPE, item.type_code, item.type_label)
        parts: list[Resource] = [{"url": "type", "valueCodeableConcept": kind}]
        if item.discipline_code:
            field = _labelled(_DISCIPLINE, item.discipline_code, item.discipline_label)
            parts.append({"url": "field", "valueCodeableConcept": field})
        if item.profession_code:
            code = concept(profession_table(item.profession_code), item.profession_code)
            parts.append({"url": "profession", "valueCodeableConcept": code})
        period = period_of(item.valid_from, item.valid_until)
        if dated and period:
            parts.append({"url": "period", "valuePeriod": period})
        shown.append({"url": AUTHORIZATION, "extension": parts})
    return shown


def period_of(start: date | None, end: date | None) -> Resource:
    """A period, with the very days that the guide maps to it. Empty when neither is known."""
    days = (("start", start), ("end", end))
    return {name: day.isoformat() for name, day in days if day is not None}


def _registration(exercise: Exercise) -> Resource:
    order = concept(AUTHORITY, exercise.order_code)
    parts: list[Resource] = [{"url": "registeringOrganization", "valueCodeableConcept": order}]
    if exercise.council_code:
        council = concept(_DEPARTMENT, exercise.council_code)
        parts.append({"url": "registeringOrganizationDetail", "valueCodeableConcept": council})
    period = period_of(exercise.registered_from, exercise.struck_off_date)
    if period:
        parts.append({"url": "period", "valuePeriod": period})
    if exercise.registration_status_code:
        status = concept(_REGISTRATION_STATUS, exercise.registration_status_code)
        parts.append({"url": "status", "valueCodeableConcept": status})
    return {"url": REGISTRATION, "extension": parts}


def _qualified(code: Resource, start: date | None, end: date | None, *, dated: bool) -> Resource:
    period = period_of(start, end) if dated else None
    return {"code": code, "period": period} if period else {"code": code}


def _labelled(table: str, code: str, label: str) -> Resource:
    """One code; the label that came with it stands in where the nomenclature is not loaded."""
    known = coding(table, code)
    return {"coding": [{"display": label, **known} if label else known]}
