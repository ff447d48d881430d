"""A step of several workflows: the ticket that a screen shows; is it the ticket of this activation, and in time?"""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from activation.codes import Use, derive_ticket, is_same, read_ticket, secret_digest
from activation.models import ActivationRequest
from activation.policy import SHOWN_TICKET_LIFETIME
from activation.vocabulary import ActivationMode, ActivationState


def digest_of(request: ActivationRequest, use: Use, secret: str) -> bytes:
    """What the row keeps of such a secret. 32 bytes."""
    return secret_digest(settings.CODE_PEPPER, use, request.pk, secret)


def has_ticket(request: ActivationRequest, ticket: str) -> bool:
    """ticket: as typed or read."""
    return is_same(digest_of(request, Use.TICKET, read_ticket(ticket)), bytes(request.ticket_digest))


def draw_shown(key: UUID, now: datetime) -> dict[str, object]:
    """Columns of a request whose ticket a screen shows from now on: the ticket itself is kept nowhere."""
    ticket = derive_ticket(settings.CODE_PEPPER, key, now)
    return {
        "ticket_digest": secret_digest(settings.CODE_PEPPER, Use.TICKET, key, ticket),
        "ticket_expires_at": now + SHOWN_TICKET_LIFETIME,
    }


def ticket_to_show(request: ActivationRequest, now: datetime) -> str:
    """The ticket that stands on the screen now, drawn when it was last asked for; empty when none may be shown."""
    ends_at = request.ticket_expires_at
    if request.state != ActivationState.OPEN or request.ticket_seen_at or ends_at is None or ends_at <= now:
        return ""
    return derive_ticket(settings.CODE_PEPPER, request.pk, ends_at - SHOWN_TICKET_LIFETIME)


def is_late(request: ActivationRequest, now: datetime) -> bool:
    """The activation is over, or its ticket stood on a screen and no phone read it in time."""
    if request.expires_at <= now:
        return True
    waits_for_code = request.mode != ActivationMode.SMART_CARD  # else the ticket is all there is: it is never spared
    if request.ticket_expires_at is None or (waits_for_code and request.ticket_seen_at is not None):
        return False
    return request.ticket_expires_at <= now
