"""The portal opens with a password and a second factor, closes when its owner is silent, and has no sign-up."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP, format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

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


def test_a_second_factor_set_up_elsewhere_does_not_open_a_session_of_the_password_alone():
    account = AccountFactory()
    waiting = sign_in_with_password(account)

    TOTP.activate(account, "JBSWY3DPEHPK3PXP")

    page = waiting.get("/portail/", follow=True)
    assert "directory/second_factor.html" in [template.name for template in page.templates]


def test_recovery_codes_are_shown_once_a_factor_is_set_up_and_one_opens_the_portal_once():
    account = MandateFactory().account
    client = sign_in_with_password(account)
    client.post("/compte/reauthenticate/", {"password": STAFF_PASSWORD})
    client.get("/compte/2fa/totp/activate/")
    code = format_hotp_value(hotp_value(client.session[SECRET_SESSION_KEY], int(time.time()) // 30))
    offered = client.post("/compte/2fa/totp/activate/", {"code": code})
    codes = Authenticator.objects.get(user=account, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()

    shown = client.get("/compte/2fa/recovery-codes/").content.decode()

    first, again = sign_in_with_password(account), sign_in_with_password(account)
    first.post("/compte/2fa/authenticate/", {"code": codes[0]})
    again.post("/compte/2fa/authenticate/", {"code": codes[0]})

    assert offered.headers["Location"] == "/compte/2fa/recovery-codes/"
    assert all(code in shown for code in codes)
    assert first.get("/portail/").status_code == 200
    assert again.get("/portail/").status_code == 302


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


def guess(account, *, address="127.0.0.1", password="wrong"):
    client = Client(REMOTE_ADDR=address)
    return client.post("/compte/login/", {"login": account.email, "password": password}), client


def test_guessing_passwords_is_stopped_even_for_the_right_one_and_says_for_how_long(settings):
    account = AccountFactory()
    for _ in range(8):
        guess(account)

    answer, client = guess(account, password=STAFF_PASSWORD)

    assert answer.status_code == 429
    assert "directory/locked_out.html" in [template.name for template in answer.templates]
    assert answer.context["minutes"] == 15
    assert "_auth_user_id" not in client.session


def test_the_name_is_counted_however_it_is_typed():
    account = AccountFactory()
    for _ in range(8):
        Client().post("/compte/login/", {"login": f" {account.email.upper()} ", "password": "wrong"})

    assert guess(account, password=STAFF_PASSWORD)[0].status_code == 429


def test_a_stranger_locks_neither_the_owner_elsewhere_nor_a_colleague_at_the_same_address():
    account, colleague = AccountFactory(), AccountFactory()
    for _ in range(12):
        guess(account, address="192.0.2.7")

    assert guess(account, address="192.0.2.7", password=STAFF_PASSWORD)[0].status_code == 429
    assert "_auth_user_id" in guess(account, address="198.51.100.4", password=STAFF_PASSWORD)[1].session
    assert "_auth_user_id" in guess(colleague, address="192.0.2.7", password=STAFF_PASSWORD)[1].session


def test_the_lock_ends_by_itself_and_guessing_on_does_not_prolong_it():
    account = AccountFactory()
    for _ in range(8):
        guess(account)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert "_auth_user_id" in guess(account, password=STAFF_PASSWORD)[1].session
    for _ in range(8):
        guess(account)
    locked_at = AccessAttempt.objects.get().attempt_time
    assert guess(account)[0].status_code == 429
    assert AccessAttempt.objects.get().attempt_time == locked_at


def test_guessing_the_code_of_a_second_factor_is_stopped_wherever_it_comes_from():
    account = MandateFactory().account
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(account, secret)
    for rank in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{rank}")
        client.post("/compte/login/", {"login": account.email, "password": STAFF_PASSWORD})
        client.post("/compte/2fa/authenticate/", {"code": "000000"})
    client = sign_in_with_password(account)

    right = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post("/compte/2fa/authenticate/", {"code": right})

    assert "_auth_user_id" not in client.session


def test_asking_the_password_again_counts_wrong_ones_too():
    account = AccountFactory()
    client = sign_in_with_password(account)
    for _ in range(8):
        client.post("/compte/reauthenticate/", {"password": "wrong"})

    assert client.post("/compte/reauthenticate/", {"password": STAFF_PASSWORD}).status_code == 429


@pytest.mark.parametrize("login", ["\x00", "a" * 3000, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), ""])
def test_odd_names_are_wrong_and_nothing_more(login):
    for _ in range(2):
        answer = Client().post("/compte/login/", {"login": login, "password": "x"})

        assert answer.status_code == 200
