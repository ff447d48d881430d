"""What a certificate opens: the pages of physical cards, and the doors for services, on origins of their own, behind
mutual TLS, on a Unix socket.

The reverse proxy asks for a certificate on these origins, checks it, and hands it over in `Client-Cert`
(RFC 9440). Anybody can write a header: this one is believed from the socket alone, which the proxy alone can open, and
is dropped everywhere else.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CARD_URLCONF = "config.urls_card"
MTLS_URLCONF = "config.urls_mtls"
MARK = "ecps.card_door"  # no header can be called so: theirs begin with HTTP_
VERIFIED = "SUCCESS"  # nginx says so of a certificate that it checked against chain and lists
CERTIFICATE_HEADERS = ("HTTP_CLIENT_CERT", "HTTP_CLIENT_CERT_CHAIN", "HTTP_CLIENT_VERIFY")

GetResponse = Callable[[HttpRequest], HttpResponse]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def mark_door(application: Application) -> Application:
    """The same application, for the process that listens on the socket."""

    def marked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ[MARK] = True
        environ["wsgi.url_scheme"] = "https"
        environ["REMOTE_ADDR"] = environ.pop("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()  # the proxy's word
        return application(environ, start_response)

    return marked


def is_card_door(request: HttpRequest) -> bool:
    """Did this request come through the socket?"""
    return request.META.get(MARK) is True


def drop_certificates(get_response: GetResponse) -> GetResponse:
    """Middleware, before all others: elsewhere than on the socket nobody presents a certificate.

    On the socket two names are served: those of CARD_ORIGIN, for people with a card, and of MTLS_ORIGIN, for services;
    421 for any other (RFC 9110 §15.5.20). A service may present a certificate that no authority issued: who reads it
    reads the proxy's verdict too.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_card_door(request):
            for header in CERTIFICATE_HEADERS:
                request.META.pop(header, None)
            return get_response(request)
        host = request.get_host().lower()
        if host == urlsplit(settings.MTLS_ORIGIN).netloc.lower():
            request.urlconf = MTLS_URLCONF
            return get_response(request)
        if host != urlsplit(settings.CARD_ORIGIN).netloc.lower():
            return HttpResponse("This host does not serve this address.\n", status=421, content_type="text/plain")
        if request.META.get("HTTP_CLIENT_VERIFY") != VERIFIED:
            request.META.pop("HTTP_CLIENT_CERT", None)  # the page of a refused certificate never reads it
        request.urlconf = CARD_URLCONF
        return get_response(request)

    return middleware
