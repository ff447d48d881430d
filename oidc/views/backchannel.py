"""Where a service asks for somebody who is not in its browser."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oidc import policy
from oidc.errors import OAuthError
from oidc.models import RelyingParty
from oidc.models.backchannel_request import From
from oidc.protocol import backchannel_request
from oidc.protocol.backchannel_request import Registration
from oidc.protocol.params import Parameters
from oidc.views.clients import recognise
from oidc.views.machine import MachineView, answer, read_form, refuse
from oidc.vocabulary import Door, GrantType
from oidc.workflows import backchannel, signed_requests

NOT_SUPPORTED = OAuthError("invalid_request", "request_uri is not supported")


class Backchannel(MachineView):
    """POST /oidc/backchannel, a form (CIBA Core §7.1).

    In: the client's credentials; `scope` with `openid`; one of `login_hint`, `id_token_hint`, `login_hint_token`;
    `binding_message`, `acr_values`, `requested_expiry`, `client_notification_token`, `user_code`, `resource`, and
    `channel` of the national service; or all of these in `request`, a JWT that the client signed.
    Out: `auth_req_id`, `expires_in`, `interval`; or `error`, one of §13.
    """

    door = Door.BACKCHANNEL

    def post(self, request: HttpRequest) -> HttpResponse:
        """Authenticate the client, read what it asks, then ask the phones."""
        now = timezone.now()
        form = read_form(request)
        relying_party = recognise(request, form, now=now)
        asked = backchannel_request.read_request(
            _verified(form, relying_party, now=now),
            registered=_registration(relying_party),
            is_signed=bool(form.get("request")),
        )
        outcome = backchannel.start(relying_party=relying_party, asked=asked, origin=_origin(request), now=now)
        return refuse(outcome) if isinstance(outcome, OAuthError) else answer(outcome.as_members())


def _verified(form: Parameters, relying_party: RelyingParty, *, now: datetime) -> Parameters:
    """The parameters as the client means them: of a signed request (§7.1.1) alone, where there is one."""
    if form.get("request_uri"):
        raise NOT_SUPPORTED
    if not form.get("request"):
        return form
    backchannel_request.require_nothing_beside(form)
    outcome = signed_requests.read_signed(relying_party, form.get("request"), now=now)
    if isinstance(outcome, OAuthError):
        raise outcome
    return outcome


def _registration(relying_party: RelyingParty) -> Registration:
    may_ask = GrantType.CIBA in relying_party.grant_types and not relying_party.is_public
    return Registration(
        scopes=tuple(relying_party.client.scope),
        delivery_mode=relying_party.backchannel_token_delivery_mode if may_ask else "",
        resources=tuple(relying_party.allowed_resources),
        may_renew=GrantType.REFRESH_TOKEN in relying_party.grant_types,
        signing_alg=relying_party.backchannel_authentication_request_signing_alg,
        sends_user_code=relying_party.backchannel_user_code_parameter,
        has_free_message=relying_party.backchannel_free_binding_message,
    )


def _origin(request: HttpRequest) -> From:
    agent = request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")
    return From(request.META.get("REMOTE_ADDR") or None, agent[: policy.MAX_USER_AGENT])
