"""How an answer reaches a service through the browser, or stays here when it may not."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from oidc.errors import LocalRefusal, OAuthError
from oidc.models import RelyingParty
from oidc.protocol import redirect_uris
from oidc.protocol.authorization_request import AuthorizationRequest
from oidc.views import trouble
from oidc.vocabulary import Door

FORM = "application/x-www-form-urlencoded"
FORM_POST = "form_post"
MAX_POSTED_BYTES = 8192
_HEADER_BREAKERS = {ord("\r"): "%0D", ord("\n"): "%0A", 0: "%00"}


class SeeOther(HttpResponseRedirect):
    """303: the browser goes on with a GET whatever it came with, and no answer is kept anywhere (RFC 9700 §4.12)."""

    status_code = 303

    def __init__(self, location: str) -> None:
        # A registered private scheme is not one of Django's; the address was compared with the registration before.
        self.allowed_schemes = [location.partition(":")[0], "http", "https"]
        super().__init__(location)
        self["Cache-Control"] = "no-store"
        self["Referrer-Policy"] = "no-referrer"


@dataclass(frozen=True)
class Target:
    """Where an answer goes, and how. redirect_uri: already trusted."""

    redirect_uri: str
    state: str
    response_mode: str

    @classmethod
    def of(cls, asked: AuthorizationRequest) -> "Target":
        """That of a request that was read."""
        return cls(asked.redirect_uri, asked.state, asked.response_mode)


def send_code(asked: AuthorizationRequest, code: str) -> HttpResponse:
    """Send the code to the service, with `iss` (RFC 9207) and its `state`."""
    return _send(Target.of(asked), {"code": code})


def send_error(target: Target, error: OAuthError, *, client: RelyingParty | None) -> HttpResponse:
    """Send an error to the service, likewise. client: that it is; None for a page of ours."""
    response = _send(target, error.as_members())
    trouble.mark(response, trouble.Met(Door.AUTHORIZE, error.code, client, error.description))
    return response


def _send(target: Target, members: dict[str, str]) -> HttpResponse:
    members = {**members, "state": target.state, "iss": settings.ISSUER}
    if target.response_mode == FORM_POST:
        return _form_post(target.redirect_uri, members)
    return SeeOther(redirect_uris.put_answer(target.redirect_uri, members=members))


def _form_post(redirect_uri: str, members: dict[str, str]) -> HttpResponse:
    """A page whose form the browser sends by itself, or the person without scripts (Form Post Response Mode §2)."""
    told = [(name, value) for name, value in members.items() if value]
    page = HttpResponse(render_to_string("oidc/form_post.html", {"action": redirect_uri, "members": told}))
    page["Cache-Control"] = "no-store"
    page["Referrer-Policy"] = "no-referrer"
    return allow_form_to_reach(page, redirect_uri)


def go_on_by_get(request: HttpRequest, route: str) -> HttpResponse:
    """Answer a form posted from another site: the same parameters, every byte kept, asked again by GET."""
    if request.content_type != FORM or len(request.body) > MAX_POSTED_BYTES:
        return refuse_here(request, LocalRefusal("malformed"))
    return SeeOther(f"{reverse(route)}?{request.body.decode('latin-1').translate(_HEADER_BREAKERS)}")


def refuse_here(request: HttpRequest, refusal: LocalRefusal, *, door: Door = Door.AUTHORIZE) -> HttpResponse:
    """Show why nothing can be sent back: an error page of ours, with its true status."""
    met = trouble.Met(door, refusal.reason, trouble.client_of(request))
    return trouble.show(request, "oidc/refused.html", met, status=400)


def allow_form_to_reach(response: HttpResponse, redirect_uri: str, *origins: str) -> HttpResponse:
    """Let the forms of a page end at the service, when one asks, and at other origins of ours: browsers apply
    `form-action` to the whole chain of redirections."""
    sources = [*([redirect_uris.form_action_source(redirect_uri)] if redirect_uri else []), *origins]
    response._csp_update = {"form-action": sources}  # type: ignore[attr-defined]  # read by django-csp
    return response
