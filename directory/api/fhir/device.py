"""Device: the heavy equipment that structures were authorized for."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from directory.api.fhir import offer_parts as offer
from directory.api.fhir.coding import data_trace, system
from directory.api.fhir.parameters import EVERYTHING, HL7, NOTHING, code_in, of_every_type, reference, string, token
from directory.api.fhir.registry import GUIDE, Include, Reading, ResourceType, fhir_id
from directory.api.fhir.values import Token
from directory.api.fhir.writing import Built, Resource
from directory.models import Equipment

NUMBER = "002"
PROFILE, RESTRICTED_PROFILE = "as-dp-device", "as-dr-device"
KIND = "TRE_R272-EquipementMaterielLourd"
STATUS = "http://hl7.org/fhir/device-status"
_GUIDE_PARAMETER = f"{GUIDE}/SearchParameter"
_MODIFIERS = {"": "istartswith", "contains": "icontains", "exact": "exact"}


def _rows(reading: Reading) -> QuerySet[Equipment]:
    return Equipment.objects.filter(organization__is_test=reading.test_people)


def _build(keys: Sequence[int], reading: Reading) -> dict[int, Built]:
    """One query."""
    found = _rows(reading).filter(pk__in=keys).select_related("organization")
    return {device.pk: Built(_resource(device, reading), offer.refers(device, "owner", reading)) for device in found}


def _resource(device: Equipment, reading: Reading) -> Resource:
    running = offer.is_running(device, reading)
    resource: Resource = {
        "resourceType": "Device",
        "id": fhir_id(NUMBER, device.pk),
        "meta": {
            "lastUpdated": device.updated_at.isoformat(),
            "profile": [
                f"{GUIDE}/StructureDefinition/{RESTRICTED_PROFILE if reading.restricted else PROFILE}",
            ],
            "extension": data_trace(offer.authority_of(device), offer.SYSTEM),
        },
        "identifier": offer.number_of(device),
        "status": "active" if running else "inactive",
    }
    if not running:
        return resource
    members = {
        "extension": offer.period_of(device),
        "manufacturer": device.manufacturer,
        "modelNumber": device.model,
        "type": offer.code_of(KIND, device.type_code, device.type_label),
        "owner": offer.structure_of(device),
    }
    return resource | {name: value for name, value in members.items() if value}


def _has_status(value: Token, reading: Reading) -> Q:
    if not value.is_in(STATUS):
        return NOTHING
    running = offer.running(reading)
    return {"active": running, "inactive": ~running, "": EVERYTHING}.get(value.code, NOTHING)


def _by_manufacturer(text: str, modifier: str, _reading: Reading) -> Q:
    return Q(**{f"manufacturer__{_MODIFIERS[modifier]}": text})


def _by_model(text: str, modifier: str, _reading: Reading) -> Q:
    return Q(**{f"model__{_MODIFIERS[modifier]}": text})


DEVICE = ResourceType(
    name="Device",
    number=NUMBER,
    profile=PROFILE,
    restricted_profile=RESTRICTED_PROFILE,
    rows=_rows,
    build=_build,
    parameters=(
        *of_every_type(NUMBER),
        token(
            "data-information-system",
            offer.has_system,
            "Where the equipment comes from: FINESS.",
            f"{_GUIDE_PARAMETER}/as-sp-data-information-system",
        ),
        token(
            "data-registration-authority",
            offer.has_authority,
            "The agency that authorized the equipment (R60).",
            f"{_GUIDE_PARAMETER}/as-sp-data-registration-authority",
        ),
        token("identifier", offer.has_number, "Number of the authorization (ARHGOS).", f"{HL7}/Device-identifier"),
        string("manufacturer", _by_manufacturer, "Who made the equipment.", f"{HL7}/Device-manufacturer"),
        string("model", _by_model, "Its model.", f"{HL7}/Device-model"),
        reference(
            "organization",
            "Organization",
            offer.ORGANIZATION,
            lambda keys, _reading: Q(organization__in=keys),
            "Equipment of a structure.",
            f"{HL7}/Device-organization",
        ),
        token("status", _has_status, "active or inactive.", f"{HL7}/Device-status"),
        token("type", code_in("type_code", system(KIND)), "Kind of equipment (R272).", f"{HL7}/Device-type"),
    ),
    includes=(Include("organization", "Organization", "owner"),),
    mandatory=("identifier", "status"),
    documentation="Heavy equipment that structures were authorized for.",
)
