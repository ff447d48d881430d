"""Staff who signed in as people do: password, then the code of the moment."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from directory.models import Account
from tests.factories.directory import STAFF_PASSWORD
from tests.support.passkey import Passkey


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


def sign_in_with_passkey(account: Account) -> Client:
    """A browser whose owner has just shown a passkey."""
    client, passkey = sign_in(account), Passkey()
    passkey.add(client)
    passkey.show(client)
    return client


def let_passkey_age(client: Client, seconds: float) -> Client:
    """As if everything that the owner showed lay some time back."""
    session = client.session
    shown = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**one, "at": one["at"] - seconds} for one in shown]
    session.save()
    return client
