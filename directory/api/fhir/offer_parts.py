"""What authorized activities and equipment have in common: number, authorization, structure, authority."""

from datetime import date

from django.db.models import Q

from directory.api.fhir.coding import AUTHORITY, coding, system
from directory.api.fhir.parameters import EVERYTHING, NOTHING
from directory.api.fhir.registry import GUIDE, Reading, fhir_id
from directory.api.fhir.values import Token
from directory.api.fhir.writing import Resource
from directory.models import Equipment, HealthcareService

ARHGOS = "https://arhgos.ars.sante.fr"
AUTHORIZATION = f"{GUIDE}/StructureDefinition/as-ext-authorization"
SYSTEM = "FINESS"
ORGANIZATION = "001"
_AGENCY = "ARS-"

Offer = HealthcareService | Equipment


def number_of(offer: Offer) -> list[Resource]:
    """The number of the authorization."""
    return [{"use": "official", "system": ARHGOS, "value": offer.identifier}]


def structure_of(offer: Offer) -> Resource:
    """Who was authorized."""
    return {"reference": f"Organization/{fhir_id(ORGANIZATION, offer.organization_id)}"}


def refers(offer: Offer, member: str, reading: Reading) -> dict[str, int]:
    """The structure that this member names; one that no longer runs names none."""
    return {member: offer.organization_id} if is_running(offer, reading) else {}


def authority_of(offer: Offer) -> str:
    """The agency of the region authorizes."""
    return f"{_AGENCY}{offer.organization.region_code}" if offer.organization.region_code else ""


def period_of(offer: Offer) -> list[Resource]:
    """When the authorization runs, as its extension; an empty list when no date is known."""
    days: tuple[tuple[str, date | None], ...] = (("start", offer.valid_from), ("end", offer.valid_until))
    period = {name: day.isoformat() for name, day in days if day is not None}
    if not period:
        return []
    return [{"url": AUTHORIZATION, "extension": [{"url": "periodAuthorization", "valuePeriod": period}]}]


def code_of(table: str, code: str, label: str) -> Resource:
    """One code; the label that came with it stands in where the table is not loaded."""
    known = coding(table, code)
    return {"coding": [{"display": label, **known} if label else known]}


def is_running(offer: Offer, reading: Reading) -> bool:
    """Whether the authorization and its structure run on this day."""
    closed = offer.organization.closed_date
    return (offer.valid_until is None or offer.valid_until > reading.today) and (
        closed is None or closed > reading.today
    )


def running(reading: Reading) -> Q:
    """The same, as a condition."""
    own = Q(valid_until__isnull=True) | Q(valid_until__gt=reading.today)
    return own & (Q(organization__closed_date__isnull=True) | Q(organization__closed_date__gt=reading.today))


def has_number(value: Token, _reading: Reading) -> Q:
    """The authorization of this number."""
    if not value.is_in(ARHGOS):
        return NOTHING
    return Q(identifier=value.code) if value.code else EVERYTHING


def has_authority(value: Token, _reading: Reading) -> Q:
    """What this agency authorized."""
    if not value.is_in(system(AUTHORITY)) or not value.code.startswith(_AGENCY):
        return NOTHING
    return Q(organization__region_code=value.code.removeprefix(_AGENCY)) & ~Q(organization__region_code="")


def has_system(value: Token, _reading: Reading) -> Q:
    """All of it comes from FINESS."""
    return EVERYTHING if value.code == SYSTEM else NOTHING
