"""What a door that can wait and a call that has nothing new to say tell each other (RFC 7240, RFC 9110 §13.1.2).

A server that cannot wait answers at once: the same answer, without `Preference-Applied`.
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from activation.api.authentication import card_of
from oidc.models import LoginRequest

WAIT = "ecps.wait"  # key of the environ: no header of a call can write it
_SECONDS = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,4})(?!\d)", re.ASCII | re.IGNORECASE)


@dataclass(slots=True)
class Wait:
    """Filled by a view that has nothing new. person: whose news end the wait; until: when the answer changes by itself;
    unchanged: the mark that the caller has and that still holds, None when it sent none."""

    person: int | None = None
    card: int | None = None
    until: datetime | None = None
    unchanged: str | None = None


def wanted_seconds(prefer: str) -> int:
    """How long the header `Prefer` lets an answer wait, in seconds; 0 when it says nothing of it."""
    found = _SECONDS.search(prefer)
    return int(found[1]) if found else 0


def answer(request: Request, response: Response, rows: Sequence[LoginRequest]) -> Response:
    """Mark the list with what it holds; say 304 to who has this very list, and tell the door when there is nothing new.

    rows: what the response holds.
    """
    mark = _mark(rows)
    known = mark in [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    wait = request.META.get(WAIT)
    if wait is not None and (known or not rows):
        card = card_of(request)
        wait.person, wait.card = card.practitioner_id, card.pk
        wait.until = min((row.expires_at for row in rows), default=None)
        wait.unchanged = mark if known else None
    if known:
        response = Response(status=status.HTTP_304_NOT_MODIFIED)
    response["ETag"] = mark
    return response


def _mark(rows: Sequence[LoginRequest]) -> str:
    held = " ".join(str(row.pk) for row in rows)
    return f'"{urlsafe_b64encode(hashlib.sha256(held.encode()).digest()[:12]).decode()}"'
