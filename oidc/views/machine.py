"""What the doors for programs share: forms in, JSON out, no session, no CSRF, nothing kept in a cache."""

from typing import Any, ClassVar

from psycopg.errors import LockNotAvailable
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from oidc.errors import OAuthError
from oidc.protocol import params
from oidc.views import cors, trouble

FORM = "application/x-www-form-urlencoded"
MAX_BODY_BYTES = 16384
BUSY = OAuthError("temporarily_unavailable", "the directory is being loaded", headers={"Retry-After": "60"})


class MachineView(APIView):
    """A door for programs. Its own code authenticates; an OAuthError becomes its JSON answer.

    readers: whose pages may read the answers.
    """

    readers: ClassVar[cors.Readers] = cors.Readers.NOBODY
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]  # as APIView
        """Tell nothing but the methods, in `Allow`: a page of another origin asks so before it calls."""
        return Response(status=204)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001
        """Answer in JSON whatever the `Accept` header says: the protocol leaves no choice."""
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    def handle_exception(self, exc: Exception) -> Response:
        """Answer a refusal of the protocol; anything else that the framework foresees is a bad request."""
        if isinstance(exc, OAuthError):
            return refuse(exc)
        if isinstance(exc.__cause__, LockNotAvailable):
            return refuse(BUSY)
        if isinstance(exc, APIException):
            return _marked(Response({"error": "invalid_request"}, status=exc.status_code), "invalid_request")
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """RFC 6749 §5.1: tokens and what they open are never kept by a cache; other origins read what they may."""
        finalized = super().finalize_response(request, response, *args, **kwargs)
        cors.let_read(request._request, finalized, readers=self.readers)
        if request.method == "OPTIONS":
            cors.answer_preflight(finalized, methods=finalized["Allow"])
        finalized.headers.setdefault("Cache-Control", "no-store")
        return finalized


def refuse(error: OAuthError) -> Response:
    """Return the JSON answer of a refusal."""
    return _marked(Response(error.as_members(), status=error.status, headers=error.headers), error.code)


def _marked(response: Response, code: str) -> Response:
    trouble.mark(response, code)
    return response


def read_form(request: Request) -> params.Parameters:
    """Read a form body, strictly. Raises OAuthError `invalid_request` for another type or an oversized one."""
    django_request = request._request
    if django_request.content_type != FORM:
        raise OAuthError("invalid_request", f"the body must be {FORM}")
    body = django_request.body
    if len(body) > MAX_BODY_BYTES:
        raise OAuthError("invalid_request", "the body is too long")
    return params.parse(body)


def require(form: params.Parameters, name: str) -> str:
    """Return a parameter that must be there. Raises OAuthError `invalid_request`."""
    if not form.get(name):
        raise OAuthError("invalid_request", f"{name} is required")
    return form.get(name)
