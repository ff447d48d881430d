"""Every type that the API serves, in the order of its statement."""

from directory.api.fhir.device import DEVICE
from directory.api.fhir.healthcare_service import HEALTHCARE_SERVICE
from directory.api.fhir.organization import ORGANIZATION
from directory.api.fhir.practitioner import PRACTITIONER
from directory.api.fhir.practitioner_role import PRACTITIONER_ROLE
from directory.api.fhir.registry import ResourceType

RESOURCES: dict[str, ResourceType] = {
    entry.name: entry for entry in (PRACTITIONER, PRACTITIONER_ROLE, ORGANIZATION, HEALTHCARE_SERVICE, DEVICE)
}
