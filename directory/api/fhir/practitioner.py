"""Practitioner: people, what they are qualified for, and how they are reached securely."""

from collections.abc import Sequence

from django.db.models import QuerySet

from directory.api.fhir import activities
from directory.api.fhir import practitioner_search as by
from directory.api.fhir.coding import data_trace
from directory.api.fhir.mailboxes import telecom
from directory.api.fhir.parameters import HL7, boolean, of_every_type, string, token
from directory.api.fhir.person_identifiers import has_identifier, has_identifier_type, identifiers_of
from directory.api.fhir.person_reading import (
    AUTHORIZATIONS,
    CARDS,
    DIPLOMAS,
    EXERCISES,
    EXPERTISES,
    PEOPLE,
    PERSONAL_BOXES,
)
from directory.api.fhir.practitioner_parts import (
    authorizations_of,
    cards_of,
    name_of,
    qualifications_of,
    registrations_of,
)
from directory.api.fhir.qualifications import has_qualification
from directory.api.fhir.reading import Answers
from directory.api.fhir.registry import (
    GUIDE,
    Parameter,
    ParameterKind,
    Reading,
    ResourceType,
    RevInclude,
    fhir_id,
    profiles_of,
)
from directory.api.fhir.rows import Person
from directory.api.fhir.writing import LANGUAGE, Built, stub
from directory.models import Practitioner

NUMBER = "003"
PROFILE, RESTRICTED_PROFILE = "as-dp-practitioner", "as-dr-practitioner"
_GUIDE_PARAMETER = f"{GUIDE}/SearchParameter"
_NAME_MODIFIERS = ("contains", "exact", "text")


def _rows(reading: Reading) -> QuerySet[Practitioner]:
    return Practitioner.objects.filter(is_test=reading.test_people)


def _build(keys: Sequence[int], reading: Reading) -> dict[int, Built]:
    """People, then what belongs to those who practise, a statement a table, in one message."""
    answers = Answers(keys, reading, PEOPLE, EXERCISES, EXPERTISES, DIPLOMAS, AUTHORIZATIONS, CARDS, PERSONAL_BOXES)
    exercises, expertises = answers.by_owner(EXERCISES), answers.by_owner(EXPERTISES)
    diplomas, authorizations = answers.by_owner(DIPLOMAS), answers.by_owner(AUTHORIZATIONS)
    cards, boxes = answers.by_owner(CARDS), answers.by_owner(PERSONAL_BOXES)
    profiles = profiles_of(PROFILE, RESTRICTED_PROFILE, "fr-core-practitioner", reading)
    built: dict[int, Built] = {}
    for person in answers.rows(PEOPLE):
        key = person.key
        built[key] = one = _identified(person, profiles)
        if not person.is_listed:
            continue
        running = [exercise for exercise in exercises.get(key, ()) if exercise.runs]
        extensions = cards_of(cards.get(key, ()), with_opposition=reading.restricted)
        extensions += authorizations_of(authorizations.get(key, ()), dated=reading.restricted)
        if reading.restricted:
            extensions += registrations_of(exercises.get(key, ()))
        expert, graduate = expertises.get(key, ()), diplomas.get(key, ())
        resource = one.resource
        resource["language"] = LANGUAGE
        resource["name"] = [name_of(person, running)]
        if extensions:
            resource["extension"] = extensions
        if key in boxes:
            resource["telecom"] = [telecom(box) for box in boxes[key]]
        if qualifications := qualifications_of(running, expert, graduate, dated=reading.restricted):
            resource["qualification"] = qualifications
    return built


def _identified(person: Person, profiles: list[str]) -> Built:
    """All that remains of a person who no longer practises, died, or was found to be somebody else: a stub."""
    return stub(
        "Practitioner",
        fhir_id(NUMBER, person.key),
        person.changed_at,
        profiles=profiles,
        trace=data_trace(person.authority_code, by.RPPS_SYSTEM),
        identifiers=identifiers_of(person.identifier_type, person.identifier, person.national_id),
        active=person.is_listed,
    )


PRACTITIONER = ResourceType(
    name="Practitioner",
    number=NUMBER,
    profile=PROFILE,
    restricted_profile=RESTRICTED_PROFILE,
    rows=_rows,
    build=_build,
    parameters=(
        *of_every_type(NUMBER),
        boolean("active", by.is_active, "Whether the person practises.", f"{HL7}/Practitioner-active"),
        token(
            "data-information-system",
            by.has_system,
            "Where the person comes from: RPPS.",
            f"{_GUIDE_PARAMETER}/as-sp-data-information-system",
        ),
        token(
            "data-registration-authority",
            by.has_authority,
            "The authority that answers for the person (R60).",
            f"{_GUIDE_PARAMETER}/as-sp-data-registration-authority",
        ),
        string(
            "family",
            by.named("family", {"family_key": "family_name"}),
            "Family name.",
            f"{HL7}/individual-family",
            _NAME_MODIFIERS,
        ),
        string(
            "given",
            by.named("given", {"given_key": "given_names"}),
            "Given names.",
            f"{HL7}/individual-given",
            _NAME_MODIFIERS,
        ),
        Parameter(
            "identifier",
            ParameterKind.TOKEN,
            has_identifier,
            "IDNPS, RPPS… of today, or carried before.",
            f"{HL7}/Practitioner-identifier",
        ),
        token("identifier-type", has_identifier_type, "IDNPS, RPPS, ADELI, or a kind of internal number (G08)."),
        string("mailbox-mss", by.has_mailbox, "Secure mailbox of the person.", f"{_GUIDE_PARAMETER}/as-sp-mailbox-mss"),
        string(
            "name",
            by.named("name", {"family_key": "family_name", "given_key": "given_names"}),
            "Family name or given names.",
            f"{HL7}/Practitioner-name",
            _NAME_MODIFIERS,
        ),
        string(
            "number-smartcard", by.has_card_number, "Number of a card.", f"{_GUIDE_PARAMETER}/as-sp-number-smartcard"
        ),
        token(
            "qualification-code",
            has_qualification,
            "Profession, expertise or diploma.",
            f"{_GUIDE_PARAMETER}/as-sp-qualification-code",
        ),
        token("type-smartcard", by.has_card_type, "Type of a card (R87).", f"{_GUIDE_PARAMETER}/as-sp-type-smartcard"),
    ),
    revincludes=(RevInclude("PractitionerRole", "practitioner", activities.of_people),),
    documentation="People, what they are qualified for, and their secure mailboxes.",
)
