"""Messages leave: rows are claimed, carried, and emptied.

Delivery is at least once: what a crash interrupts leaves again under the same id, and nothing is lost. A row is claimed
by pushing its due time ahead of the lease, so that a worker that dies gives it back by itself.

What a test person is told at an address that cannot exist is kept for their test inbox; outside a demonstration it
leaves to no carrier, which would return it and cost money.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Value, When

from directory import correspondence
from directory.channels import reasons, sms, smtp
from directory.channels.errors import ChannelUnavailable, MessageRefused
from directory.identifiers import is_fictitious
from directory.models import FailureReason, KeptLetter, MessageChannel, MessageState, OutboundMessage
from directory.policy import KEPT_LETTER_LIFETIME, MESSAGE_BACKOFF, MESSAGE_LEASE
from directory.workflows import unreachable

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DeliveryReport:
    """How many of the claimed messages were sent, put off, and given up."""

    sent: int
    later: int
    failed: int


def deliver_due(*, limit: int, now: datetime) -> DeliveryReport:
    """Carry at most `limit` messages that are due. Safe to run in several workers at once."""
    sent = later = failed = 0
    for message in _claim(limit=limit, now=now):
        state = _carry(message, now)
        sent += state is MessageState.SENT
        later += state is MessageState.QUEUED
        failed += state is MessageState.FAILED
    return DeliveryReport(sent=sent, later=later, failed=failed)


def expire_messages(*, limit: int, now: datetime) -> int:
    """Empty what is no longer worth sending, and remove old decoys, which cost strangers nothing. Returns how many."""
    KeptLetter.objects.filter(kept_until__lte=now).delete()
    late = OutboundMessage.objects.filter(expires_at__lte=now)
    decoys = late.filter(state=MessageState.DECOY).values("pk")[:limit]
    removed = OutboundMessage.objects.filter(pk__in=decoys).delete()[0]
    waiting = late.filter(state=MessageState.QUEUED).values("pk")[:limit]
    expired = OutboundMessage.objects.filter(pk__in=waiting, state=MessageState.QUEUED)
    why = Case(When(failure="", then=Value(FailureReason.EXPIRED)), default="failure")  # a try that failed says more
    return removed + expired.update(state=MessageState.EXPIRED, sealed=b"", closed_at=now, failure=why)


def _claim(*, limit: int, now: datetime) -> list[OutboundMessage]:
    with transaction.atomic():
        rows = list(
            OutboundMessage.objects.select_related("practitioner")
            .select_for_update(skip_locked=True, of=("self",))
            .filter(state=MessageState.QUEUED, due_at__lte=now, expires_at__gt=now)
            .order_by("due_at")[:limit]
        )
        OutboundMessage.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + MESSAGE_LEASE)
    return rows


def _carry(message: OutboundMessage, now: datetime) -> MessageState:
    try:
        letter = correspondence.open_letter(message)
        is_kept = _is_of_test_inbox(message, letter.to)
        if is_kept and not settings.DEMO:
            pass
        elif message.channel == MessageChannel.EMAIL:
            smtp.carry(message_id=message.pk, to=letter.to, subject=letter.subject, text=letter.text)
        else:
            sms.carry(message_id=message.pk, to=letter.to, text=letter.text)
    except ChannelUnavailable as refusal:
        return _put_off(message, refusal.reason, now)
    except MessageRefused as refusal:
        return _fail(message, refusal.reason, reasons.of_refusal(refusal.reason, message.channel), now)
    except correspondence.UnreadableMessage:
        return _fail(message, "unreadable", FailureReason.UNREADABLE, now)
    with transaction.atomic():
        if _close(message, MessageState.SENT, "", now) and is_kept:
            KeptLetter.objects.create(message=message, sealed=message.sealed, kept_until=now + KEPT_LETTER_LIFETIME)
    return MessageState.SENT


def _is_of_test_inbox(message: OutboundMessage, to: str) -> bool:
    """Of a test person, at an address where nobody can ever read: never of somebody real who tries the product out."""
    return message.practitioner is not None and message.practitioner.is_test and is_fictitious(to)


def _put_off(message: OutboundMessage, word: str, now: datetime) -> MessageState:
    reason = reasons.of_absence(word)
    if message.attempt_count >= len(MESSAGE_BACKOFF):
        return _fail(message, word, reason, now)
    OutboundMessage.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
        attempt_count=message.attempt_count + 1, due_at=now + MESSAGE_BACKOFF[message.attempt_count], failure=reason
    )
    logger.warning("message %s put off: %s", message.pk, word)
    return MessageState.QUEUED


def _fail(message: OutboundMessage, word: str, reason: FailureReason, now: datetime) -> MessageState:
    """Give up, and mark the contact where nothing will arrive later either."""
    with transaction.atomic():
        if _close(message, MessageState.FAILED, reason, now):
            unreachable.mark(message, reason, now=now)
    logger.warning("message %s failed: %s", message.pk, word)
    return MessageState.FAILED


def _close(message: OutboundMessage, state: MessageState, failure: str, now: datetime) -> bool:
    return (
        OutboundMessage.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
            state=state, sealed=b"", attempt_count=message.attempt_count + 1, closed_at=now, failure=failure
        )
        == 1
    )
