"""How answers leave: JSON of FHIR, never kept by a shared cache, with a tag that tells whether one has changed."""

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_etags

from directory.api.fhir.errors import Refusal, outcome
from directory.api.fhir.writing import Built, to_json

FHIR_JSON = "application/fhir+json"
_ACCEPTED = frozenset({"application/json", FHIR_JSON, "application/*", "*/*"})
_FORMATS = frozenset({"json", "application/json", FHIR_JSON, "application/fhir json"})  # a plus sign left unescaped


def refuse_other_formats(request: HttpRequest) -> None:
    """Raises Refusal unless the client takes JSON; `_format` goes before the Accept header."""
    asked = request.GET.get("_format")
    if asked is not None:
        if asked.partition(";")[0].strip() in _FORMATS:
            return
    elif any(_takes_json(str(kind)) for kind in request.accepted_types):
        return
    raise Refusal(406, "not-supported", f"This server writes {FHIR_JSON} only.")


def _takes_json(kind: str) -> bool:
    """Whether a kind of the Accept header is ours, whatever version or charset it names beside."""
    return kind.partition(";")[0].strip().lower() in _ACCEPTED


def answer(resource: bytes, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """One resource, in JSON, as a response."""
    return _respond(resource, status, headers)


def answer_read(request: HttpRequest, built: Built) -> HttpResponse:
    """One resource that was read, or 304 when the client holds the same. Its tag is a digest of what is answered."""
    body = to_json(built.resource)
    tag = f'W/"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    changed = http_date(datetime.fromisoformat(built.changed_at).timestamp())
    headers = {"ETag": tag, "Last-Modified": changed}
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or tag.removeprefix("W/") in {other.removeprefix("W/") for other in known}:
        return _respond(b"", 304, headers)
    return _respond(body, 200, headers)


def answer_refusal(refusal: Refusal) -> HttpResponse:
    """The OperationOutcome of a refusal."""
    return answer(to_json(outcome(refusal.issue, refusal.diagnostics)), refusal.status, refusal.headers)


def _respond(body: bytes, status: int, headers: dict[str, str] | None) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type=f"{FHIR_JSON}; fhirVersion=4.0; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Length"] = str(len(body))
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
