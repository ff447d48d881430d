"""Who asks: the application behind a key."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from directory.api.fhir.errors import Refusal


@dataclass(frozen=True, slots=True)
class ApiCaller:
    """One application. reads_restricted: it sees the restricted view."""

    client_id: int
    reads_restricted: bool


def authenticate(request: HttpRequest, now: datetime) -> ApiCaller:
    """The caller of a request. Raises Refusal: 401 without a key, 403 for one that does not open, 429 too often."""
    raise Refusal(401, "login", "A key is needed, in the header ESANTE-API-KEY.")
