"""Doors for programs, and redirections of browsers, answered ahead of what pages need: no session, no language, no form
token, no framing rules."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, ResolverMatch, resolve
from psycopg.errors import LockNotAvailable

GetResponse = Callable[[HttpRequest], HttpResponse]

# Beginnings of addresses, each with the map of what follows; a page below them is not in it, and goes the way of pages
DOORS = {"/fhir/v2": "directory.api.fhir.urls"}
WHOLE = {"/oidc/": "oidc.urls_ahead", "/.well-known/": "oidc.urls_ahead"}  # maps of whole addresses, that take no part
NATIONAL = {"/auth": "oidc.urls_national_ahead", "/.well-known/oauth-": "oidc.urls_national_ahead"}
HELD = "ecps.held"  # in the request: the table that it needs is held, so that the page that says so is the answer


def answer_programs(get_response: GetResponse) -> GetResponse:
    """Middleware: hand a call of a program, or of a browser that is only sent on, to its door. On the wallet's origin,
    which has another map, none is open. A door that raises Resolver404 leaves the answer to the way of pages.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if getattr(request, "urlconf", None) is not None:
            return get_response(request)
        match = _find(request.path_info)
        if match is None:
            return get_response(request)
        request.resolver_match = match
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except Resolver404:
            return get_response(request)
        except Exception as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            request.META[HELD] = True
            return get_response(request)
        if isinstance(response, SimpleTemplateResponse):
            response.render()  # what the framework does after a view, and nothing does here
        return response

    return middleware


def _find(address: str) -> ResolverMatch | None:
    for root, addresses in DOORS.items():
        if address.startswith(f"{root}/"):
            return _resolve(address.removeprefix(root), addresses)
    maps = {**NATIONAL, **WHOLE} if settings.NATIONAL_PATHS else WHOLE
    for beginning, addresses in maps.items():
        if address.startswith(beginning):
            return _resolve_whole(address, addresses)
    return None


def _resolve(address: str, addresses: str) -> ResolverMatch | None:
    try:
        return resolve(address, addresses)
    except Resolver404:
        return None


_resolve_whole = lru_cache(maxsize=256)(_resolve)  # always the same few, but for those that nobody has
