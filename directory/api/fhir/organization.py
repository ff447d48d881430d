"""Organization: legal entities and the sites where people practise."""

from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet

from directory.api.fhir import activities
from directory.api.fhir import organization_search as by
from directory.api.fhir.addresses import address_of, in_address, in_columns, in_line
from directory.api.fhir.coding import concept, data_trace
from directory.api.fhir.elements import stub
from directory.api.fhir.mailboxes import telecom
from directory.api.fhir.parameters import HL7, boolean, of_every_type, reference, string, token
from directory.api.fhir.registry import (
    GUIDE,
    Include,
    Reading,
    Resource,
    ResourceType,
    RevInclude,
    fhir_id,
    profiles_of,
)
from directory.api.fhir.structure_identifiers import has_identifier, has_identifier_type, identifiers_of
from directory.models import Equipment, HealthcareService, Mailbox, Organization, OrganizationKind

NUMBER = "001"
PROFILE, RESTRICTED_PROFILE = "as-dp-organization", "as-dr-organization"
LICENCE = f"{GUIDE}/StructureDefinition/as-ext-organization-pharmacy-licence"
PERIOD = "http://hl7.org/fhir/StructureDefinition/organization-period"
_TYPES = f"{GUIDE}/StructureDefinition/as-ext-organization-types"
_GUIDE_PARAMETER = f"{GUIDE}/SearchParameter"


def _rows(reading: Reading) -> QuerySet[Organization]:
    return Organization.objects.filter(is_test=reading.test_people)


def _build(keys: Sequence[int], reading: Reading) -> dict[int, Resource]:
    """Two queries: the structures, and their mailboxes."""
    boxes = Mailbox.objects.filter(kind__in=by.OF_STRUCTURES, is_unlisted=False).order_by("address")
    found = _rows(reading).filter(pk__in=keys).prefetch_related(Prefetch("mailboxes", boxes, to_attr="own_mailboxes"))
    return {structure.pk: _resource(structure, reading) for structure in found}


def _resource(structure: Organization, reading: Reading) -> Resource:
    resource: Resource = {
        "resourceType": "Organization",
        "id": fhir_id(NUMBER, structure.pk),
        "meta": {
            "lastUpdated": structure.updated_at.isoformat(),
            "profile": profiles_of(PROFILE, RESTRICTED_PROFILE, "fr-core-organization", reading),
            "extension": data_trace(by.authority_of(structure), by.system_of(structure)),
        },
        "identifier": identifiers_of(structure),
        "active": structure.closed_date is None or structure.closed_date > reading.today,
    }
    if not resource["active"]:
        return stub(resource)
    members: Resource = {
        "language": "fr",
        "extension": _extensions(structure),
        "type": _types(structure),
        "name": structure.legal_name or structure.display_name,
        "alias": [structure.trade_name] if structure.trade_name and structure.legal_name else [],
        "telecom": _telecom(structure),
        "address": address_of(structure),
    }
    if structure.parent_id is not None:
        members["partOf"] = {"reference": f"Organization/{fhir_id(NUMBER, structure.parent_id)}"}
    return resource | {name: value for name, value in members.items() if value}


def _extensions(structure: Organization) -> list[Resource]:
    period = {
        name: day.isoformat()
        for name, day in (("start", structure.opened_date), ("end", structure.closed_date))
        if day is not None
    }
    shown: list[Resource] = [{"url": PERIOD, "valuePeriod": period}] if period else []
    if structure.pharmacy_licence:
        shown.append({"url": LICENCE, "valueString": structure.pharmacy_licence})
    return shown


def _types(structure: Organization) -> list[Resource]:
    entity = structure.kind == OrganizationKind.LEGAL_ENTITY
    kind = {"coding": [{"system": by.KIND, "code": by.ENTITY if entity else by.SITE}]}
    shown = [_typed("organizationType", kind)]
    if structure.sector_code:
        shown.append(_typed("secteurActiviteRASS", concept(by.SECTOR, structure.sector_code)))
    if structure.category_code:
        shown.append(concept(by.CATEGORY, structure.category_code))
    if structure.legal_status_code:
        shown.append(_typed("statutJuridiqueINSEE", concept(by.LEGAL_STATUS, structure.legal_status_code)))
    return shown


def _typed(name: str, code: Resource) -> Resource:
    return {"extension": [{"url": _TYPES, "valueCode": name}], **code}


def _telecom(structure: Organization) -> list[Resource]:
    """What the structure published of itself, and its secure mailboxes; never those of people."""
    numbers = (
        ("phone", structure.telephone),
        ("phone", structure.telephone_2),
        ("fax", structure.fax),
        ("email", structure.email),
    )
    own: list[Mailbox] = getattr(structure, "own_mailboxes", [])
    return [{"system": kind, "value": value, "use": "work"} for kind, value in numbers if value] + [
        telecom(address=box.address, kind=box.kind, service=box.service_label, paperless=box.accepts_paperless)
        for box in own
    ]


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
