"""What the doors for programs share: forms in, JSON out, no session, no CSRF, nothing kept in a cache."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from psycopg.errors import LockNotAvailable

from oidc.errors import OAuthError
from oidc.protocol import params
from oidc.views import cors, trouble
from oidc.views.clients import claimed_in_header
from oidc.vocabulary import Door

FORM = "application/x-www-form-urlencoded"
MAX_BODY_BYTES = 16384
BUSY = OAuthError("temporarily_unavailable", "the directory is being loaded", headers={"Retry-After": "60"})
_NO_TROUBLE = frozenset({"authorization_pending", "expired_token"})  # what polls usually hear
_ERROR = "refused_with"  # of a response: read by `dispatch`, which knows who asked


class MachineView(View):
    """A door for programs. Its own code authenticates; an OAuthError becomes its JSON answer, whatever the `Accept`
    header says: the protocol leaves no choice.

    readers: whose pages may read the answers. door: as the team of a refused client knows it;
    None where no client is refused.
    """

    readers: ClassVar[cors.Readers] = cors.Readers.NOBODY
    door: ClassVar[Door | None] = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """No browser's cookie says who calls."""
        view: Callable[..., HttpResponseBase] = csrf_exempt(super().as_view(**initkwargs))
        return view

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """RFC 6749 §5.1: tokens and what they open are never kept by a cache; other origins read what they may."""
        try:
            response = super().dispatch(request, *args, **kwargs)
        except OAuthError as error:
            response = refuse(error)
        except Exception as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            response = refuse(BUSY)
        self._leave_trouble(request, response)
        cors.let_read(request, response, readers=self.readers)
        if request.method == "OPTIONS":
            cors.answer_preflight(response, methods=response["Allow"])
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tell nothing but the methods, in `Allow`: a page of another origin asks so before it calls."""
        return HttpResponse(status=204, headers={"Allow": self._methods()}, content_type="application/json")

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer as to any request that cannot be understood, with the methods that can."""
        headers = {"Allow": self._methods()}
        return _refusal(OAuthError("invalid_request"), {"error": "invalid_request"}, status=405, headers=headers)

    def _leave_trouble(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Give a refusal its id; the team of the client reads of it, but for what is no fault of theirs."""
        error = getattr(response, _ERROR, None)
        if not isinstance(error, OAuthError) or error.code in _NO_TROUBLE:
            return
        client = None if error is BUSY else trouble.client_of(request, otherwise=claimed_in_header(request))
        trouble.mark(response, trouble.Met(self.door, error.code, client, error.description))

    def _methods(self) -> str:
        return ", ".join(name.upper() for name in self.http_method_names if hasattr(self, name))


def answer(members: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return members as JSON."""
    return HttpResponse(orjson.dumps(members), status=status, headers=headers, content_type="application/json")


def refuse(error: OAuthError) -> HttpResponse:
    """Return the JSON answer of a refusal."""
    return _refusal(error, error.as_members(), status=error.status, headers=error.headers)


def _refusal(
    error: OAuthError, members: Mapping[str, str], *, status: int, headers: Mapping[str, str] | None
) -> HttpResponse:
    response = answer(members, status=status, headers=headers)
    setattr(response, _ERROR, error)
    return response


def read_form(request: HttpRequest) -> params.Parameters:
    """Read a form body, strictly. Raises OAuthError `invalid_request` for another type or an oversized one."""
    if request.content_type != FORM:
        raise OAuthError("invalid_request", f"the body must be {FORM}")
    body = request.body
    if len(body) > MAX_BODY_BYTES:
        raise OAuthError("invalid_request", "the body is too long")
    return params.parse(body)


def require(form: params.Parameters, name: str) -> str:
    """Return a parameter that must be there. Raises OAuthError `invalid_request`."""
    if not form.get(name):
        raise OAuthError("invalid_request", f"{name} is required")
    return form.get(name)
