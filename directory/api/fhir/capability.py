"""The CapabilityStatement, written from the registry: what it announces is what the doors do."""

from datetime import UTC, datetime

from directory.api.fhir.registry import GUIDE, Parameter, ResourceType
from directory.api.fhir.writing import Resource

# Of the statement itself: the day its content last changed, not the day it is asked
_WRITTEN_AT = datetime(2026, 11, 24, tzinfo=UTC)
FHIR_VERSION = "4.0.1"


def capability_statement(types: tuple[ResourceType, ...], base: str) -> Resource:
    """The statement of this server. base: the address of the API."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _WRITTEN_AT.isoformat(),
        "kind": "instance",
        "implementation": {"description": "National directory of practitioners", "url": base},
        "fhirVersion": FHIR_VERSION,
        "format": ["application/fhir+json", "json"],
        "rest": [
            {
                "mode": "server",
                "security": {"description": "A key of the application, in the header ESANTE-API-KEY."},
                "resource": [_resource(entry) for entry in types],
            }
        ],
    }


def _resource(entry: ResourceType) -> Resource:
    described: Resource = {
        "type": entry.name,
        "supportedProfile": [
            f"{GUIDE}/StructureDefinition/{name}" for name in (entry.profile, entry.restricted_profile)
        ],
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "readHistory": False,
    }
    if entry.includes:
        described["searchInclude"] = ["*", *(f"{entry.name}:{include.parameter}" for include in entry.includes)]
    if entry.revincludes:
        described["searchRevInclude"] = [f"{other.source}:{other.parameter}" for other in entry.revincludes]
    described["searchParam"] = [_parameter(parameter) for parameter in entry.parameters]
    return described


def _parameter(parameter: Parameter) -> Resource:
    words = parameter.documentation
    if parameter.modifiers:
        words += " Modifiers: " + ", ".join(f":{name}" for name in parameter.modifiers) + "."
    described: Resource = {"name": parameter.name, "type": parameter.kind.value, "documentation": words}
    if parameter.definition:
        described["definition"] = parameter.definition
    return described
