"""A step of several workflows: who presents a physical card, and may they use it at this instant?"""

from dataclasses import dataclass
from datetime import datetime

from activation.certificates import CardCertificate, read_certificate, read_header
from activation.errors import SmartCardRefused
from directory import queries as directory_queries
from directory.models import Practitioner


@dataclass(frozen=True)
class Presented:
    """A card and its holder."""

    practitioner: Practitioner
    certificate: CardCertificate


def recognise_card(*, header: str, now: datetime) -> Presented:
    """Read the `Client-Cert` header that the reverse proxy wrote, and find its holder.

    Raises CertificateRefused; SmartCardRefused: unknown (nobody in the directory), opposed, not_eligible.
    """
    certificate = read_certificate(read_header(header), now=now)
    practitioner = directory_queries.find_by_national_id(certificate.national_id)
    if practitioner is None:
        raise SmartCardRefused(reason="unknown")
    require_usable(practitioner.pk, now=now)
    return Presented(practitioner, certificate)


def is_usable(practitioner_id: int, *, now: datetime) -> bool:
    """May this person use a physical card at this instant? Two queries."""
    opposed = directory_queries.has_only_opposed_cards(practitioner_id, now)
    return not opposed and directory_queries.is_eligible(practitioner_id, now)


def require_usable(practitioner_id: int, *, now: datetime) -> None:
    """Raises SmartCardRefused: opposed, not_eligible."""
    if directory_queries.has_only_opposed_cards(practitioner_id, now):
        raise SmartCardRefused(reason="opposed")
    if not directory_queries.is_eligible(practitioner_id, now):
        raise SmartCardRefused(reason="not_eligible")
