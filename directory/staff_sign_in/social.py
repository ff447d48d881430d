"""What the library of the e-CPS sign-in asks of the house: its HTTP client, its provider, its pages."""

import secrets
from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from directory.staff_sign_in import pages, receiving
from directory.staff_sign_in.provider import PROVIDER, EcpsFlow, EcpsProvider
from directory.staff_sign_in.wire import ProviderSession, ProviderUnreachable


class StaffSocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library is untyped
    """One provider, accounts that exist, pages that say what to do."""

    def get_requests_session(self) -> ProviderSession:
        """The product's own HTTP client."""
        return ProviderSession()

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """256 bits."""
        return secrets.token_urlsafe(32)

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> EcpsProvider:
        """There is one."""
        return EcpsFlow(request, PROVIDER).get_provider()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """An identity without an account gets none."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The identity is proven: what it was asked for is done, or the library goes on and opens a session."""
        answer = receiving.receive(request, sociallogin, timezone.now())
        if answer is not None:
            raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: EcpsProvider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: Mapping[str, Any] | None = None,
    ) -> None:
        """The flow broke off: a page of ours instead of the library's."""
        raise ImmediateHttpResponse(_answer_to(request, error, exception, (extra_context or {}).get("state")))


def _answer_to(
    request: HttpRequest, error: str | None, exception: Exception | None, state: Mapping[str, Any] | None
) -> HttpResponse:
    """state: what was kept of the question; None when this browser asked nothing, too long ago, or was answered."""
    if isinstance(exception, ProviderUnreachable):
        return pages.refuse(request, "unreachable")
    if state is None:
        return pages.refuse(request, "stale")
    if error == AuthError.CANCELLED:
        return receiving.back_from_nothing(request, state)
    return pages.refuse(request, "unproven")
