"""A newcomer's first session, in the browser where they chose their password."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import HttpRequest

from directory.models import Account


def open_session(request: HttpRequest, account: Account) -> None:
    """Sign in who has just chosen the password of a new account in this browser; the second factor is still to come.

    They typed it twice a moment ago: setting up that factor does not ask for it once more.
    """
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    record_authentication(request, account, "password", email=account.email, reauthenticated=True)
