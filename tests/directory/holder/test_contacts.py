"""A holder's own contacts: changed with a fresh e-CPS, proven by a code, undone while it may be."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from directory import correspondence
from directory.models import ContactKind, ContactPoint, ContactProposal, OutboundMessage, ProposalState
from tests.factories.directory import ContactPointFactory, ContactProposalFactory
from tests.support.holder import sign_in_holder

pytestmark = pytest.mark.django_db

PAGE = "/espace/coordonnees/"
CHANGE, CODE, KEEP, AGAIN = (f"{PAGE}courriel/{verb}/" for verb in ("changer", "code", "garder", "renvoyer"))
NEW = "nouvelle@exemple.test"


@pytest.fixture
def present(person):
    return ContactPointFactory(practitioner=person, email="avant@exemple.test", verified=True)


def code_sent(event="contact_candidate"):
    letter = correspondence.open_letter(OutboundMessage.objects.filter(event=event).latest("created_at", "pk"))
    found = re.search(r"\b\d{6}\b", letter.text)
    assert found is not None
    return found.group()


def current(person):
    return ContactPoint.objects.current().get(practitioner=person, kind=ContactKind.EMAIL)


def test_a_new_contact_takes_its_place_once_its_code_is_typed_and_serves_later(browser, person, present):
    assert browser.post(CHANGE, {"value": NEW}).status_code == 302
    assert current(person) == present
    assert browser.post(CODE, {"code": code_sent()}).status_code == 302

    contact = current(person)
    assert (contact.email, contact.changed_by) == (NEW, None)
    assert contact.settled_at - contact.verified_at == timedelta(hours=48)
    told = OutboundMessage.objects.filter(event="contact_changed", practitioner=person)
    assert told.count() == 2
    assert "48" not in browser.get(PAGE).content.decode() or contact.email in browser.get(PAGE).content.decode()


def test_the_letter_leads_to_the_space_and_names_nobody_who_did_not_ask(browser, person, present):
    browser.post(CHANGE, {"value": NEW})

    letter = correspondence.open_letter(OutboundMessage.objects.get(event="contact_candidate"))
    assert letter.to == NEW
    assert "/espace/coordonnees/" in letter.text
    assert person.authority.name not in letter.text


def test_a_change_is_undone_while_it_does_not_serve_and_not_after(browser, person, present):
    browser.post(CHANGE, {"value": NEW})
    browser.post(CODE, {"code": code_sent()})

    assert browser.post(KEEP).status_code == 302
    assert current(person).email == present.email
    assert browser.post(KEEP).status_code == 404


def test_what_waits_is_given_up(browser, person, present):
    browser.post(CHANGE, {"value": NEW})

    assert browser.post(KEEP).status_code == 302
    assert ContactProposal.objects.get().state == ProposalState.WITHDRAWN
    assert current(person) == present


def test_an_e_cps_shown_long_ago_changes_nothing(person, present):
    browser = sign_in_holder(person, auth_time=timezone.now() - timedelta(minutes=11))

    assert browser.post(CHANGE, {"value": NEW}).status_code == 302
    assert not ContactProposal.objects.exists()
    assert "/espace/connexion/" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "value", ["", "x", "a@b", "\x00@exemple.test", "avant@exemple.test", "a" * 400 + "@exemple.test"]
)
def test_what_is_no_other_contact_is_refused(browser, person, present, value):
    assert browser.post(CHANGE, {"value": value}).status_code == 422
    assert not ContactProposal.objects.exists()


def test_a_kind_that_does_not_exist_is_not_found(browser):
    assert browser.post(f"{PAGE}fax/changer/", {"value": NEW}).status_code == 404


def test_wrong_codes_are_counted_and_the_fourth_right_one_comes_too_late(browser, person, present):
    browser.post(CHANGE, {"value": NEW})
    right = code_sent()
    wrong = "000000" if right != "000000" else "111111"

    answers = [browser.post(CODE, {"code": wrong}).status_code for _ in range(3)]

    assert answers == [422, 422, 422]
    assert browser.post(CODE, {"code": right}).status_code == 422
    assert browser.post(CODE, {"code": "abc"}).status_code == 422
    assert current(person) == present


def test_new_codes_wait_a_minute(browser, person, present):
    browser.post(CHANGE, {"value": NEW})

    browser.post(AGAIN)

    assert OutboundMessage.objects.filter(event="contact_candidate").count() == 1


def test_a_present_contact_that_nobody_proved_is_proven_here(browser, person):
    ContactPointFactory(practitioner=person, email="jamais@exemple.test")

    browser.post(AGAIN)
    assert browser.post(CODE, {"code": code_sent("contact_verification")}).status_code == 302

    assert current(person).is_proven


def test_a_proposal_of_somebody_else_is_answered_by_its_own_message_or_given_up_here(browser, person, present):
    ContactProposalFactory(practitioner=person, proposed_at=timezone.now())

    assert browser.post(CHANGE, {"value": NEW}).status_code == 422
    assert browser.get(PAGE).status_code == 200
    assert browser.post(KEEP).status_code == 302
    assert ContactProposal.objects.get().state == ProposalState.WITHDRAWN


def test_the_contacts_of_another_are_out_of_reach(browser, stranger, present):
    other = ContactPointFactory(practitioner=stranger, email="autre@exemple.test", verified=True)
    ContactProposalFactory(practitioner=stranger, accepted=True)

    assert "autre@exemple.test" not in browser.get(PAGE).content.decode()
    assert browser.post(KEEP).status_code == 404
    other.refresh_from_db()
    assert other.ended_at is None
