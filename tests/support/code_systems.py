"""Nomenclatures in the shape of the official files, both generations of them."""

import json
from typing import Any

R85 = "TRE_R85-RolePriseCharge"
OID = "1.2.250.1.213.1.6.1.107"
CARE_ASSISTANT = {"code": "313", "display": "Aide-soignant", "since": "2020-06-26"}


def code_system(*codes: dict[str, Any], day: str = "2026-08-28", table: str = R85, **members: Any) -> dict[str, Any]:
    """A resource as it is published since 2025. codes: code, display, since, until and status."""
    return {
        "resourceType": "CodeSystem",
        "id": table.replace("_", "-"),
        "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/shareablecodesystem"]},
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/resource-effectivePeriod",
                "valuePeriod": {"start": "2016-03-22T00:00:00+01:00"},
            }
        ],
        "url": f"https://mos.esante.gouv.fr/NOS/{table}/FHIR/{table.replace('_', '-')}",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:oid:{OID}"}],
        "version": day.replace("-", "") + "120000",
        "name": table.replace("-", "_"),
        "status": "active",
        "date": f"{day}T12:00:00+02:00",
        "caseSensitive": False,
        "content": "complete",
        "property": [{"code": "dateValid", "type": "dateTime"}, {"code": "status", "type": "code"}],
        "concept": [_concept(**code) for code in (codes or (CARE_ASSISTANT,))],
        **members,
    }


def old_code_system() -> dict[str, Any]:
    """As published until 2024: an identifier without system, three labels a code, no status."""
    dates = {"code": "dateValid", "valueDateTime": "2007-07-25T15:04:43+01:00"}
    use = {"use": {"code": "LibelleCourt"}, "value": "Salarié"}
    return {
        "resourceType": "CodeSystem",
        "id": "TRE-R23-ModeExercice",
        "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">ModeExercice</div>'},
        "url": "https://mos.esante.gouv.fr/NOS/TRE_R23-ModeExercice/FHIR/TRE-R23-ModeExercice",
        "identifier": [{"value": "urn:oid:1.2.250.1.213.1.6.1.18"}],
        "version": "0.1.0",
        "name": "TRE_R23-ModeExercice",
        "status": "active",
        "date": "2021-08-27T12:00:00+01:00",
        "content": "complete",
        "concept": [
            {"code": "S", "display": "Salarié", "designation": [use], "property": [dates]},
            {
                "code": "Z",
                "display": "Ancien mode",
                "property": [dates, {"code": "dateFin", "valueDateTime": "2020-05-29T12:00:00+01:00"}],
            },
        ],
    }


def encoded(*resources: object, bom: bool = False, bundle: bool = False) -> bytes:
    """The bytes of a file."""
    document = (
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
        if bundle
        else resources[0]
    )
    return json.dumps(document, ensure_ascii=False).encode("utf-8-sig" if bom else "utf-8")


def _concept(*, code: str, display: str = "", since: str = "", until: str = "", status: str = "") -> dict[str, Any]:
    properties: list[dict[str, str]] = []
    if since:
        properties.append({"code": "dateValid", "valueDateTime": f"{since}T00:00:00+01:00"})
    if until:
        properties += [
            {"code": "dateFin", "valueDateTime": f"{until}T09:00:00+01:00"},
            {"code": "deprecationDate", "valueDateTime": f"{until}T09:00:00+01:00"},
        ]
    properties.append({"code": "status", "valueCode": status or ("deprecated" if until else "active")})
    return {"code": code, **({"display": display} if display else {}), "property": properties}
