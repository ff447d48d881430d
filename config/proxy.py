"""Whose address is it, behind a reverse proxy? The one that the outermost proxy of ours saw.

Quotas count by address: behind a proxy everybody would share one, and a header that anybody can write would give
everybody as many as they like. Each proxy of ours appends the address it saw to X-Forwarded-For; with N of them, the
N-th entry from the right is the first that a visitor could not write.
"""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


def trust_proxies(get_response: GetResponse) -> GetResponse:
    """Middleware: replace REMOTE_ADDR by what the outermost of PROXY_COUNT proxies saw; drop the header otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        entries = [entry.strip() for entry in forwarded.split(",")]
        if 0 < settings.PROXY_COUNT <= len(entries) and _is_address(entries[-settings.PROXY_COUNT]):
            request.META["REMOTE_ADDR"] = entries[-settings.PROXY_COUNT]
        return get_response(request)

    return middleware


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
