"""A step of delivery and of returned messages: a contact at which nothing arrives is marked until it receives again."""

from datetime import datetime

from django.db.models import DateTimeField, Q, Value
from django.db.models.functions import Coalesce

from directory.channels.reasons import LASTING
from directory.models import ContactPoint, FailureReason, OutboundMessage


def mark(message: OutboundMessage, reason: FailureReason, *, now: datetime) -> None:
    """Mark the contact of a message that failed for a reason that lasts, unless it was proven since it left.

    Marked already: it stays marked since then, with the latest reason.
    """
    if message.contact_id is None or reason not in LASTING:
        return
    left = message.closed_at or message.created_at
    contacts = ContactPoint.objects.current().filter(pk=message.contact_id)
    contacts.filter(Q(verified_at__isnull=True) | Q(verified_at__lte=left)).update(
        bounced_at=Coalesce("bounced_at", Value(now, output_field=DateTimeField())), bounce_reason=reason
    )


def clear(message: OutboundMessage) -> None:
    """A telephone received a message: its number is right again."""
    if message.contact_id is not None:
        ContactPoint.objects.unreachable().filter(pk=message.contact_id).update(bounced_at=None, bounce_reason="")
