"""The doors of the API: they authenticate, read the address, and write whatever happens as FHIR."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from psycopg.errors import LockNotAvailable

from directory.api.fhir import searching
from directory.api.fhir.access import authenticate
from directory.api.fhir.answers import answer, answer_read, answer_refusal, refuse_other_formats
from directory.api.fhir.capability import capability_statement
from directory.api.fhir.errors import Refusal
from directory.api.fhir.query import read_search
from directory.api.fhir.registry import Reading, ResourceType
from directory.api.fhir.resources import RESOURCES
from directory.api.fhir.writing import to_json
from directory.queries import labels

logger = logging.getLogger(__name__)

ROOT = "/fhir/v2"
FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 32_768  # of a query or a form
_READS = ("GET", "HEAD")

P = ParamSpec("P")


def door(*methods: str) -> Callable[[Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[..., HttpResponse]]:
    """A view of the API: these methods only, JSON only, every refusal an OperationOutcome."""

    def decorate(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                if request.method not in methods:
                    allowed = {"Allow": ", ".join(methods)}
                    raise Refusal(405, "not-supported", f"{request.method} is not supported here.", allowed)
                refuse_other_formats(request)
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return answer_refusal(refusal)
            except Exception as error:  # a program reads this answer: it must be FHIR even when we fail
                if isinstance(error.__cause__, LockNotAvailable):  # a load holds a table
                    words = "The directory is being written: a national file is loaded. Try again in a minute."
                    return answer_refusal(Refusal(503, "transient", words, {"Retry-After": "60"}))
                logger.exception("FHIR request failed")
                return answer_refusal(Refusal(500, "exception", "The server failed; the request may be tried again."))

        return wrapped

    return decorate


@door(*_READS)
def metadata(_request: HttpRequest) -> HttpResponse:
    """GET metadata: what this server does. It needs no key."""
    return answer(to_json(capability_statement(tuple(RESOURCES.values()), settings.SITE_URL + ROOT)))


@door(*_READS)
def read(request: HttpRequest, name: str, identifier: str) -> HttpResponse:
    """GET {type}/{id}: one resource, with its ETag; 304 when If-None-Match holds it; 404."""
    reading = _reading(request)
    resource = searching.read(_type_of(name), identifier, reading)
    if resource is None:
        raise Refusal(404, "not-found", f"{name}/{identifier[:64]} is not known.")
    return answer_read(request, resource)


@door(*_READS)
def search(request: HttpRequest, name: str) -> HttpResponse:
    """GET {type}?…: a searchset Bundle."""
    reading = _reading(request)
    return _search(request, _type_of(name), _pairs(request.META.get("QUERY_STRING", "")), reading)


@door("POST")
def search_form(request: HttpRequest, name: str) -> HttpResponse:
    """POST {type}/_search: the same, its parameters in a form, in the address, or in both."""
    reading = _reading(request)
    if request.content_type != FORM:
        raise Refusal(415, "not-supported", f"The body must be {FORM}.")
    if _length(request) > MOST_BYTES:
        raise _too_long()
    pairs = [*_pairs(request.META.get("QUERY_STRING", "")), *_pairs(request.body.decode("utf-8", "replace"))]
    return _search(request, _type_of(name), pairs, reading)


@door(*_READS)
def unknown(_request: HttpRequest, path: str = "") -> HttpResponse:
    """Any other address."""
    raise Refusal(404, "not-found", f"Nothing answers at {path[:100]!r}; see metadata for what does.")


def _reading(request: HttpRequest) -> Reading:
    """Who asks, and when. Raises Refusal without a key that opens."""
    now = timezone.now()
    caller = authenticate(request, now)
    labels.renew()
    return Reading(
        now=now,
        today=timezone.localdate(now),
        restricted=caller.reads_restricted,
        test_people=settings.FHIR_TEST_PEOPLE,
        base=settings.SITE_URL + ROOT,
    )


def _type_of(name: str) -> ResourceType:
    if name not in RESOURCES:
        raise Refusal(404, "not-supported", f"{name[:64]} is not a type of this server; see metadata.")
    return RESOURCES[name]


def _search(
    request: HttpRequest, resource: ResourceType, pairs: list[tuple[str, str]], reading: Reading
) -> HttpResponse:
    asked = read_search(resource, pairs, strict=_is_strict(request))
    return answer(searching.search(resource, asked, reading, RESOURCES))


def _length(request: HttpRequest) -> int:
    """The length of the body as it was announced. Raises Refusal for what is no length."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isascii() or not announced.isdigit() or len(announced) > 18:
        raise Refusal(400, "invalid", "Content-Length is not a length.")
    return int(announced)


def _pairs(text: str) -> list[tuple[str, str]]:
    """The parameters of an address or a form, in their order."""
    if len(text) > MOST_BYTES:
        raise _too_long()
    pairs = parse_qsl(text, keep_blank_values=True)
    if any("\x00" in value for _, value in pairs):
        raise Refusal(400, "value", "A value holds a character that no text has.")
    return pairs


def _too_long() -> Refusal:
    return Refusal(413, "too-long", f"At most {MOST_BYTES} bytes of parameters.")


def _is_strict(request: HttpRequest) -> bool:
    """`Prefer: handling=strict`. Source: FHIR R4, search, handling of errors."""
    preferences = {part.strip() for part in request.headers.get("Prefer", "").replace(";", ",").split(",")}
    return "handling=strict" in preferences
