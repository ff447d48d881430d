"""HealthcareService: the care activities that structures were authorized for."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from directory.api.fhir import offer_parts as offer
from directory.api.fhir.coding import data_trace, system
from directory.api.fhir.parameters import (
    EVERYTHING,
    HL7,
    NOTHING,
    boolean,
    code_in,
    of_every_type,
    reference,
    token,
    uri,
)
from directory.api.fhir.registry import GUIDE, Include, Reading, ResourceType, fhir_id
from directory.api.fhir.writing import Built, Resource
from directory.models import HealthcareService

NUMBER = "004"
PROFILE = "as-dp-healthcareservice-healthcare-activity"
RESTRICTED_PROFILE = "as-dr-healthcareservice-healthcare-activity"
MODALITY = "TRE_R275-ModaliteActivite"
ACTIVITY = "TRE_R274-ActiviteSanitaireRegulee"
FORM = "TRE_R276-FormeActivite"
_GUIDE_PARAMETER = f"{GUIDE}/SearchParameter"


def _rows(reading: Reading) -> QuerySet[HealthcareService]:
    return HealthcareService.objects.filter(organization__is_test=reading.test_people)


def _build(keys: Sequence[int], reading: Reading) -> dict[int, Built]:
    """One query."""
    found = _rows(reading).filter(pk__in=keys).select_related("organization")
    return {
        service.pk: Built(_resource(service, reading), offer.refers(service, "providedBy", reading))
        for service in found
    }


def _resource(service: HealthcareService, reading: Reading) -> Resource:
    resource: Resource = {
        "resourceType": "HealthcareService",
        "id": fhir_id(NUMBER, service.pk),
        "meta": {
            "lastUpdated": service.updated_at.isoformat(),
            "profile": [_profile(reading)],
            "extension": data_trace(offer.authority_of(service), offer.SYSTEM),
        },
        "identifier": offer.number_of(service),
        "active": offer.is_running(service, reading),
    }
    if not resource["active"]:
        return resource
    members = {
        "extension": offer.period_of(service),
        "providedBy": offer.structure_of(service),
        "category": _codes(MODALITY, service.category_code, service.category_label),
        "type": _codes(ACTIVITY, service.type_code, service.type_label),
        "characteristic": _codes(FORM, service.characteristic_code, service.characteristic_label),
    }
    return resource | {name: value for name, value in members.items() if value}


def _codes(table: str, code: str, label: str) -> list[Resource]:
    return [offer.code_of(table, code, label)] if code else []


def _profile(reading: Reading) -> str:
    return f"{GUIDE}/StructureDefinition/{RESTRICTED_PROFILE if reading.restricted else PROFILE}"


def _claims(text: str, reading: Reading) -> Q:
    """Resources that claim this profile: all of them, or none. A version after a bar does not count."""
    return EVERYTHING if text.partition("|")[0] == _profile(reading) else NOTHING


HEALTHCARE_SERVICE = ResourceType(
    name="HealthcareService",
    number=NUMBER,
    profile=PROFILE,
    restricted_profile=RESTRICTED_PROFILE,
    rows=_rows,
    build=_build,
    parameters=(
        *of_every_type(NUMBER),
        uri("_profile", _claims, "The profile that resources claim.", f"{HL7}/Resource-profile"),
        boolean("active", offer.running, "Whether the authorization runs.", f"{HL7}/HealthcareService-active"),
        token(
            "characteristic",
            code_in("characteristic_code", system(FORM)),
            "Form of the activity (R276).",
            f"{HL7}/HealthcareService-characteristic",
        ),
        token(
            "data-information-system",
            offer.has_system,
            "Where the activity comes from: FINESS.",
            f"{_GUIDE_PARAMETER}/as-sp-data-information-system",
        ),
        token(
            "data-registration-authority",
            offer.has_authority,
            "The agency that authorized the activity (R60).",
            f"{_GUIDE_PARAMETER}/as-sp-data-registration-authority",
        ),
        token(
            "identifier",
            offer.has_number,
            "Number of the authorization (ARHGOS).",
            f"{HL7}/HealthcareService-identifier",
        ),
        reference(
            "organization",
            "Organization",
            offer.ORGANIZATION,
            lambda keys, _reading: Q(organization__in=keys),
            "Activities of a structure.",
            f"{HL7}/HealthcareService-organization",
        ),
        token(
            "service-category",
            code_in("category_code", system(MODALITY)),
            "Modality of the activity (R275).",
            f"{HL7}/HealthcareService-service-category",
        ),
        token(
            "service-type",
            code_in("type_code", system(ACTIVITY)),
            "The care activity (R274).",
            f"{HL7}/HealthcareService-service-type",
        ),
    ),
    includes=(Include("organization", "Organization", "providedBy"),),
    documentation="Care activities that structures were authorized for.",
)
