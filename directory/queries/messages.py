"""What was sent last to somebody's contacts."""

from datetime import datetime

from directory.models import OutboundMessage


def latest_message_about(practitioner_id: int, *, event: str, channel: str, since: datetime) -> OutboundMessage | None:
    """The last message of one event to a person by one channel, not before an instant."""
    rows = OutboundMessage.objects.filter(
        practitioner_id=practitioner_id, event=event, channel=channel, created_at__gte=since
    )
    return rows.order_by("-created_at", "-pk").first()


def latest_messages_of(practitioner_id: int) -> dict[int, OutboundMessage]:
    """The last message to each contact of a person, by the key of the contact. One query."""
    rows = OutboundMessage.objects.filter(practitioner_id=practitioner_id, contact__isnull=False)
    latest = rows.order_by("contact_id", "-created_at", "-pk").distinct("contact_id")
    return {row.contact_id: row for row in latest if row.contact_id is not None}
