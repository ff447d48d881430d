"""The headers of every answer: nothing but what comes from here may run, be shown or be framed."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {issuer}; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def add_headers(get_response: GetResponse) -> GetResponse:
    """Middleware: a strict policy. Its forms may end at the provider, where signing in begins."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY.format(issuer=_origin(settings.ISSUER))
        response["X-Content-Type-Options"] = "nosniff"
        response["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def _origin(address: str) -> str:
    """The provider without the path that its issuer may have: its pages are elsewhere."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
