"""Organization: legal entities and the sites where people practise."""

from collections.abc import Sequence
from functools import lru_cache

from django.db.models import Q, QuerySet

from directory.api.fhir import activities
from directory.api.fhir import organization_search as by
from directory.api.fhir.addresses import address_of, in_address, in_columns, in_line
from directory.api.fhir.coding import concept, data_trace
from directory.api.fhir.mailboxes import telecom
from directory.api.fhir.parameters import HL7, boolean, of_every_type, reference, string, token
from directory.api.fhir.reading import Answers
from directory.api.fhir.registry import GUIDE, Include, Reading, ResourceType, RevInclude, fhir_id, profiles_of
from directory.api.fhir.rows import Box, Structure
from directory.api.fhir.structure_identifiers import has_identifier, has_identifier_type, identifiers_of
from directory.api.fhir.structure_reading import STRUCTURE_BOXES, STRUCTURES
from directory.api.fhir.writing import LANGUAGE, Built, Resource, period, stub
from directory.models import Equipment, HealthcareService, Organization, OrganizationKind
from directory.queries import labels

NUMBER = "001"
PROFILE, RESTRICTED_PROFILE = "as-dp-organization", "as-dr-organization"
LICENCE = f"{GUIDE}/StructureDefinition/as-ext-organization-pharmacy-licence"
PERIOD = "http://hl7.org/fhir/StructureDefinition/organization-period"
_TYPES = f"{GUIDE}/StructureDefinition/as-ext-organization-types"
_GUIDE_PARAMETER = f"{GUIDE}/SearchParameter"


def _rows(reading: Reading) -> QuerySet[Organization]:
    return Organization.objects.filter(is_test=reading.test_people)


def _build(keys: Sequence[int], reading: Reading) -> dict[int, Built]:
    """Structures and their mailboxes, in one message."""
    answers = Answers(keys, reading, STRUCTURES, STRUCTURE_BOXES)
    boxes = answers.by_owner(STRUCTURE_BOXES)
    profiles = profiles_of(PROFILE, RESTRICTED_PROFILE, "fr-core-organization", reading)
    return {
        structure.key: _built(structure, boxes.get(structure.key, ()), profiles)
        for structure in answers.rows(STRUCTURES)
    }


def _built(structure: Structure, boxes: Sequence[Box], profiles: list[str]) -> Built:
    built = stub(
        "Organization",
        fhir_id(NUMBER, structure.key),
        structure.changed_at,
        profiles=profiles,
        trace=data_trace(by.authority_of(structure), by.system_of(structure)),
        identifiers=identifiers_of(structure),
        active=structure.is_open,
    )
    if not structure.is_open:
        return built
    name = structure.legal_name or structure.trade_name or structure.technical_id
    members = {
        "extension": _extensions(structure),
        "type": _types(structure),
        "name": name,
        "alias": [structure.trade_name] if structure.trade_name not in {"", name} else [],
        "telecom": _telecom(structure, boxes),
        "address": address_of(structure),
    }
    resource = built.resource
    resource["language"] = LANGUAGE
    for member, value in members.items():
        if value:
            resource[member] = value
    if structure.parent_id is not None:
        built.refers["partOf"] = structure.parent_id
        resource["partOf"] = {"reference": f"Organization/{fhir_id(NUMBER, structure.parent_id)}"}
    return built


def _extensions(structure: Structure) -> list[Resource]:
    opened = period(structure.opened_date, structure.closed_date)
    shown: list[Resource] = [{"url": PERIOD, "valuePeriod": opened}] if opened else []
    if structure.pharmacy_licence:
        shown.append({"url": LICENCE, "valueString": structure.pharmacy_licence})
    return shown


def _types(structure: Structure) -> list[Resource]:
    return _types_of(
        structure.kind,
        structure.sector_code,
        structure.category_code,
        structure.legal_status_code,
        labels.generation(),
    )


@lru_cache(maxsize=4096)
def _types_of(kind: str, sector: str, category: str, legal_status: str, _generation: int) -> list[Resource]:
    """Kept as long as labels stay what they are: structures share a few hundred."""
    entity = kind == OrganizationKind.LEGAL_ENTITY
    shown = [_typed("organizationType", {"coding": [{"system": by.KIND, "code": by.ENTITY if entity else by.SITE}]})]
    if sector:
        shown.append(_typed("secteurActiviteRASS", concept(by.SECTOR, sector)))
    if category:
        shown.append(concept(by.CATEGORY, category))
    if legal_status:
        shown.append(_typed("statutJuridiqueINSEE", concept(by.LEGAL_STATUS, legal_status)))
    return shown


