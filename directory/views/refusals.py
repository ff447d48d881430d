"""Refusals that the framework makes, in our words: a form without proof of origin, too many wrong passwords."""

import math
from collections.abc import Mapping
from urllib.parse import urlsplit

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from directory.staff_sign_in.registration import is_configured

HOME = "/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, with the way back to the page that held the form; opened again, that page holds a fresh one.

    reason: the framework's, for its own log; it tells people nothing.
    """
    return render(request, "403.html", {"form_page": _form_page(request)}, status=403)


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
