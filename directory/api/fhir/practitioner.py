"""Practitioner: people, what they are qualified for, and how they are reached securely."""

from collections.abc import Sequence

from django.db.models import QuerySet

from directory.api.fhir import activities, person_reading
from directory.api.fhir import practitioner_search as by
from directory.api.fhir.coding import data_trace
from directory.api.fhir.mailboxes import telecom
from directory.api.fhir.parameters import HL7, boolean, of_every_type, string, token
from directory.api.fhir.person_identifiers import has_identifier, has_identifier_type, identifiers_of
from directory.api.fhir.person_rows import Person
from directory.api.fhir.practitioner_parts import (
    authorizations_of,
    cards_of,
    name_of,
    qualifications_of,
    registrations_of,
)
from directory.api.fhir.registry import (
    GUIDE,
    Parameter,
    ParameterKind,
    Reading,
    Resource,
    ResourceType,
    RevInclude,
    fhir_id,
    profiles_of,
)
from directory.models import Practitioner

NUMBER = "003"
PROFILE, RESTRICTED_PROFILE = "as-dp-practitioner", "as-dr-practitioner"
_GUIDE_PARAMETER = f"{GUIDE}/SearchParameter"
_NAME_MODIFIERS = ("contains", "exact", "text")


def _rows(reading: Reading) -> QuerySet[Practitioner]:
    return Practitioner.objects.filter(is_test=reading.test_people)


def _build(keys: Sequence[int], reading: Reading) -> dict[int, Resource]:
    """Seven statements: people, then what belongs to those who practise, a statement a table."""
    people = person_reading.PEOPLE.rows(keys, reading)
    listed = [person.key for person in people if person.is_listed]
    exercises = person_reading.EXERCISES.by_owner(listed, reading)
    expertises = person_reading.EXPERTISES.by_owner(listed, reading)
    diplomas = person_reading.DIPLOMAS.by_owner(listed, reading)
    authorizations = person_reading.AUTHORIZATIONS.by_owner(listed, reading)
    cards = person_reading.CARDS.by_owner(listed, reading)
    boxes = person_reading.PERSONAL_BOXES.by_owner(listed, reading)
    built: dict[int, Resource] = {}
    for person in people:
        key = person.key
        built[key] = resource = _identified(person, reading)
        if not person.is_listed:
            continue
        running = [exercise for exercise in exercises[key] if exercise.runs]
        extensions = cards_of(cards[key], with_opposition=reading.restricted)
        extensions += authorizations_of(authorizations[key], dated=reading.restricted)
        if reading.restricted:
            extensions += registrations_of(exercises[key])
        resource["language"] = "fr"
        resource["name"] = name_of(person, running)
        members = {
            "extension": extensions,
            "telecom": [
                telecom(address=box.address, kind=box.kind, service=box.service_label, paperless=box.accepts_paperless)
                for box in boxes[key]
            ],
            "qualification": qualifications_of(running, expertises[key], diplomas[key], dated=reading.restricted),
        }
        resource.update((name, value) for name, value in members.items() if value)
    return built


def _identified(person: Person, reading: Reading) -> Resource:
    """All that remains of a person who no longer practises, died, or was found to be somebody else: a stub."""
    return {
        "resourceType": "Practitioner",
        "id": fhir_id(NUMBER, person.key),
        "meta": {
            "lastUpdated": person.changed_at.isoformat(),
            "profile": profiles_of(PROFILE, RESTRICTED_PROFILE, "fr-core-practitioner", reading),
            "extension": data_trace(person.authority_code, by.RPPS_SYSTEM),
        },
        "identifier": identifiers_of(person.identifier_type, person.identifier, person.national_id),
        "active": person.is_listed,
    }


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
            by.qualified,
            "Profession, expertise or diploma.",
            f"{_GUIDE_PARAMETER}/as-sp-qualification-code",
        ),
        token("type-smartcard", by.has_card_type, "Type of a card (R87).", f"{_GUIDE_PARAMETER}/as-sp-type-smartcard"),
    ),
    revincludes=(RevInclude("PractitionerRole", "practitioner", activities.of_people),),
    documentation="People, what they are qualified for, and their secure mailboxes.",
)
