"""Whoever holds the ticket, of the e-mail or of a screen, learns where the SMS is: nobody else learns of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Value
from django.db.models.functions import Coalesce

from activation import queries
from activation.models import ActivationRequest
from activation.policy import CODE_TRIES, RESEND_WAIT
from activation.vocabulary import ActivationMode, ActivationState
from activation.workflows.confirmation import ConfirmOutcome
from activation.workflows.tickets import has_ticket, is_late
from directory.models import ContactPoint, MessageState


class SmsState(StrEnum):
    """Where the SMS of the last sending is."""

    WAITING = "waiting"
    SENT = "sent"
    RECEIVED = "received"
    FAILED = "failed"


@dataclass(frozen=True)
class Look:
    """outcome: CONFIRMED means that the ticket is right, here. contacts: where the codes left for, by kind."""

    outcome: ConfirmOutcome
    mode: ActivationMode = ActivationMode.CODES
    sms: SmsState = SmsState.WAITING
    contacts: Mapping[str, ContactPoint] | None = None
    attempts_left: int = 0
    expires_at: datetime | None = None
    resend_at: datetime | None = None


def look(*, activation_id: UUID, ticket: str, now: datetime) -> Look:
    """Where an activation stands, for who holds its ticket. Counts no try.

    A ticket that a screen shows must come within its seconds; once it came, it lives as long as the activation, so that
    whoever waits for an SMS is not hurried. A decoy, or an activation never opened, answers a wrong ticket for ever, as
    at its confirmation.
    """
    request = queries.find_request(activation_id)
    if request is not None and request.expires_at <= now:
        return Look(ConfirmOutcome.EXPIRED)
    if request is None or not has_ticket(request, ticket) or request.practitioner_id is None:
        return Look(ConfirmOutcome.WRONG_TICKET)
    if request.state != ActivationState.OPEN or not _come(request, now):
        is_locked = request.state == ActivationState.LOCKED
        return Look(ConfirmOutcome.LOCKED if is_locked else ConfirmOutcome.EXPIRED)
    return Look(
        ConfirmOutcome.CONFIRMED,
        mode=ActivationMode(request.mode),
        sms=_sms_of(request),
        contacts=queries.contacts_that_serve(request, now),
        attempts_left=CODE_TRIES - request.attempt_count,
        expires_at=request.expires_at,
        resend_at=request.last_sent_at + RESEND_WAIT,
    )


def _come(request: ActivationRequest, now: datetime) -> bool:
    """Write that a phone read the ticket, while it is the one in force. False: too late, or another one is shown."""
    if is_late(request, now):
        return False
    in_force = ActivationRequest.objects.filter(
        pk=request.pk, state=ActivationState.OPEN, ticket_digest=request.ticket_digest
    )
    return in_force.update(ticket_seen_at=Coalesce("ticket_seen_at", Value(now))) == 1


def _sms_of(request: ActivationRequest) -> SmsState:
    message = queries.sms_of_sending(request)
    if message is None or message.state == MessageState.QUEUED:
        return SmsState.WAITING
    if message.state == MessageState.SENT:
        return SmsState.RECEIVED if message.delivered_at else SmsState.SENT
    return SmsState.FAILED
