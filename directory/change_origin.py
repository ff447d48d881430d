"""Who changes the directory from the portal, and on which page: the database writes it beside every former version."""

import uuid
from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

_READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

GetResponse = Callable[[HttpRequest], HttpResponse]


def tell_history(get_response: GetResponse) -> GetResponse:
    """Middleware, after authentication: name the account, the page and the request of every change made in the portal.

    Pages of the portal carry nothing but keys in their addresses; those of other doors may carry a secret (the link of
    a holder), and are not written down. Never a body, never a question.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in _READING or not request.path.startswith(reverse("portal:index")):
            return get_response(request)
        with pghistory.context(account=request.user.pk, page=request.path, request=uuid.uuid4().hex):
            return get_response(request)

    return middleware
