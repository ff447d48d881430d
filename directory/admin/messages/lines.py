"""One message of a list: what it was, where it went, what became of it, what to do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from directory import permissions
from directory.admin.messages.words import BADGES, advice_words, event_words, reason_words
from directory.admin.viewer import Viewer
from directory.models import MessageState, OutboundMessage, Practitioner

FAILED: Final = (MessageState.FAILED, MessageState.BOUNCED, MessageState.EXPIRED)
_CAN_BE_SENT_AGAIN: Final = frozenset({"contact_verification"})


@dataclass(frozen=True, slots=True)
class Line:
    """One message. contact: masked; empty where the viewer sees none. again: where new codes are asked for."""

    at: datetime
    event: str
    person: str
    person_address: str
    channel: str
    contact: str
    badge: str
    state: str
    closed_at: datetime | None
    delivered_at: datetime | None
    tries: int
    next_try_at: datetime | None
    why: str
    advice: str
    again: str


def lines_of(found: list[OutboundMessage], viewer: Viewer) -> list[Line]:
    """The lines of a page. At most one query more than the messages themselves."""
    keys = [message.contact_id for message in found if message.contact_id is not None]
    visible = permissions.contacts_visible_to(viewer.account, viewer.now).filter(pk__in=keys)
    seen = set(visible.values_list("pk", flat=True)) if keys else set()
    return [_line(message, viewer, is_seen=message.contact_id in seen) for message in found]


def _line(message: OutboundMessage, viewer: Viewer, *, is_seen: bool) -> Line:
    person = message.practitioner
    waits = message.state == MessageState.QUEUED
    failed = message.state in FAILED
    may_send = failed and message.event in _CAN_BE_SENT_AGAIN and person is not None and _is_current(message)
    return Line(
        at=message.created_at,
        event=event_words(message.event),
        person=f"{person.family_name} {person.given_names}".strip() if person else "",
        person_address=reverse("portal:directory_practitioner_change", args=[person.pk]) if person else "",
        channel=message.get_channel_display(),
        contact=message.contact.masked if is_seen and message.contact is not None else "",
        badge=BADGES.get(message.state, "info"),
        state=message.get_state_display(),
        closed_at=message.closed_at,
        delivered_at=message.delivered_at,
        tries=message.attempt_count,
        next_try_at=message.due_at if waits and message.attempt_count else None,
        why=reason_words(message.failure),
        advice=advice_words(message.failure, message.state),
        again=_again(person, viewer) if may_send and person is not None else "",
    )


def _is_current(message: OutboundMessage) -> bool:
    """Its contact still waits for a code."""
    return message.contact is not None and message.contact.ended_at is None and not message.contact.is_proven


def _again(person: Practitioner, viewer: Viewer) -> str:
    may = permissions.can_decide_contacts(viewer.account, person, viewer.now)
    return reverse("portal:send_codes_again", args=[person.pk]) if may else ""
