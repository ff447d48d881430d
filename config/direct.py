"""Doors for programs, answered ahead of what pages need: no session, no language, no form token, no framing rules."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

GetResponse = Callable[[HttpRequest], HttpResponse]

# Roots of addresses, each with its own address map. Such a door refuses by itself whatever it does not know.
DOORS = {"/fhir/v2": "directory.api.fhir.urls"}


def answer_programs(get_response: GetResponse) -> GetResponse:
    """Middleware: hand a call of a program to its door. On the wallet's origin, which has another map, none is open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        root = next((root for root in DOORS if request.path_info.startswith(f"{root}/")), None)
        if root is None or getattr(request, "urlconf", None) is not None:
            return get_response(request)
        try:
            match = resolve(request.path_info.removeprefix(root), DOORS[root])
        except Resolver404:
            return get_response(request)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response

    return middleware
