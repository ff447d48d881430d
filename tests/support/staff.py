"""Staff who signed in as people do: password, then the code of the moment."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from directory.models import Account
from tests.factories.directory import STAFF_PASSWORD


def sign_in_with_password(account: Account) -> Client:
    """A browser whose owner typed the password."""
    client = Client()
    client.post("/compte/login/", {"login": account.email, "password": STAFF_PASSWORD})
    return client


def sign_in(account: Account) -> Client:
    """A browser whose owner typed the password and a code of an authenticator."""
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    client = sign_in_with_password(account)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    response = client.post("/compte/2fa/authenticate/", {"code": code})
    assert response.status_code == 302, response.content
    return client
