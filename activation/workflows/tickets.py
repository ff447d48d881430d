"""A step of several workflows: is this the ticket of the activation, and did it come in time?"""

from datetime import datetime

from django.conf import settings

from activation.codes import Use, is_same, read_ticket, secret_digest
from activation.models import ActivationRequest


def digest_of(request: ActivationRequest, use: Use, secret: str) -> bytes:
    """What the row keeps of such a secret. 32 bytes."""
    return secret_digest(settings.CODE_PEPPER, use, request.pk, secret)


def has_ticket(request: ActivationRequest, ticket: str) -> bool:
    """ticket: as typed or read."""
    return is_same(digest_of(request, Use.TICKET, read_ticket(ticket)), bytes(request.ticket_digest))


def is_late(request: ActivationRequest, now: datetime) -> bool:
    """The activation is over, or its ticket stood on a screen and no phone read it in time."""
    if request.expires_at <= now:
        return True
    if request.ticket_expires_at is None or request.ticket_seen_at is not None:
        return False
    return request.ticket_expires_at <= now
