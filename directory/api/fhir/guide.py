"""The public page for those who write programs: what the API is, how to ask for a key, what can be asked."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directory.api.fhir.access import HEADER
from directory.api.fhir.query import MOST, PAGE
from directory.api.fhir.registry import Parameter, ResourceType
from directory.api.fhir.resources import RESOURCES
from directory.api.fhir.views import ROOT


@dataclass(frozen=True)
class Example:
    """One call that works on this server."""

    query: str
    type: str


_EXAMPLES = {
    "Practitioner": "Practitioner?name=martin&_count=5",
    "PractitionerRole": "PractitionerRole?_include=PractitionerRole:organization&_count=5",
    "Organization": "Organization?name:contains=pharmacie&address-postalcode=75",
    "HealthcareService": "HealthcareService?active=true&_include=HealthcareService:organization",
    "Device": "Device?status=active",
}


@require_safe
def api_guide(request: HttpRequest) -> HttpResponse:
    """GET /annuaire/api/: written from the same registry as the CapabilityStatement."""
    base = settings.SITE_URL + ROOT
    context = {
        "base": base,
        "header": HEADER,
        "calls_a_second": settings.FHIR_CALLS_A_SECOND,
        "delta_days": settings.FHIR_DELTA_DAYS,
        "page": PAGE,
        "most": MOST,
        "demo_key": settings.FHIR_DEMO_KEY,
        "types": [_described(entry) for entry in RESOURCES.values()],
        "examples": [Example(query, name) for name, query in _EXAMPLES.items() if name in RESOURCES],
    }
    return render(request, "directory/api_guide.html", context)


def _described(entry: ResourceType) -> dict[str, object]:
    return {
        "name": entry.name,
        "about": entry.documentation,
        "parameters": [_parameter(parameter) for parameter in entry.parameters],
        "includes": [f"{entry.name}:{include.parameter}" for include in entry.includes],
        "revincludes": [f"{other.source}:{other.parameter}" for other in entry.revincludes],
    }


def _parameter(parameter: Parameter) -> dict[str, str]:
    return {
        "name": parameter.name,
        "kind": parameter.kind.value,
        "modifiers": " ".join(f":{name}" for name in parameter.modifiers),
        "about": parameter.documentation,
    }
