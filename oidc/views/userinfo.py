"""Where a service asks, with an access token, who signed in."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from oidc.errors import OAuthError
from oidc.queries.tokens import client_of_token
from oidc.views import cors, trouble
from oidc.views.clients import read_certificate
from oidc.views.machine import FORM, MachineView, answer, read_form, refuse
from oidc.vocabulary import Door
from oidc.workflows import disclosure

_NO_TOKEN = {"WWW-Authenticate": 'Bearer realm="userinfo"'}
_JWT = "application/jwt"
_MAX_TOKEN = 256


class UserInfo(MachineView):
    """GET or POST /oidc/userinfo (OpenID Connect Core §5.3, RFC 6750 §2).

    In: `Authorization: Bearer …`, or `access_token` in a form; where the token is bound to a certificate, that one, at
    the door that asks for it (RFC 8705 §3). A token in the address is not read.
    Out: the claims that the granted scopes open, in JSON or, where the client registered a signature, in a JWT; or
    `error` in JSON, with a challenge. Pages of public clients may read it.
    """

    readers = cors.Readers.SERVICES
    door = Door.USERINFO

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Read the token of the header."""
        return self._answer(_read_header(request))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Read the token of the header, or of the form; both at once are refused."""
        token = _read_header(request)
        if request.content_type == FORM:
            form = read_form(request)
            form.refuse_faults()
            if token and form.get("access_token"):
                raise OAuthError("invalid_request", "one access token only")
            token = token or form.get("access_token")
        return self._answer(token)

    def _answer(self, token: str) -> HttpResponseBase:
        if not token:
            # RFC 6750 §3.1: no error code when the request carries no token
            return HttpResponse(status=401, headers=_NO_TOKEN, content_type="application/json")
        certificate = read_certificate(self.request)
        thumbprint = certificate.thumbprint if certificate else ""
        outcome = disclosure.disclose(access_token=token[:_MAX_TOKEN], certificate=thumbprint, now=timezone.now())
        if isinstance(outcome, OAuthError):
            client = client_of_token(token[:_MAX_TOKEN])
            if client is not None:
                trouble.name_client(self.request, client)
            return refuse(outcome)
        return HttpResponse(outcome, content_type=_JWT) if isinstance(outcome, str) else answer(outcome)


def _read_header(request: HttpRequest) -> str:
    """Return the bearer token, an empty string when there is none; the scheme's name has no case (RFC 9110 §11.1)."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
