"""Every type that the API serves, in the order of its statement."""

from directory.api.fhir.registry import ResourceType

RESOURCES: dict[str, ResourceType] = {entry.name: entry for entry in ()}
