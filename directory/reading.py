"""Pages that only read ask once who the account is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from directory import permissions

GetResponse = Callable[[HttpRequest], HttpResponse]


def read_mandates_once(get_response: GetResponse) -> GetResponse:
    """Middleware: menu, lists, filters and panels of one page share the mandates that the first of them read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        with permissions.mandates_read_once():
            return get_response(request)

    return middleware
