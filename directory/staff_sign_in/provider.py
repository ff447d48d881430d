"""Our own provider, as the library of the portal's sign-in sees it: OpenID Connect with every check made.

The library does the flow (state, PKCE, code); it trusts an ID token that came by TLS and sends no nonce. Here a
token is believed for its signature and its claims, and every question has a nonce and asks for a new authentication.
"""

import secrets
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from directory.policy import STRONG_LEVELS
from directory.staff_sign_in.id_token import Asked, Identity, IdentityRefused, read_identity
from directory.staff_sign_in.registration import read_registration
from directory.staff_sign_in.wire import ProviderUnreachable, fetch_json

PROVIDER = "e-cps"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class NotConfigured(Exception):
    """The portal is not registered with the provider."""


class UnprovenIdentity(OAuth2Error):  # type: ignore[misc]  # the library is untyped
    """What came back proves nothing. The library catches it; `reason` is for the log."""


class EcpsProvider(OpenIDConnectProvider):  # type: ignore[misc]  # the library is untyped
    """The provider whose client is the portal."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "EcpsFlow":
        """The flow of this request."""
        return EcpsFlow(request, PROVIDER)


class EcpsFlow(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the library is untyped
    """One passage through the provider. asked: what was kept of the question, once the answer has come."""

    asked: dict[str, Any] | None = None

    def get_provider(self) -> EcpsProvider:
        """The provider as it is configured now. Raises NotConfigured."""
        registration = read_registration()
        if registration is None:
            raise NotConfigured
        app = SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER,
            name="e-CPS",
            client_id=registration.client_id,
            secret=registration.client_secret,
            settings={
                "server_url": settings.ISSUER,
                "token_auth_method": "client_secret_basic",
                "oauth_pkce_enabled": True,
            },
        )
        return EcpsProvider(self.request, app=app)

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes of itself, once a request. Raises ProviderUnreachable."""
        if not hasattr(self, "_openid_config"):
            found = fetch_json(f"{settings.ISSUER}/.well-known/openid-configuration")
            if found.get("issuer") != settings.ISSUER or not all(found.get(name) for name in ENDPOINTS):
                raise ProviderUnreachable("another_provider")
            self._openid_config = found
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The registered address, whatever host the request named."""
        return f"{settings.SITE_URL}{reverse('ecps_return')}"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Believe the ID token or raise UnprovenIdentity; userinfo is not asked: the token names the person."""
        question = (self.asked or {}).get("data") or {}
        try:
            identity = read_identity(
                kwargs["response"].get("id_token", ""),
                keys=fetch_json(self.openid_config["jwks_uri"]),
                asked=Asked(
                    issuer=settings.ISSUER,
                    client_id=app.client_id,
                    nonce=question["nonce"],
                    asked_at=datetime.fromisoformat(question["asked_at"]),
                    access_token=token.token,
                ),
                now=timezone.now(),
            )
        except (IdentityRefused, KeyError) as refusal:
            raise UnprovenIdentity(getattr(refusal, "reason", "malformed")) from None
        account = SocialAccount(provider=PROVIDER, uid=identity.national_id, extra_data={})
        login = SocialLogin(provider=self.get_provider(), account=account)
        login.identity = identity
        return login


class EcpsReturn(OAuth2CallbackView):  # type: ignore[misc]  # the library is untyped
    """The answer of the provider, taken with the question that this browser asked, once."""

    def _get_state(self, request: HttpRequest, provider: EcpsProvider) -> tuple[dict[str, Any] | None, Any]:
        state, response = super()._get_state(request, provider)
        self.adapter.asked = state
        return state, response


def ask_provider(request: HttpRequest, *, purpose: str, next_url: str, now: datetime) -> HttpResponse:
    """Send the browser to the provider. purpose: what the answer is for; it comes back with it, in the session.

    Raises NotConfigured, ProviderUnreachable.
    """
    nonce = secrets.token_urlsafe(32)
    account = request.user.pk if request.user.is_authenticated else None
    response: HttpResponse = (
        EcpsFlow(request, PROVIDER)
        .get_provider()
        .redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=next_url,
            data={"purpose": purpose, "account": account, "nonce": nonce, "asked_at": now.isoformat()},
            scope=["openid"],
            # prompt: until the provider can be told that somebody left the portal, the next person at a shared
            # workstation must not be let in by what the last one did on the phone.
            auth_params={"nonce": nonce, "prompt": "login", "acr_values": " ".join(STRONG_LEVELS)},
        )
    )
    return response


def identity_of(login: SocialLogin) -> Identity:
    """Who the provider said it is."""
    identity: Identity = login.identity
    return identity
