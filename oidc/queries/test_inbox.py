"""What test people were told, as long as it is kept: of nobody real, whatever is asked."""

from datetime import datetime

from django.db.models import QuerySet

from directory.models import KeptLetter, MessageState, OutboundMessage, Practitioner


def find_test_person(national_id: str) -> Practitioner | None:
    """A test person by their number; None for nobody, and for anybody real."""
    return Practitioner.objects.filter(national_id=national_id, is_test=True).first()


def kept_letters(practitioner: Practitioner, *, now: datetime, most: int) -> QuerySet[KeptLetter]:
    """The newest letters to a test person, with their messages."""
    rows = KeptLetter.objects.filter(
        message__practitioner=practitioner, message__practitioner__is_test=True, kept_until__gt=now
    )
    return rows.select_related("message").order_by("-message__closed_at", "-message__created_at")[:most]


def count_leaving(practitioner: Practitioner, *, now: datetime) -> int:
    """How many messages have not left yet."""
    waiting = OutboundMessage.objects.filter(practitioner=practitioner, state=MessageState.QUEUED, expires_at__gt=now)
    return waiting.filter(practitioner__is_test=True).count()
