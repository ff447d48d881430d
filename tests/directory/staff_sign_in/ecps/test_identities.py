"""An e-CPS opens the account it is linked to, and no other."""

import pytest

from directory.models import Account
from tests.directory.staff_sign_in.ecps.seen import STRONG, is_signed_in, reason_of
from tests.factories.directory import AccountFactory, MandateFactory

pytestmark = pytest.mark.django_db


def test_an_identity_without_account_gets_none(browser, provider):
    accounts = Account.objects.count()

    answer = provider.pass_through(browser)

    assert (answer.status_code, reason_of(answer)) == (403, "no_account")
    assert Account.objects.count() == accounts
    assert not is_signed_in(browser)


def test_the_holders_own_account_does_not_open_the_portal(browser, provider, person):
    AccountFactory(outsider=True, username=person.national_id, email="", practitioner=person)

    assert reason_of(provider.pass_through(browser)) == "no_account"
    assert not is_signed_in(browser)


def test_a_number_that_nobody_has_opens_nothing(browser, provider, account):
    provider.national_id = "899700099999"

    assert reason_of(provider.pass_through(browser)) == "unknown_person"


def test_an_email_in_the_token_finds_no_account(browser, provider):
    account = MandateFactory().account
    provider.changes = {"email": account.email, "email_verified": True, "preferred_username": account.username}

    assert reason_of(provider.pass_through(browser)) == "no_account"
    assert not is_signed_in(browser)


def test_a_closed_account_stays_closed(browser, provider, account):
    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert reason_of(provider.pass_through(browser)) == "closed"
    assert not is_signed_in(browser)


def test_a_test_identity_never_opens_a_real_mandate(browser, provider, account):
    MandateFactory(account=account, authority__is_test=False)

    assert reason_of(provider.pass_through(browser)) == "world"
    assert not is_signed_in(browser)


def test_a_session_of_a_test_identity_does_not_grow_into_a_real_mandate(browser, provider, account):
    provider.pass_through(browser)
    assert browser.get("/portail/").status_code == 200

    MandateFactory(account=account, authority__is_test=False)

    assert browser.get("/portail/").status_code == 302
    assert browser.get(STRONG).status_code == 302
