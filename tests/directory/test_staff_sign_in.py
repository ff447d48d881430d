"""The portal opens with a password and a second factor, closes when its owner is silent, and has no sign-up."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP, format_hotp_value, hotp_value
from django.test import Client

from directory import portal_session
from tests.factories.directory import STAFF_PASSWORD, AccountFactory, MandateFactory
from tests.support.staff import sign_in, sign_in_with_password

pytestmark = pytest.mark.django_db


def test_nobody_is_sent_to_the_sign_in_page(client):
    response = client.get("/portail/", follow=True)

    assert response.redirect_chain[-1][0] == "/compte/login/?next=%2Fportail%2F"


def test_a_password_alone_leads_to_setting_up_a_second_factor():
    client = sign_in_with_password(AccountFactory())

    response = client.get("/portail/directory/practitioner/", follow=True)

    assert response.status_code == 200
    assert b"/compte/2fa/totp/activate/" in response.content
    assert "directory/second_factor.html" in [template.name for template in response.templates]


def test_a_second_factor_set_up_in_the_session_opens_the_portal():
    account = AccountFactory()
    client = sign_in_with_password(account)
    client.post("/compte/reauthenticate/", {"password": STAFF_PASSWORD})
    client.get("/compte/2fa/totp/activate/")
    secret = client.session[SECRET_SESSION_KEY]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))

    client.post("/compte/2fa/totp/activate/", {"code": code})

    assert Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
    assert client.get("/portail/").status_code == 200


def test_password_and_code_open_the_portal():
    assert sign_in(MandateFactory().account).get("/portail/").status_code == 200


def test_an_account_that_is_not_staff_is_refused():
    client = sign_in(AccountFactory(outsider=True))

    assert client.get("/portail/", follow=True).status_code == 403


def test_a_closed_account_cannot_sign_in():
    account = AccountFactory(is_active=False)
    client = sign_in_with_password(account)

    assert "_auth_user_id" not in client.session


def test_authenticator_secrets_are_stored_encrypted():
    account = AccountFactory()
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")

    stored = Authenticator.objects.get(user=account).data["secret"]

    assert "JBSWY3DPEHPK3PXP" not in stored


def test_nobody_signs_up(client):
    response = client.get("/compte/signup/")

    assert response.status_code == 200
    assert b'<input type="password"' not in response.content


@pytest.mark.parametrize(("silent", "begun"), [(31, 60), (1, 8 * 60 + 1)])
def test_a_silent_or_old_session_ends(silent, begun):
    client = sign_in(MandateFactory().account)
    client.get("/portail/")
    now = datetime.now(UTC)
    session = client.session
    session[portal_session.LAST_SEEN] = (now - timedelta(minutes=silent)).isoformat()
    session[portal_session.BEGUN] = (now - timedelta(minutes=begun)).isoformat()
    session.save()

    assert client.get("/portail/").status_code == 302


@pytest.mark.parametrize("key", [r'"\000\000\000\000\000\000\000\000\000"', "²" * 40, "a" * 5000, r'"a\000bcdefgh"'])
def test_a_session_key_that_cannot_be_one_is_nobodys(key, client):
    for address in ("/", "/compte/login/", "/ecps/"):
        answer = client.get(address, HTTP_COOKIE=f"portal_session={key}")

        assert answer.status_code == 200
        assert not answer.wsgi_request.user.is_authenticated


def test_a_session_in_use_goes_on():
    client = sign_in(MandateFactory().account)
    client.get("/portail/")
    session = client.session
    session[portal_session.LAST_SEEN] = (datetime.now(UTC) - timedelta(minutes=29)).isoformat()
    session.save()

    assert client.get("/portail/").status_code == 200
    assert client.get("/portail/").status_code == 200


def test_signing_out_closes_the_portal():
    client = sign_in(MandateFactory().account)

    client.post("/portail/logout/")

    assert client.get("/portail/").status_code == 302


def test_guessing_passwords_is_stopped_even_for_the_right_one():
    account = AccountFactory()
    client = Client()
    for _ in range(9):
        client.post("/compte/login/", {"login": account.email, "password": "wrong"})

    client.post("/compte/login/", {"login": account.email, "password": STAFF_PASSWORD})

    assert "_auth_user_id" not in client.session
