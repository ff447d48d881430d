"""How staff sign in: accounts come from invitations and commands, and a second factor opens the portal."""

from datetime import datetime

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from directory.models import Account
from directory.policy import STRONG_MEANS_AGE

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    """Closes the sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up alone."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """No prefix: the sender's name says where it comes from."""
        return subject


class StaffMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library is untyped
    """Keeps the secrets of authenticator apps encrypted."""

    def encrypt(self, text: str) -> str:
        """Encrypt with the newest key of MESSAGE_KEYS."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with any key of MESSAGE_KEYS."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def has_second_factor(request: HttpRequest) -> bool:
    """Was this session opened with a second factor, or has its owner just set one up in it?

    A factor set up in this session counts: setting it up took the password and a right code.
    """
    records = get_authentication_records(request, request.user)
    if any(record.get("method") == "mfa" for record in records):
        return True
    begun = min((record["at"] for record in records if "at" in record), default=None)
    if begun is None:
        return False
    factors = Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_FACTORS)
    return any(factor.created_at.timestamp() >= begun for factor in factors)


def has_fresh_passkey(request: HttpRequest, now: datetime) -> bool:
    """Did the owner of this session show a passkey within the last minutes? A code or a password is not enough."""
    oldest = (now - STRONG_MEANS_AGE).timestamp()
    return any(
        record.get("method") == "mfa"
        and record.get("type") == Authenticator.Type.WEBAUTHN
        and float(record.get("at", 0)) >= oldest
        for record in get_authentication_records(request, request.user)
    )


def owns_passkey(request: HttpRequest) -> bool:
    """Has this account a passkey to show at all?"""
    return bool(Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN).exists())


def open_session(request: HttpRequest, account: Account) -> None:
    """Sign in who has just chosen the password of a new account in this browser; the second factor is still to come.

    They typed it twice a moment ago: setting up that factor does not ask for it once more.
    """
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    record_authentication(request, account, "password", email=account.email, reauthenticated=True)


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.MESSAGE_KEYS])
