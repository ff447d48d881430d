"""One's own sessions: listed with what tells them apart, closed one by one or all at once, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory import portal_session
from directory.models import Account
from directory.staff_sign_in.sessions import describe_browser
from tests.factories.directory import STAFF_PASSWORD, MandateFactory, PractitionerFactory
from tests.support.staff import sign_in, sign_in_with_passkey, sign_in_with_password

pytestmark = pytest.mark.django_db

PAGE = "/compte/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def account():
    return MandateFactory().account


def listed(client):
    return client.get(PAGE).context["sessions"]


def key_of(client):
    return UserSession.objects.get(session_key=client.session.session_key).pk


def another_browser(account):
    """A session of the password alone: what these tests close."""
    client = Client(HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.7")
    client.post("/compte/login/", {"login": account.email, "password": STAFF_PASSWORD})
    return client


def test_nobody_is_sent_to_the_sign_in_page(client):
    assert client.get(PAGE).headers["Location"].startswith("/compte/login/")
    assert client.post(f"{PAGE}1/fin/").headers["Location"].startswith("/compte/login/")


def test_each_session_tells_browser_address_times_and_means(account):
    other = another_browser(account)
    client = sign_in(account)

    mine, second = listed(client)

    assert (mine.is_current, mine.means) == (True, "code")
    assert (second.browser, second.system, second.address) == ("Firefox", "Windows", "192.0.2.7")
    assert (second.means, second.is_current, second.key) == ("password", False, key_of(other))
    assert b"UNKNOWN TEMPLATE VARIABLE" not in client.get(PAGE).content


def test_a_passkey_and_an_ecps_show_as_means(account, provider):
    person = PractitionerFactory(practising=True)
    Account.objects.filter(pk=account.pk).update(practitioner=person)
    provider.national_id = person.national_id
    with_ecps = Client()
    provider.pass_through(with_ecps)

    with_passkey = sign_in_with_passkey(account)

    assert {one.means for one in listed(with_passkey)} == {"passkey", "ecps"}


def test_the_owner_closes_one_and_it_ends_at_once(account):
    other, client = another_browser(account), sign_in_with_password(account)

    answer = client.post(f"{PAGE}{key_of(other)}/fin/")

    assert answer.headers["Location"] == PAGE
    assert other.get(PAGE).headers["Location"].startswith("/compte/login/")
    assert len(listed(client)) == 1


def test_the_owner_closes_all_the_others(account):
    others, client = [another_browser(account) for _ in range(3)], sign_in_with_password(account)

    client.post(PAGE)

    assert [other.get(PAGE).status_code for other in others] == [302, 302, 302]
    assert len(listed(client)) == 1


@pytest.mark.parametrize("foreign", [True, False])
def test_foreign_and_missing_sessions_answer_alike_and_go_on(foreign, account):
    stranger = sign_in_with_password(MandateFactory().account)
    key = key_of(stranger) if foreign else 2**63 - 1

    assert sign_in_with_password(account).post(f"{PAGE}{key}/fin/").status_code == 404
    assert stranger.get(PAGE).status_code == 200


def test_one_signs_out_of_this_session_and_does_not_close_it(account):
    client = sign_in_with_password(account)

    assert client.post(f"{PAGE}{key_of(client)}/fin/").status_code == 404
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("key", ["9" * 30, "-1", "x", "%00", "1.5"])
def test_what_is_no_key_is_missing(key, account):
    assert sign_in_with_password(account).post(f"{PAGE}{key}/fin/").status_code == 404


def test_closing_is_a_form(account):
    client = sign_in_with_password(account)

    assert client.get(f"{PAGE}{key_of(client)}/fin/").status_code == 405


def test_a_session_that_silence_has_ended_is_not_listed(account):
    silent, client = another_browser(account), sign_in_with_password(account)
    session = silent.session
    session[portal_session.LAST_SEEN] = (datetime.now(UTC) - timedelta(minutes=31)).isoformat()
    session.save()

    assert [one.is_current for one in listed(client)] == [True]


@pytest.mark.parametrize("value", ["yesterday", "2026-01-01T00:00:00", 7, None])
def test_a_session_whose_note_cannot_be_read_is_still_listed(value, account):
    odd, client = another_browser(account), sign_in_with_password(account)
    session = odd.session
    session[portal_session.LAST_SEEN] = value
    session.save()

    assert len(listed(client)) == 2


def test_a_new_password_closes_the_other_sessions(account):
    other, client = another_browser(account), sign_in_with_password(account)
    new = "another horse, another battery"

    answer = client.post(
        "/compte/password/change/", {"oldpassword": STAFF_PASSWORD, "password1": new, "password2": new}
    )

    assert answer.status_code == 302
    assert client.get(PAGE).status_code == 200
    assert other.get(PAGE).status_code == 302
    assert len(listed(client)) == 1


def test_the_cost_of_the_page_grows_by_the_reading_of_each_session_only(account):
    client = sign_in_with_password(account)
    listed(client)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(PAGE)
        return len(seen)

    one = queries()
    for _ in range(3):
        another_browser(account)

    assert queries() - one <= 3 * 4


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (FIREFOX, ("Firefox", "Windows")),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", ("Chrome", "Linux")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", ("Safari", "iPhone")),
        ("curl/8", ("", "")),
        ("", ("", "")),
        ("<script>\x00", ("", "")),
    ],
)
def test_a_browser_is_told_by_its_names(agent, expected):
    assert describe_browser(agent) == expected
