"""Messages that came back: a mail server's report, or a gateway's receipt, says afterwards that one did not arrive.

Both are safe to read twice. Nobody but who carried a message can write its tag, or holds the token of receipts.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import transaction

from directory.channels.reasons import of_status
from directory.channels.returned_mail import read_returned
from directory.codes import is_same, message_tag
from directory.models import FailureReason, MessageChannel, MessageState, OutboundMessage
from directory.policy import BOUNCE_MOST_BYTES, BOUNCE_WINDOW
from directory.workflows import unreachable


class Reading(StrEnum):
    """What became of one report."""

    MARKED = "marked"
    KNOWN = "known"  # told before, or of a message that is too old
    FORGED = "forged"  # a message of ours, without its tag
    IGNORED = "ignored"  # no report of a failure


def read_report(*, raw: bytes, now: datetime) -> Reading:
    """Mark the message that a delivery status notification (RFC 3464) is about."""
    found = read_returned(raw) if len(raw) <= BOUNCE_MOST_BYTES else None
    if found is None:
        return Reading.IGNORED
    expected = message_tag(settings.CODE_PEPPER, found.message_id)
    if not is_same(expected.encode(), found.tag.encode()):
        return Reading.FORGED
    return _mark(found.message_id, MessageChannel.EMAIL, of_status(found.status), now)


def note_undelivered_sms(*, message_id: UUID, reason: FailureReason, now: datetime) -> Reading:
    """The gateway says that a telephone did not get a message."""
    return _mark(message_id, MessageChannel.SMS, reason, now)


def note_delivered_sms(*, message_id: UUID, now: datetime) -> Reading:
    """The gateway says that a telephone got a message: its number is right."""
    with transaction.atomic():
        rows = OutboundMessage.objects.select_for_update(of=("self",)).filter(
            pk=message_id, channel=MessageChannel.SMS, state=MessageState.SENT, delivered_at__isnull=True
        )
        message = rows.first()
        if message is None:
            return Reading.KNOWN
        OutboundMessage.objects.filter(pk=message.pk).update(delivered_at=now)
        unreachable.clear(message)
    return Reading.MARKED


def _mark(message_id: UUID, channel: MessageChannel, reason: FailureReason, now: datetime) -> Reading:
    """A report may overtake the row that says that its message left: a waiting one is marked too and does not leave."""
    with transaction.atomic():
        rows = OutboundMessage.objects.select_for_update(of=("self",)).filter(
            pk=message_id,
            channel=channel,
            state__in=[MessageState.SENT, MessageState.QUEUED],
            created_at__gt=now - BOUNCE_WINDOW,
            delivered_at__isnull=True,
        )
        message = rows.first()
        if message is None:
            return Reading.KNOWN
        OutboundMessage.objects.filter(pk=message.pk).update(
            state=MessageState.BOUNCED, failure=reason, sealed=b"", closed_at=message.closed_at or now
        )
        unreachable.mark(message, reason, now=now)
    return Reading.MARKED
