"""The place where a page of messages begins, as one opaque word: an instant and a key, newest first."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import is_aware

from directory.models import OutboundMessage

_LONGEST = 200  # characters; no place written here is longer


class UnknownPlace(Exception):
    """A word that was never written here."""


@dataclass(frozen=True)
class Place:
    """Rows come after this one; before it, read backwards."""

    at: datetime
    key: UUID
    is_backwards: bool


def read(word: str) -> Place | None:
    """The place; None for an empty word. Raises UnknownPlace."""
    if not word:
        return None
    try:
        if len(word) > _LONGEST or not word.isascii():
            raise ValueError
        way, at, key = json.loads(base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True))
        place = Place(datetime.fromisoformat(at), UUID(key), way == 1)
        if way not in (0, 1) or not is_aware(place.at):
            raise ValueError
    except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError, OverflowError):
        raise UnknownPlace from None
    return place


def page_of(
    rows: QuerySet[OutboundMessage], place: Place | None, *, size: int
) -> tuple[list[OutboundMessage], str, str]:
    """One page, newest first, with the words of the previous and the next page. One query."""
    is_backwards = place is not None and place.is_backwards
    order = ("created_at", "pk") if is_backwards else ("-created_at", "-pk")
    found = list(_beyond(rows, place).order_by(*order)[: size + 1])
    has_more, shown = len(found) > size, found[:size]
    if is_backwards:
        shown.reverse()
    before = place is not None and (has_more if is_backwards else True)
    after = True if is_backwards else has_more
    if not shown:
        return [], "", ""
    return shown, _write(shown[0], backwards=1) if before else "", _write(shown[-1], backwards=0) if after else ""


def _beyond(rows: QuerySet[OutboundMessage], place: Place | None) -> QuerySet[OutboundMessage]:
    if place is None:
        return rows
    if place.is_backwards:
        return rows.filter(Q(created_at__gt=place.at) | Q(created_at=place.at, pk__gt=place.key))
    return rows.filter(Q(created_at__lt=place.at) | Q(created_at=place.at, pk__lt=place.key))


def _write(row: OutboundMessage, *, backwards: int) -> str:
    text = json.dumps([backwards, row.created_at.isoformat(), str(row.pk)], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
