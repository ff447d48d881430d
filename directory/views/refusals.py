"""Refusals that the framework makes, in our words: the form whose proof of origin is missing or too old."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, with the way back to the page that held the form; opened again, that page holds a fresh one.

    reason: the framework's, for its own log; it tells people nothing.
    """
    return render(request, "403.html", {"form_page": _form_page(request)}, status=403)


def _form_page(request: HttpRequest) -> str:
    """The page that the browser says it comes from, when it is one of this origin; home otherwise."""
    origin = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(origin, {request.get_host()}, require_https=request.is_secure()):
        return HOME
    page = urlsplit(origin)
    path = f"/{page.path.lstrip('/')}"  # two slashes would begin another host
    return f"{path}?{page.query}" if page.query else path
