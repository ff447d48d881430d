"""An e-CPS is linked to an account with care, and unlinked."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client

from directory.models import AuditEvent, OutboundMessage
from tests.directory.staff_sign_in.ecps.seen import LINK, STRONG, reason_of
from tests.factories.directory import AccountFactory
from tests.support.staff import sign_in, sign_in_with_password

pytestmark = pytest.mark.django_db


def test_nobody_and_strangers_find_no_link_page(browser, provider):
    assert browser.get(LINK).headers["Location"].startswith("/compte/login/")
    assert sign_in_with_password(AccountFactory(outsider=True)).get(LINK).status_code == 404


def test_a_registrar_links_the_ecps_and_is_told(provider, person, unlinked):
    browser = sign_in(unlinked)

    answer = provider.pass_through(browser, LINK)

    unlinked.refresh_from_db()
    assert answer.headers["Location"] == LINK
    assert unlinked.practitioner == person
    line = AuditEvent.objects.get(action="directory.ecps_linked")
    assert (line.actor, line.practitioner_id) == (unlinked, person.pk)
    assert OutboundMessage.objects.filter(event="staff_ecps_changed").count() == 1
    assert person.national_id in browser.get(LINK).content.decode()


@pytest.mark.parametrize(
    ("method", "page"), [("password", "/compte/reauthenticate/"), ("mfa", "/compte/2fa/reauthenticate/")]
)
def test_password_and_factor_are_asked_again_before_a_link(method, page, provider, unlinked):
    browser = sign_in(unlinked)
    session = browser.session
    shown = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**one, "at": one["at"] - 601} if one["method"] == method else one for one in shown
    ]
    session.save()

    answer = browser.post(LINK)

    assert answer.headers["Location"].startswith(page)
    assert provider.calls == []


def test_an_ecps_session_alone_neither_links_nor_unlinks(browser, provider, account):
    provider.pass_through(browser)

    answer = browser.post("/compte/e-cps/dissocier/")

    account.refresh_from_db()
    assert answer.headers["Location"].startswith("/compte/reauthenticate/")
    assert account.practitioner is not None


def test_a_recovery_code_is_no_proof_for_a_link(provider, unlinked):
    browser = sign_in(unlinked)
    session = browser.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**one, "type": Authenticator.Type.RECOVERY_CODES} if one["method"] == "mfa" else one
        for one in session[AUTHENTICATION_METHODS_SESSION_KEY]
    ]
    session.save()

    assert "/compte/2fa/reauthenticate/" in browser.post(LINK).headers["Location"]


def test_an_ecps_linked_elsewhere_is_refused(provider, account, unlinked):
    browser = sign_in(unlinked)

    assert reason_of(provider.pass_through(browser, LINK)) == "linked_elsewhere"
    unlinked.refresh_from_db()
    assert unlinked.practitioner is None


def test_an_account_has_one_ecps(provider, account):
    browser = sign_in(account)

    assert reason_of(browser.post(LINK)) == "already_linked"


def test_unlinking_ends_what_the_ecps_opened(provider, account, person):
    opened = Client()
    provider.pass_through(opened)
    assert opened.get("/portail/").status_code == 200

    answer = sign_in(account).post("/compte/e-cps/dissocier/")

    account.refresh_from_db()
    assert answer.headers["Location"] == LINK
    assert account.practitioner is None
    assert AuditEvent.objects.filter(action="directory.ecps_unlinked", practitioner_id=person.pk).count() == 1
    assert opened.get("/portail/").status_code == 302
    assert opened.get(STRONG).status_code == 302


def test_unlinking_nothing_is_said(provider, unlinked):
    assert reason_of(sign_in(unlinked).post("/compte/e-cps/dissocier/")) == "not_linked"
