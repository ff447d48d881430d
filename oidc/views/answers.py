"""How an answer reaches a service through the browser, or stays here when it may not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from oidc.errors import LocalRefusal, OAuthError
from oidc.protocol import redirect_uris
from oidc.protocol.authorization_request import AuthorizationRequest


class SeeOther(HttpResponseRedirect):
    """303: the browser goes on with a GET whatever it came with, and no answer is kept anywhere (RFC 9700 §4.12)."""

    status_code = 303

    def __init__(self, location: str) -> None:
        # A registered private scheme is not one of Django's; the address was compared with the registration before.
        self.allowed_schemes = [location.partition(":")[0], "http", "https"]
        super().__init__(location)
        self["Cache-Control"] = "no-store"
        self["Referrer-Policy"] = "no-referrer"


def send_code(asked: AuthorizationRequest, code: str) -> SeeOther:
    """Send the code to the service, with `iss` (RFC 9207) and its `state`."""
    return SeeOther(_location(asked.redirect_uri, {"code": code, "state": asked.state}))


def send_error(redirect_uri: str, *, state: str, error: OAuthError) -> SeeOther:
    """Send an error to the service, likewise. redirect_uri: already trusted."""
    return SeeOther(_location(redirect_uri, {**error.as_members(), "state": state}))


def _location(redirect_uri: str, members: dict[str, str]) -> str:
    return redirect_uris.put_answer(redirect_uri, members={**members, "iss": settings.ISSUER})


def refuse_here(request: HttpRequest, refusal: LocalRefusal) -> HttpResponse:
    """Show why nothing can be sent back: an error page of ours, with its true status."""
    return render(request, "oidc/refused.html", {"reason": refusal.reason}, status=400)


def allow_form_to_reach(response: HttpResponse, redirect_uri: str, *origins: str) -> HttpResponse:
    """Let the forms of a page end at the service, when one asks, and at other origins of ours: browsers apply
    `form-action` to the whole chain of redirections."""
    sources = [*([redirect_uris.form_action_source(redirect_uri)] if redirect_uri else []), *origins]
    response._csp_update = {"form-action": sources}  # type: ignore[attr-defined]  # read by django-csp
    return response
