"""While a first load holds the directory, pages say so within seconds instead of keeping their visitors waiting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg.errors import LockNotAvailable

from config.direct import HELD, GetResponse

RETRY_AFTER = "60"  # seconds


class SayBusy:
    """Middleware: a statement that waited too long for a table becomes a 503, to be tried again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing of its own, but where a door ahead of pages met the same."""
        return _say_busy(request) if HELD in request.META else self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, in the visitor's language; None for any other error."""
        if not isinstance(exception.__cause__, LockNotAvailable):
            return None
        return _say_busy(request)


def _say_busy(request: HttpRequest) -> HttpResponse:
    response = render(request, "busy.html", status=503)
    response["Retry-After"] = RETRY_AFTER
    return response
