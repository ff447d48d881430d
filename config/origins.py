"""One application, two origins: the site and the wallet never answer for each other.

The wallet holds the keys of virtual cards in the browser's storage, which is separated by origin; a page of the site
that could be read from the wallet's origin, or the reverse, would undo that separation.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect

from config.card_door import is_card_door

WALLET_URLCONF = "config.urls_wallet"
WALLET_STATIC = "/static/wallet/"
SHARED_STATIC = "/static/theme/"

GetResponse = Callable[[HttpRequest], HttpResponse]


# What a load balancer or a supervisor asks by address rather than by name
BY_ANY_NAME = frozenset({"/healthz"})


def separate_origins(get_response: GetResponse) -> GetResponse:
    """Middleware, before static files: choose the address map by host, and keep each origin's files apart.

    A name that is neither origin's (127.0.0.1 for localhost, another port) is sent to the origin of that port, so that
    cookies, keys and proofs are always made under the one right name; 421 when it is no reading of a page (RFC 9110).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_card_door(request):
            return _keep_wallet_files(request, get_response)
        host = request.get_host().lower()
        wallet = host == _netloc(settings.WALLET_ORIGIN)
        if wallet:
            request.urlconf = WALLET_URLCONF
        elif host != _netloc(settings.SITE_URL) and request.path_info not in BY_ANY_NAME:
            return _to_the_right_name(request)
        path = request.path_info
        own_static = path.startswith("/static/") and not path.startswith(SHARED_STATIC)
        if own_static and path.startswith(WALLET_STATIC) is not wallet:
            return HttpResponseNotFound()
        return get_response(request)

    return middleware


def _keep_wallet_files(request: HttpRequest, get_response: GetResponse) -> HttpResponse:
    return HttpResponseNotFound() if request.path_info.startswith(WALLET_STATIC) else get_response(request)


def _netloc(origin: str) -> str:
    return urlsplit(origin).netloc.lower()


def _to_the_right_name(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse("This host does not serve this address.\n", status=421, content_type="text/plain")
    wallet_port = urlsplit(settings.WALLET_ORIGIN).port
    asked_port = urlsplit(f"//{request.get_host()}").port
    origin = settings.WALLET_ORIGIN if wallet_port and asked_port == wallet_port else settings.SITE_URL
    return HttpResponseRedirect(f"{origin}{request.get_full_path()}")
