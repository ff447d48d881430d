"""Doors for programs, answered ahead of what pages need: no session, no language, no form token, no framing rules."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, ResolverMatch, resolve

GetResponse = Callable[[HttpRequest], HttpResponse]

# Beginnings of addresses, each with the map of what follows; a page below them is not in it, and goes the way of pages
DOORS = {"/fhir/v2": "directory.api.fhir.urls"}
WHOLE = {"/oidc/": "oidc.urls_programs", "/.well-known/": "oidc.urls_programs"}  # maps of whole addresses


def answer_programs(get_response: GetResponse) -> GetResponse:
    """Middleware: hand a call of a program to its door. On the wallet's origin, which has another map, none is open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if getattr(request, "urlconf", None) is not None:
            return get_response(request)
        match = _find(request.path_info)
        if match is None:
            return get_response(request)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.render()  # what the framework does after a view, and nothing does here
        return response

    return middleware


def _find(address: str) -> ResolverMatch | None:
    try:
        for root, addresses in DOORS.items():
            if address.startswith(f"{root}/"):
                return resolve(address.removeprefix(root), addresses)
        for beginning, addresses in WHOLE.items():
            if address.startswith(beginning):
                return resolve(address, addresses)
    except Resolver404:
        pass
    return None
