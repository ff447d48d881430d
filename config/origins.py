"""One application, two origins: the site and the wallet never answer for each other.

The wallet holds the keys of virtual cards in the browser's storage, which is separated by origin; a page
of the site that could be read from the wallet's origin, or the reverse, would undo that separation.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

WALLET_URLCONF = "config.urls_wallet"
WALLET_STATIC = "/static/wallet/"
SHARED_STATIC = "/static/theme/"

GetResponse = Callable[[HttpRequest], HttpResponse]


def is_wallet_request(request: HttpRequest) -> bool:
    """True when the request names the wallet's host and port."""
    return bool(request.get_host() == urlsplit(settings.WALLET_ORIGIN).netloc)


def separate_origins(get_response: GetResponse) -> GetResponse:
    """Middleware, before static files: choose the address map by host, and keep each origin's files apart."""

    def middleware(request: HttpRequest) -> HttpResponse:
        wallet = is_wallet_request(request)
        if wallet:
            request.urlconf = WALLET_URLCONF
        path = request.path_info
        own_static = path.startswith("/static/") and not path.startswith(SHARED_STATIC)
        if own_static and path.startswith(WALLET_STATIC) is not wallet:
            return HttpResponseNotFound()
        return get_response(request)

    return middleware