def _typed(name: str, code: Resource) -> Resource:
    return {"extension": [{"url": _TYPES, "valueCode": name}], **code}


def _telecom(structure: Structure, boxes: Sequence[Box]) -> list[Resource]:
    """What the structure published of itself, and its secure mailboxes; never those of people."""
    numbers = (
        ("phone", structure.telephone),
        ("phone", structure.telephone_2),
        ("fax", structure.fax),
        ("email", structure.email),
    )
    own: list[Resource] = [{"system": kind, "value": value, "use": "work"} for kind, value in numbers if value]
    return own + [telecom(box) for box in boxes]


def _devices(keys: Sequence[int], _reading: Reading, most: int) -> Sequence[int]:
    return list(Equipment.objects.filter(organization__in=keys).order_by("pk").values_list("pk", flat=True)[:most])


def _services(keys: Sequence[int], _reading: Reading, most: int) -> Sequence[int]:
    found = HealthcareService.objects.filter(organization__in=keys)
    return list(found.order_by("pk").values_list("pk", flat=True)[:most])


def _open(reading: Reading) -> Q:
    return Q(closed_date__isnull=True) | Q(closed_date__gt=reading.today)


ORGANIZATION = ResourceType(
    name="Organization",
    number=NUMBER,
    profile=PROFILE,
    restricted_profile=RESTRICTED_PROFILE,
    rows=_rows,
    build=_build,
    parameters=(
        *of_every_type(NUMBER),
        boolean("active", _open, "Whether the structure is open.", f"{HL7}/Organization-active"),
        string("address", in_address, "Words of any part of the address.", f"{HL7}/Organization-address"),
        string(
            "address-city",
            in_columns("address-city", "commune_label", "cedex_office"),
            "Commune, or cedex office.",
            f"{HL7}/Organization-address-city",
        ),
        string("address-line", in_line, "Words of the line: number, street…", f"{_GUIDE_PARAMETER}/as-sp-address-line"),
        string(
            "address-postalcode",
            in_columns("address-postalcode", "postal_code"),
            "Beginning of the postal code.",
            f"{HL7}/Organization-address-postalcode",
        ),
        token(
            "data-information-system",
            by.has_system,
            "Where the structure comes from: FINESS or RPPS.",
            f"{_GUIDE_PARAMETER}/as-sp-data-information-system",
        ),
        token(
            "data-registration-authority",
            by.has_authority,
            "The authority that registered the structure (R60).",
            f"{_GUIDE_PARAMETER}/as-sp-data-registration-authority",
        ),
        token("identifier", has_identifier, "IDNST, FINESS, SIREN, SIRET…", f"{HL7}/Organization-identifier"),
        token("identifier-type", has_identifier_type, "IDNST, FINEG, FINEJ, SIREN, SIRET, RPPSRG or INTRN."),
        string(
            "mailbox-mss",
            by.has_mailbox,
            "Secure mailbox of the structure.",
            f"{_GUIDE_PARAMETER}/as-sp-mailbox-mss",
        ),
        string(
            "name",
            by.by_name,
            "Legal name or trade name.",
            f"{HL7}/Organization-name",
            ("contains", "exact", "text"),
        ),
        reference(
            "partof",
            "Organization",
            NUMBER,
            lambda keys, _reading: Q(parent__in=keys),
            "Sites of a legal entity.",
            f"{HL7}/Organization-partof",
        ),
        string(
            "pharmacy-licence",
            by.by_licence,
            "Number of the licence of a pharmacy.",
            f"{_GUIDE_PARAMETER}/as-sp-pharmacy-licence",
        ),
        token("type", by.has_type, "Kind, sector, category or legal status.", f"{HL7}/Organization-type"),
    ),
    includes=(Include("partof", "Organization", "partOf"),),
    revincludes=(
        RevInclude("Device", "organization", _devices),
        RevInclude("HealthcareService", "organization", _services),
        RevInclude("PractitionerRole", "organization", activities.of_structures),
    ),
    documentation="Legal entities and the sites where people practise.",
)
