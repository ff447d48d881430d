"""What the library of sign-ins asks of the house: no sign-up, sealed secrets, and no second factor after an e-CPS."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from directory.models import Account
from directory.staff_sign_in.means import remember_ecps
from directory.staff_sign_in.provider import identity_of

MFA_STAGE = "allauth.mfa.stages.AuthenticateStage"
OUR_STAGE = "directory.staff_sign_in.adapters.SecondFactorStage"


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    """Closes the sign-up page, and notes by what means a session was opened."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up alone."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """No prefix: the sender's name says where it comes from."""
        return subject

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guessing is stopped by account **and** address (axes). The library's own limit is by account alone: with it,
        a stranger who types wrong passwords keeps a person out."""

    def get_login_stages(self) -> list[str]:
        """Those of the library, with our second factor."""
        return [OUR_STAGE if stage == MFA_STAGE else stage for stage in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Account, **hooks: Any) -> HttpResponse:
        """The session is new by now: what the e-CPS proved is noted in it."""
        login = (hooks.get("signal_kwargs") or {}).get("sociallogin")
        if login is not None:
            remember_ecps(request, user, identity_of(login))
        response: HttpResponse = super().post_login(request, user, **hooks)
        return response


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # the library is untyped
    """A password needs a second factor; an e-CPS is two already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        if login is not None and "mfa" in identity_of(login).amr:
            return False
        return bool(super()._should_handle(request))


class StaffMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library is untyped
    """Keeps the secrets of authenticator apps encrypted."""

    def encrypt(self, text: str) -> str:
        """Encrypt with the newest key of MESSAGE_KEYS."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with any key of MESSAGE_KEYS."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.MESSAGE_KEYS])
