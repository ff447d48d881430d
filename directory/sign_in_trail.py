"""The trail learns who signed in to the portal and who was refused, from the signals of the libraries that judge it."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from directory.models import Account
from directory.workflows import auditing

_TYPED = ("username", "email", "login")


@receiver(user_logged_in, dispatch_uid="audit_signed_in")
def tell_signed_in(request: HttpRequest | None, user: Account, **_rest: Any) -> None:
    """Sent once password and second factor were right."""
    auditing.remember_sign_in(account=user, means=_means(request, user), now=timezone.now())


@receiver(user_login_failed, dispatch_uid="audit_sign_in_refused")
def tell_refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    """Sent for a wrong password, an unknown account, and while axes locks out; axes hears of it first."""
    typed = next((str(credentials[name]) for name in _TYPED if credentials.get(name)), "")
    reason = "locked_out" if getattr(request, "axes_locked_out", False) else "wrong_password"
    auditing.remember_refused_sign_in(typed=typed, reason=reason, now=timezone.now())


@receiver(authentication_failed, dispatch_uid="audit_second_factor_refused")
def tell_refused_factor(user: Account, **_rest: Any) -> None:
    """Sent for a wrong code of an authenticator, or a wrong recovery code."""
    auditing.remember_refused_factor(account=user, now=timezone.now())


def _means(request: HttpRequest | None, user: Account) -> list[str]:
    if request is None or not hasattr(request, "session"):
        return []
    records = get_authentication_records(request, user)
    return list(dict.fromkeys(str(record.get("type") or record.get("method", "")) for record in records))
