"""How a call asks to be kept (RFC 7240), and how a list says what it holds (RFC 9110 §13.1.2).

A server that cannot wait answers at once: the same answer, without `Preference-Applied`.
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from oidc.models import LoginRequest

_SECONDS = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,4})(?!\d)", re.ASCII | re.IGNORECASE)


def wanted_seconds(prefer: str) -> int:
    """How long the header `Prefer` lets an answer wait, in seconds; 0 when it says nothing of it."""
    found = _SECONDS.search(prefer)
    return int(found[1]) if found else 0


def mark_of(rows: Sequence[LoginRequest]) -> str:
    """The `ETag` of a list: it names what the list holds."""
    held = " ".join(str(row.pk) for row in rows)
    return f'"{urlsafe_b64encode(hashlib.sha256(held.encode()).digest()[:12]).decode()}"'


def is_known(mark: str, if_none_match: str) -> bool:
    """Whether the caller has this very list."""
    return mark in [one.strip() for one in if_none_match.split(",")]


def answer(request: Request, response: Response, rows: Sequence[LoginRequest]) -> Response:
    """Mark the list with what it holds; say 304 to who has this very list. rows: what the response holds."""
    mark = mark_of(rows)
    if is_known(mark, request.headers.get("If-None-Match", "")):
        response = Response(status=status.HTTP_304_NOT_MODIFIED)
    response["ETag"] = mark
    return response
