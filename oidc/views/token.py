"""Where a service exchanges a code, or a refresh token, for tokens, or asks for one of its own."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from oidc.errors import OAuthError
from oidc.models import RelyingParty
from oidc.protocol.params import Parameters
from oidc.views import cors
from oidc.views.clients import ask_as_client, binding_of
from oidc.views.machine import MachineView, answer, read_form, refuse, require
from oidc.vocabulary import Door, GrantType
from oidc.workflows import issuing, polling, refreshing, service_tokens
from oidc.workflows.service_tokens import OwnToken
from oidc.workflows.tokens import Tokens

Outcome = Tokens | OwnToken | OAuthError


class Token(MachineView):
    """POST /oidc/token, a form (RFC 6749 §4.1.3, §4.4, §6).

    In: the client's credentials, `grant_type`, and what it needs: `authorization_code` with `code`, `redirect_uri`,
    `code_verifier`; `refresh_token` with `refresh_token`, `scope`; `client_credentials` with `scope`; each
    with `resource` (RFC 8707) where the access token is for a resource server;
    `urn:openid:params:grant-type:ciba` with `auth_req_id`.
    Out: `access_token`, `token_type`, `expires_in`, `refresh_token`, `refresh_expires_in`, `id_token`, `scope`,
    `session_state`; or `error`, with 401 when the client is not authenticated. Pages of public
    clients may read it.
    """

    readers = cors.Readers.SERVICES
    door = Door.TOKEN

    def post(self, request: HttpRequest) -> HttpResponse:
        """Authenticate the client before anything is looked up, then issue."""
        now = timezone.now()
        form = read_form(request)

        def issue(relying_party: RelyingParty) -> Outcome:
            grant = _GRANTS.get(require(form, "grant_type"))
            if grant is None:
                raise OAuthError("unsupported_grant_type", f"only {', '.join(_GRANTS)} are supported")
            return grant(relying_party, form, binding_of(request, relying_party), now)

        outcome = ask_as_client(request, form, issue, refuses=_is_refusal, now=now)
        return refuse(outcome) if isinstance(outcome, OAuthError) else answer(outcome.as_members())


def _exchange_code(relying_party: RelyingParty, form: Parameters, certificate: str, now: datetime) -> Outcome:
    return issuing.exchange_code(
        relying_party=relying_party,
        code=require(form, "code"),
        redirect_uri=form.get("redirect_uri"),
        verifier=form.get("code_verifier"),
        resource=form.get("resource"),
        certificate=certificate,
        now=now,
    )


def _refresh(relying_party: RelyingParty, form: Parameters, certificate: str, now: datetime) -> Outcome:
    return refreshing.refresh(
        relying_party=relying_party,
        refresh_token=require(form, "refresh_token"),
        scope=form.get("scope"),
        resource=form.get("resource"),
        certificate=certificate,
        now=now,
    )


def _poll(relying_party: RelyingParty, form: Parameters, certificate: str, now: datetime) -> Outcome:
    return polling.poll(
        relying_party=relying_party, auth_req_id=require(form, "auth_req_id"), certificate=certificate, now=now
    )


def _issue_own(relying_party: RelyingParty, form: Parameters, certificate: str, now: datetime) -> Outcome:
    return service_tokens.issue_own(
        relying_party=relying_party,
        scope=form.get("scope"),
        resource=form.get("resource"),
        certificate=certificate,
        now=now,
    )


_GRANTS: Mapping[str, Callable[[RelyingParty, Parameters, str, datetime], Outcome]] = {
    GrantType.AUTHORIZATION_CODE: _exchange_code,
    GrantType.REFRESH_TOKEN: _refresh,
    GrantType.CLIENT_CREDENTIALS: _issue_own,
    GrantType.CIBA: _poll,
}


def _is_refusal(outcome: Outcome) -> bool:
    """Not what a poll hears until somebody answered: its request was found, for the client as it is now."""
    return isinstance(outcome, OAuthError) and outcome not in (polling.PENDING, polling.SLOW_DOWN)
