"""Who asks: the application behind a key, and whether it asks too often."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from directory.api.fhir.errors import Refusal
from directory.errors import ApiClientSuspended, TooManyCalls, UnknownApiKey
from directory.workflows import api_access

HEADER = "ESANTE-API-KEY"
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class ApiCaller:
    """One application. reads_restricted: it sees the restricted view."""

    client_id: int
    reads_restricted: bool


def authenticate(request: HttpRequest, now: datetime) -> ApiCaller:
    """The caller of a request. Raises Refusal: 401 without a key that opens, 403 when suspended, 429 too often.

    The key travels in its header only: addresses are written to logs.
    """
    key = request.headers.get(HEADER, "").strip()
    if not key:
        raise Refusal(401, "login", f"A key is needed, in the header {HEADER}.")
    if len(key) > LONGEST_KEY:
        raise _unknown()
    try:
        client = api_access.admit(key=key, limit=settings.FHIR_CALLS_A_SECOND, now=now)
    except UnknownApiKey:
        raise _unknown() from None
    except ApiClientSuspended:
        raise Refusal(403, "forbidden", "This application is suspended: write to the directory's operator.") from None
    except TooManyCalls as refusal:
        words = f"At most {refusal.params['limit']} calls a second for one application: try again in a second."
        raise Refusal(429, "throttled", words, {"Retry-After": "1"}) from None
    return ApiCaller(client_id=client.client_id, reads_restricted=client.reads_restricted)


def _unknown() -> Refusal:
    return Refusal(401, "login", "This key opens nothing: it was never issued, has expired, or is revoked.")
