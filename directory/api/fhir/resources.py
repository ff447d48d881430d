"""Every type that the API serves, in the order of its statement."""

from directory.api.fhir.device import DEVICE
from directory.api.fhir.healthcare_service import HEALTHCARE_SERVICE
from directory.api.fhir.organization import ORGANIZATION
from directory.api.fhir.registry import ResourceType

RESOURCES: dict[str, ResourceType] = {entry.name: entry for entry in (ORGANIZATION, HEALTHCARE_SERVICE, DEVICE)}
