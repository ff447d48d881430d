"""What is not served, what is not told, and the pages as a whole."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.directory.staff_sign_in.ecps.seen import LINK
from tests.support.fake_provider import ACCESS_TOKEN, CLIENT_SECRET
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


def test_the_librarys_own_pages_for_identities_are_not_served(browser, provider):
    for path in ("3rdparty/", "3rdparty/signup/", "3rdparty/login/error/", "oidc/e-cps/login/", "social/signup/"):
        assert browser.get(f"/compte/{path}").status_code == 404


def test_no_log_line_tells_a_token_or_a_number(browser, provider, account, person, caplog):
    caplog.set_level(0)
    provider.pass_through(browser)
    provider.changes = {"nonce": "another"}
    provider.pass_through(Client())

    for secret in (ACCESS_TOKEN, CLIENT_SECRET, person.national_id, "ac_of-the-tests"):
        assert secret not in caplog.text


def test_pages_are_complete(browser, provider, account, unlinked):
    """Every reason has words, and no page asks for a variable that it was not given."""
    for page in (browser.get("/compte/login/"), sign_in(unlinked).get(LINK), sign_in(account).get(LINK)):
        assert b"UNKNOWN TEMPLATE VARIABLE" not in page.content
    assert reverse("ecps_return") == "/compte/e-cps/retour/"
