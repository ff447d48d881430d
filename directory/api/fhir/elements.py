"""Parts of resources: the members that a client asked for, and the stub that remains of what is closed."""

from directory.api.fhir.registry import Resource

_SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}
_KEPT = ("resourceType", "id", "meta")


def narrow(resource: Resource, elements: tuple[str, ...], mandatory: tuple[str, ...]) -> Resource:
    """The resource with these members only, tagged as not whole. Mandatory members stay."""
    kept = {name: value for name, value in resource.items() if name in {*_KEPT, *mandatory, *elements}}
    kept["meta"] = {**resource["meta"], "tag": [*resource["meta"].get("tag", ()), _SUBSETTED]}
    return kept


def stub(resource: Resource) -> Resource:
    """What remains of a resource that is closed: id, identifiers, active, meta."""
    return {name: value for name, value in resource.items() if name in {*_KEPT, "identifier", "active"}}
