"""Secure mailboxes (MSSanté): the only addresses that the API shows, and how they find who holds them."""

from django.db.models import QuerySet

from directory.api.fhir.registry import GUIDE
from directory.api.fhir.rows import Box
from directory.api.fhir.writing import Resource
from directory.models import Mailbox

EMAIL_TYPE = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-contact-point-email-type"
METADATA = f"{GUIDE}/StructureDefinition/as-ext-mailbox-mss-metadata"
_MESSAGING = "https://mos.esante.gouv.fr/NOS/TRE_R256-TypeMessagerie/FHIR/TRE-R256-TypeMessagerie"
_MAILBOX_KIND = "https://mos.esante.gouv.fr/NOS/TRE_R257-TypeBAL/FHIR/TRE-R257-TypeBAL"
_IS_SECURE = {"url": EMAIL_TYPE, "valueCoding": {"system": _MESSAGING, "code": "MSSANTE"}}
_MODIFIERS = {"": "istartswith", "contains": "icontains", "exact": "exact"}


def telecom(box: Box) -> Resource:
    """One mailbox as a ContactPoint. Unlisted ones never come here; nor do telephones of mailboxes."""
    about: list[Resource] = [
        {"url": "type", "valueCodeableConcept": {"coding": [{"system": _MAILBOX_KIND, "code": box.kind}]}},
        {"url": "digitization", "valueBoolean": box.accepts_paperless},
    ]
    if box.service_label:
        about.append({"url": "service", "valueString": box.service_label})
    return {
        "extension": [_IS_SECURE, {"url": METADATA, "extension": about}],
        "system": "email",
        "value": box.address,
        "use": "work",
    }


def listed(text: str, modifier: str) -> QuerySet[Mailbox]:
    """Listed mailboxes by address: its beginning, `contains` or `exact`; one index answers all three."""
    return Mailbox.objects.filter(is_unlisted=False, **{f"address__{_MODIFIERS[modifier]}": text})
