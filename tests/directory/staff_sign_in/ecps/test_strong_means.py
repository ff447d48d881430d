"""The e-CPS just shown passes a strong act, for its account alone, and ages."""

from datetime import timedelta

import pytest

from directory.models import Account
from directory.policy import STRONG_MEANS_AGE
from directory.staff_sign_in.means import ECPS
from tests.directory.staff_sign_in.ecps.seen import PROVE, STRONG, age_sign_in, reason_of
from tests.factories.directory import MandateFactory, PractitionerFactory
from tests.support.staff import sign_in, sign_in_with_passkey

pytestmark = pytest.mark.django_db


def test_the_ecps_just_shown_passes_a_strong_act_and_ages(browser, provider, account):
    provider.pass_through(browser)

    assert browser.get(STRONG).status_code != 403
    age_sign_in(browser, STRONG_MEANS_AGE.total_seconds() + 1)
    answer = browser.get(STRONG)
    assert answer.status_code == 403
    assert answer.context["has_ecps"] is True


@pytest.mark.parametrize(("acr", "passes"), [("eidas1", True), ("eidas2", True), ("eidas0", False), ("", False)])
def test_only_known_levels_are_strong(acr, passes, browser, provider, account):
    provider.pass_through(browser)
    session = browser.session
    session[ECPS] = {**session[ECPS], "acr": acr}
    session.save()

    assert (browser.get(STRONG).status_code != 403) is passes


def test_an_ecps_shown_tomorrow_is_not_believed(browser, provider, account):
    provider.pass_through(browser)
    age_sign_in(browser, -timedelta(days=1).total_seconds())

    assert browser.get(STRONG).status_code == 403


def test_showing_the_ecps_again_leads_back_to_the_act(provider, account):
    browser = sign_in(account)
    assert browser.get(STRONG).status_code == 403

    answer = provider.pass_through(browser, PROVE, next_url=f"{STRONG}?kept=8")

    assert answer.headers["Location"] == f"{STRONG}?kept=8"
    assert browser.get(STRONG).status_code != 403


def test_another_persons_ecps_proves_nothing_here(provider, account):
    other = MandateFactory().account
    browser = sign_in(other)
    Account.objects.filter(pk=other.pk).update(practitioner=PractitionerFactory())

    answer = provider.pass_through(browser, PROVE)

    assert reason_of(answer) == "another_person"
    assert browser.session["_auth_user_id"] == str(other.pk)
    assert browser.get(STRONG).status_code == 403


def test_a_proof_asked_by_one_account_does_not_serve_the_next_at_this_browser(provider, account):
    browser = sign_in(account)
    question = provider.ask(browser, PROVE)
    session = browser.session
    state = session["socialaccount_states"]
    browser.logout()
    browser.cookies = sign_in(MandateFactory().account).cookies
    session = browser.session
    session["socialaccount_states"] = state
    session.save()

    assert reason_of(provider.answer(browser, question)) == "stale"
    assert ECPS not in browser.session


def test_an_account_without_ecps_has_none_to_show(provider):
    assert sign_in(MandateFactory().account).post(PROVE).status_code == 404


def test_who_has_no_strong_means_is_told_how_to_get_one(provider):
    answer = sign_in(MandateFactory().account).get(STRONG)

    assert answer.status_code == 403
    assert "/compte/2fa/webauthn/add/" in answer.content.decode()
    assert 'href="/compte/e-cps/"' in answer.content.decode()


def test_who_has_both_means_chooses(provider, account):
    browser = sign_in_with_passkey(account)
    age_sign_in(browser, STRONG_MEANS_AGE.total_seconds() + 1)

    page = browser.get(STRONG).content.decode()

    assert "/compte/2fa/webauthn/reauthenticate/?next=%2Fportail%2Frapprochements%2Fnouveau%2F" in page
    assert 'action="/compte/e-cps/preuve/"' in page
