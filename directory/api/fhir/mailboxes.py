"""Secure mailboxes (MSSanté): the only addresses that the API shows, and how they find who holds them."""

from django.db.models import QuerySet

from directory.api.fhir.registry import GUIDE
from directory.api.fhir.rows import Box
from directory.api.fhir.writing import HOLE, Shape, quoted
from directory.models import Mailbox

EMAIL_TYPE = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-contact-point-email-type"
METADATA = f"{GUIDE}/StructureDefinition/as-ext-mailbox-mss-metadata"
_MESSAGING = "https://mos.esante.gouv.fr/NOS/TRE_R256-TypeMessagerie/FHIR/TRE-R256-TypeMessagerie"
_MAILBOX_KIND = "https://mos.esante.gouv.fr/NOS/TRE_R257-TypeBAL/FHIR/TRE-R257-TypeBAL"


def _shape(*more: dict[str, str]) -> Shape:
    kind = {"coding": [{"system": _MAILBOX_KIND, "code": HOLE}]}
    about = [{"url": "type", "valueCodeableConcept": kind}, {"url": "digitization", "valueBoolean": HOLE}, *more]
    return Shape(
        {
            "extension": [
                {"url": EMAIL_TYPE, "valueCoding": {"system": _MESSAGING, "code": "MSSANTE"}},
                {"url": METADATA, "extension": about},
            ],
            "system": "email",
            "value": HOLE,
            "use": "work",
        }
    )


_WITHOUT_SERVICE = _shape()
_WITH_SERVICE = _shape({"url": "service", "valueString": HOLE})
_MODIFIERS = {"": "istartswith", "contains": "icontains", "exact": "exact"}


def telecom(box: Box) -> str:
    """One mailbox as a ContactPoint, in JSON. Unlisted ones never come here; nor do telephones of mailboxes."""
    parts = (quoted(box.kind), "true" if box.accepts_paperless else "false")
    if box.service_label:
        return _WITH_SERVICE.fill(*parts, quoted(box.service_label), quoted(box.address))
    return _WITHOUT_SERVICE.fill(*parts, quoted(box.address))


def listed(text: str, modifier: str) -> QuerySet[Mailbox]:
    """Listed mailboxes by address: its beginning, `contains` or `exact`; one index answers all three."""
    return Mailbox.objects.filter(is_unlisted=False, **{f"address__{_MODIFIERS[modifier]}": text})
