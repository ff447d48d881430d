"""The link of an invitation: what it shows to whom, and what it does once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import Account, InvitationState, Mandate, MandateInvitation
from directory.policy import TERMS_VERSION
from tests.factories.directory import AccountFactory, MandateFactory
from tests.factories.mandates import TOKEN, MandateInvitationFactory
from tests.support.staff import sign_in, sign_in_with_password

pytestmark = pytest.mark.django_db
PAGE = f"/invitation/{TOKEN}/"
EMAIL = "invite@structure.test"
PASSWORD = "une phrase que personne ne devine"


@pytest.fixture
def invitation():
    now = timezone.now()
    return MandateInvitationFactory(created_at=now, last_sent_at=now, expires_at=now + timedelta(days=14))


def joining(**given):
    answers = {"name": "Inès Roux", "password": PASSWORD, "password_again": PASSWORD, "accepted": "on"}
    return {"act": "join", "version": TERMS_VERSION, **answers, **given}


def step(client, method="get", data=None):
    answer = getattr(client, method)(PAGE, data or {})
    return answer.status_code, answer.context["step"] if answer.context else answer["Location"]


def test_opening_the_link_changes_nothing_and_says_who_invites_to_what(invitation):
    page = Client().get(PAGE)

    text = page.content.decode()
    assert page.status_code == 200
    assert str(invitation.inviter) in text
    assert invitation.authority.name in text
    assert "no-cache" in page["Cache-Control"]
    assert not Account.objects.filter(email=EMAIL).exists()
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.PENDING


def test_a_newcomer_chooses_a_password_and_is_led_to_a_second_factor(invitation):
    browser = Client()

    answer = browser.post(PAGE, joining(), follow=True)

    assert answer.redirect_chain[0] == ("/portail/", 302)
    assert any(template.name == "directory/second_factor.html" for template in answer.templates)
    account = Account.objects.get(email=EMAIL)
    assert account.check_password(PASSWORD)
    assert account.mandates.get().terms_version == TERMS_VERSION
    assert browser.get("/compte/2fa/totp/activate/").status_code == 200
    assert browser.get("/portail/directory/practitioner/").status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"accepted": ""},
        {"password": "court", "password_again": "court"},
        {"password": "1234567890123", "password_again": "1234567890123"},
        {"password": EMAIL, "password_again": EMAIL},
        {"password_again": "autre chose entièrement"},
        {"password": "", "password_again": ""},
        {"name": ""},
        {"name": "a\0b"},
        {"name": "x" * 300},
        {"version": ""},
    ],
)
def test_a_wrong_answer_opens_no_account(wrong, invitation):
    page = Client().post(PAGE, joining(**wrong))

    assert page.status_code == 422
    assert PASSWORD not in page.content.decode()
    assert not Account.objects.filter(email=EMAIL).exists()


def test_terms_of_another_version_are_shown_again(invitation):
    assert step(Client(), "post", joining(version="1999-01")) == (409, "join")
    assert not Account.objects.filter(email=EMAIL).exists()


def test_who_has_an_account_signs_in_and_accepts(invitation):
    account = AccountFactory(email=EMAIL, username=EMAIL)
    assert step(Client()) == (200, "sign_in")
    assert f"next=/invitation/{TOKEN}/" in Client().get(PAGE).content.decode()
    assert step(Client(), "post", joining()) == (409, "sign_in")
    browser = sign_in_with_password(account)

    assert step(browser) == (200, "accept")
    assert step(browser, "post", {"act": "accept", "version": TERMS_VERSION}) == (422, "accept")
    assert step(browser, "post", {"act": "accept", "version": "1999", "accepted": "on"}) == (409, "accept")
    done = browser.post(PAGE, {"act": "accept", "version": TERMS_VERSION, "accepted": "on"})

    assert done["Location"] == "/portail/"
    assert Mandate.objects.filter(account=account).count() == 1


@pytest.mark.parametrize("act", ["accept", "join"])
def test_a_link_that_was_passed_on_shows_another_account_nothing_but_the_way_out(act, invitation):
    browser = sign_in(MandateFactory().account)

    assert step(browser) == (403, "other_account")
    assert EMAIL not in browser.get(PAGE).content.decode()
    assert step(browser, "post", joining(act=act)) == (403, "other_account")
    assert Mandate.objects.count() == 2


def test_nobody_accepts_without_signing_in(invitation):
    assert step(Client(), "post", {"act": "accept", "version": TERMS_VERSION, "accepted": "on"}) == (200, "join")
    assert Mandate.objects.count() == 1


def test_a_link_opened_twice_says_that_it_was_accepted(invitation):
    browser = Client()
    browser.post(PAGE, joining())

    assert step(browser) == (410, "accepted")
    assert step(Client(), "post", joining()) == (410, "accepted")
    assert Mandate.objects.filter(account__email=EMAIL).count() == 1


def test_an_invitation_is_declined(invitation):
    assert step(Client(), "post", {"act": "decline"}) == (200, "declined")
    assert step(Client()) == (410, "declined")
    assert MandateInvitation.objects.get().state == InvitationState.DECLINED


@pytest.mark.parametrize("state", ["WITHDRAWN", "EXPIRED"])
def test_a_link_that_is_over_says_why(state, invitation):
    MandateInvitation.objects.update(state=state, closed_at=timezone.now())

    assert step(Client()) == (410, state.lower())
    assert step(Client(), "post", joining()) == (410, state.lower())


def test_a_link_that_no_sweep_has_closed_yet_is_over_all_the_same(invitation):
    MandateInvitation.objects.update(expires_at=timezone.now())

    assert step(Client()) == (410, "expired")


def test_an_offer_of_somebody_who_lost_the_right_no_longer_holds(invitation):
    Account.objects.filter(pk=invitation.inviter.pk).update(is_active=False)

    assert step(Client(), "post", joining()) == (410, "lapsed")


@pytest.mark.parametrize("token", ["x", "%00" * 8, "%C3%A9" * 20, "y" * 500, f"{TOKEN}0"])
def test_a_link_of_nobody_is_a_page_that_says_so(token, invitation):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/invitation/{token}/")
        assert answer.status_code == 404


def test_other_methods_are_refused(invitation):
    assert Client().put(PAGE).status_code == 405
    assert Client().delete(PAGE).status_code == 405
