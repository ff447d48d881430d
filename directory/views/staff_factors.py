"""Setting up a second factor: the session in which its owner did so is opened by it."""

from typing import Any

from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpResponse

from directory.staff_sign_in.means import remember_new_factor


class ActivateAuthenticator(ActivateTOTPView):  # type: ignore[misc]  # the library is untyped
    """GET, POST /compte/2fa/totp/activate/."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The library's, then the note in this session."""
        response: HttpResponse = super().form_valid(form)
        remember_new_factor(self.request)
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # the library is untyped
    """GET, POST /compte/2fa/webauthn/add/."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The library's, then the note in this session."""
        response: HttpResponse = super().form_valid(form)
        remember_new_factor(self.request)
        return response
