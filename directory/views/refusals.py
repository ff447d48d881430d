"""Refusals and faults that the framework answers, in our words, with an id that finds them in the log."""

import logging
import math
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from directory.staff_sign_in.registration import is_configured
from directory.views import trouble

HOME = "/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, with the way back to the page that held the form; opened again, that page holds a fresh one.

    reason: the framework's, for its own log; it tells people nothing.
    """
    return _refuse(request, 403, "old_form", {"form_page": _form_page(request)})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what cannot be read. exception: the framework's, never shown."""
    return _refuse(request, 400, "bad_request")


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: an account that may not."""
    return _refuse(request, 403, "not_allowed", {"form_page": ""})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page, or not for this reader."""
    return _refuse(request, 404, "not_found")


def broken(request: HttpRequest) -> HttpResponse:
    """500. Nothing of the request is asked: it may be what broke. The line names the kind of the fault; the framework
    logs the fault itself next.
    """
    fault = sys.exc_info()[0]
    correlation_id = trouble.note(f"broken:{fault.__name__ if fault else '-'}", level=logging.ERROR)
    page = render_to_string("500.html", {"correlation_id": correlation_id})
    return trouble.marked(HttpResponse(page, status=500), correlation_id)


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Mapping[str, object] | None = None
) -> HttpResponse:
    """429: too many wrong passwords for one account from one address; when it ends, and the ways that stay open.

    response, credentials: axes' own; neither is shown.
    """
    wait = get_cool_off(request)
    minutes = math.ceil(wait.total_seconds() / 60) if wait is not None else 0
    context = {"minutes": minutes, "ecps_offered": is_configured()}
    return render(request, "directory/locked_out.html", context, status=429)


def _form_page(request: HttpRequest) -> str:
    """The page that the browser says it comes from, when it is one of this origin; home otherwise."""
    origin = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure()):
        return HOME
    page = urlsplit(origin)
    path = f"/{page.path.lstrip('/')}"  # two slashes would begin another host
    return f"{path}?{page.query}" if page.query else path


def _refuse(request: HttpRequest, status: int, code: str, context: Mapping[str, object] | None = None) -> HttpResponse:
    correlation_id = trouble.note(code)
    told = {"correlation_id": correlation_id, **(context or {})}
    return trouble.marked(render(request, f"{status}.html", told, status=status), correlation_id)
