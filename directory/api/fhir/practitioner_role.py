"""PractitionerRole: where and how people practise, one resource an activity."""

from collections.abc import Sequence

from django.db.models import QuerySet

from directory.api.fhir import practitioner_role_search as by
from directory.api.fhir.activities import running
from directory.api.fhir.coding import concept, data_trace, table_of
from directory.api.fhir.mailboxes import telecom
from directory.api.fhir.parameters import HL7, boolean, of_every_type, reference, string, token
from directory.api.fhir.person_identifiers import RPPS
from directory.api.fhir.person_reading import ACTIVITIES, ACTIVITY_BOXES
from directory.api.fhir.practitioner import NUMBER as PRACTITIONER
from directory.api.fhir.practitioner_search import RPPS_SYSTEM
from directory.api.fhir.reading import Answers
from directory.api.fhir.registry import GUIDE, Include, Reading, ResourceType, fhir_id, profiles_of
from directory.api.fhir.rows import Activity
from directory.api.fhir.writing import LANGUAGE, Built, Resource, period, stub
from directory.models import PractitionerRole

NUMBER = "005"
ORGANIZATION = "001"
PROFILE, RESTRICTED_PROFILE = "as-dp-practitionerrole", "as-dr-practitionerrole"
_GUIDE_PARAMETER = f"{GUIDE}/SearchParameter"


def _rows(reading: Reading) -> QuerySet[PractitionerRole]:
    return PractitionerRole.objects.filter(exercise__practitioner__is_test=reading.test_people)


def _build(keys: Sequence[int], reading: Reading) -> dict[int, Built]:
    """Activities, and the mailboxes that people hold where they practise, in one message."""
    answers = Answers(keys, reading, ACTIVITIES, ACTIVITY_BOXES)
    boxes = answers.by_owner(ACTIVITY_BOXES)
    profiles = profiles_of(PROFILE, RESTRICTED_PROFILE, "fr-core-practitioner-role", reading)
    built: dict[int, Built] = {}
    for activity in answers.rows(ACTIVITIES):
        built[activity.key] = one = _identified(activity, profiles)
        if not activity.runs:
            continue
        resource = one.resource
        resource["language"] = LANGUAGE
        one.refers["practitioner"] = activity.person
        resource["practitioner"] = {"reference": f"Practitioner/{fhir_id(PRACTITIONER, activity.person)}"}
        if activity.organization is not None:
            one.refers["organization"] = activity.organization
            resource["organization"] = {"reference": f"Organization/{fhir_id(ORGANIZATION, activity.organization)}"}
        if codes := _codes(activity):
            resource["code"] = codes
        if reading.restricted and (runs := period(activity.valid_from, activity.valid_until)):
            resource["period"] = runs
        if activity.key in boxes:
            resource["telecom"] = [telecom(box) for box in boxes[activity.key]]
    return built


def _identified(activity: Activity, profiles: list[str]) -> Built:
    """All that remains of an activity that no longer runs: a stub."""
    return stub(
        "PractitionerRole",
        fhir_id(NUMBER, activity.key),
        activity.changed_at,
        profiles=profiles,
        trace=data_trace(activity.authority_code or "", RPPS_SYSTEM),
        identifiers=[{"use": "official", "system": RPPS, "value": by.number_of(activity.key)}],
        active=activity.runs,
    )


def _codes(activity: Activity) -> list[Resource]:
    """Kind of activity, mode, function, and section of pharmacists: one concept each, as the profile slices them."""
    codes = (
        (by.KIND, activity.activity_kind_code),
        (by.MODE, activity.mode_code),
        (table_of(by.FUNCTIONS, activity.role_code) if activity.role_code else "", activity.role_code),
        (by.SECTION, activity.pharmacist_section_code),
    )
    return [concept(table, code) for table, code in codes if code]


PRACTITIONER_ROLE = ResourceType(
    name="PractitionerRole",
    number=NUMBER,
    profile=PROFILE,
    restricted_profile=RESTRICTED_PROFILE,
    rows=_rows,
    build=_build,
    parameters=(
        *of_every_type(NUMBER),
        boolean("active", running, "Whether the activity runs.", f"{HL7}/PractitionerRole-active"),
        token(
            "data-information-system",
            by.has_system,
            "Where the activity comes from: RPPS.",
            f"{_GUIDE_PARAMETER}/as-sp-data-information-system",
        ),
        token(
            "data-registration-authority",
            by.has_authority,
            "The authority that registered the activity (R60).",
            f"{_GUIDE_PARAMETER}/as-sp-data-registration-authority",
        ),
        token("identifier", by.has_number, "Number of the activity.", f"{HL7}/PractitionerRole-identifier"),
        string(
            "mailbox-mss",
            by.has_mailbox,
            "Secure mailbox of the person in the structure.",
            f"{_GUIDE_PARAMETER}/as-sp-mailbox-mss",
        ),
        reference(
            "organization",
            "Organization",
            ORGANIZATION,
            by.in_structures,
            "Activities in a structure.",
            f"{HL7}/PractitionerRole-organization",
        ),
        reference(
            "practitioner",
            "Practitioner",
            PRACTITIONER,
            by.of_people,
            "Activities of a person.",
            f"{HL7}/PractitionerRole-practitioner",
        ),
        token(
            "role",
            by.has_role,
            "Function (R21, R85, R96), kind of activity (R22), mode (R23) or section of pharmacists (R06).",
            f"{HL7}/PractitionerRole-role",
        ),
    ),
    includes=(
        Include("organization", "Organization", "organization"),
        Include("practitioner", "Practitioner", "practitioner"),
    ),
    documentation="Where and how people practise.",
)
