"""Where a service exchanges a code for tokens."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from oidc.errors import OAuthError
from oidc.library import registration
from oidc.protocol import client_credentials
from oidc.views.machine import MachineView, read_form, refuse
from oidc.workflows import issuing


class Token(MachineView):
    """POST /oidc/token, a form (RFC 6749 §4.1.3).

    In: `grant_type=authorization_code`, `code`, `redirect_uri`, `code_verifier`, and the client's credentials.
    Out: `access_token`, `token_type`, `expires_in`, `id_token`, `scope`; or `error`, with 401 when the client is
    not authenticated.
    """

    def post(self, request: Request) -> Response:
        """Authenticate the client before anything is looked up, then exchange."""
        form = read_form(request)
        presented = client_credentials.read(authorization=request.META.get("HTTP_AUTHORIZATION", ""), params=form)
        relying_party = registration.authenticate(presented, now=timezone.now())
        if relying_party is None:
            raise presented.refusal()
        form.refuse_faults()
        if not form.get("grant_type"):
            raise OAuthError("invalid_request", "grant_type is required")
        if form.get("grant_type") != "authorization_code":
            raise OAuthError("unsupported_grant_type", "only authorization_code is supported")
        if not form.get("code"):
            raise OAuthError("invalid_request", "code is required")
        outcome = issuing.exchange_code(
            relying_party=relying_party,
            code=form.get("code"),
            redirect_uri=form.get("redirect_uri"),
            verifier=form.get("code_verifier"),
            now=timezone.now(),
        )
        return refuse(outcome) if isinstance(outcome, OAuthError) else Response(outcome.as_members())
