"""Contacts on a record: changed and attested by the authority of the person, proposed by others."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory import correspondence
from directory.models import ContactProposal, OutboundMessage, ProposalState
from tests.factories.directory import (
    ContactPointFactory,
    ContactProposalFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

NEW = {"value": "nouvelle@exemple.test"}
HOSTILE = [
    "",
    " ",
    "x\0y@exemple.test",
    "é" * 400,
    "a@" + "b" * 400,
    "👩‍⚕️@exemple.test",
    "a@exemple.test\nBcc: b@c.test",
]


@pytest.fixture
def decider():
    """A registrar of the authority that answers for the person."""
    return MandateFactory()


@pytest.fixture
def person(decider):
    practitioner = PractitionerFactory(authority=decider.authority)
    ContactPointFactory(practitioner=practitioner, email="ancienne@exemple.test", verified=True)
    ContactPointFactory(practitioner=practitioner, mobile_phone=True)
    return practitioner


@pytest.fixture
def employer(person):
    """A registrar of another structure where the person works."""
    mandate = MandateFactory()
    PractitionerRoleFactory(exercise__practitioner=person, organization=mandate.authority.organization)
    return mandate


@pytest.fixture
def stranger():
    return MandateFactory()


@pytest.fixture
def proposal(person, employer):
    return ContactProposalFactory(
        practitioner=person,
        email="proposee@exemple.test",
        authority=employer.authority,
        proposed_by=employer.account,
    )


def record_of(person):
    return reverse("portal:directory_practitioner_change", args=[person.pk])


def change_page(person, kind="courriel"):
    return reverse("portal:change_contact", args=[person.pk, kind])


def propose_page(person, kind="courriel"):
    return reverse("portal:propose_contact", args=[person.pk, kind])


def mobile_of(person):
    return person.contact_points.get(kind="MOBILE")


def pages_of(person, proposal):
    """Every page about this person, with what is posted to it."""
    return {
        change_page(person): NEW,
        propose_page(person): NEW,
        reverse("portal:attest_contact", args=[mobile_of(person).pk]): {"document": "CARD", "seen": "on"},
        reverse("portal:receives_again", args=[mobile_of(person).pk]): {},
        reverse("portal:contact_proposal", args=[proposal.pk]): {"decision": "accept"},
        reverse("portal:person_messages", args=[person.pk]): {},
    }


def test_to_strangers_every_page_answers_as_for_a_missing_person(person, proposal, stranger):
    browser = sign_in(stranger.account)

    for address, data in pages_of(person, proposal).items():
        missing = re.sub(r"/\d+/", "/987654321/", address).replace(str(proposal.pk), str(uuid4()))
        for answer, absent in (
            (browser.get(address), browser.get(missing)),
            (browser.post(address, data), browser.post(missing, data)),
        ):
            assert answer.status_code == absent.status_code, address
            assert answer.status_code in {404, 405}
            assert b"exemple.test" not in answer.content
    assert ContactProposal.objects.get().state == ProposalState.OPEN


@pytest.mark.parametrize("trait", ["auditor", "operator"])
def test_who_only_reads_is_offered_nothing_and_may_do_nothing(person, proposal, trait):
    browser = sign_in(MandateFactory(**{trait: True}).account)
    before = list(ContactProposal.objects.values())

    page = browser.get(record_of(person)).content.decode()
    answers = [browser.post(address, data).status_code for address, data in pages_of(person, proposal).items()]

    assert "/changer/" not in page
    assert "/proposer/" not in page
    assert set(answers) <= {404, 405}
    assert list(ContactProposal.objects.values()) == before
    assert not person.contact_points.filter(attested_by__isnull=False).exists()


def test_the_authority_changes_a_proven_contact_and_sees_what_comes_next(person, decider):
    browser = sign_in(decider.account)
    assert change_page(person) in browser.get(record_of(person)).content.decode()

    answer = browser.post(change_page(person), {"value": "Nouvelle@Exemple.test"}, follow=True)

    page = answer.content.decode()
    proposal = ContactProposal.objects.get()
    assert (proposal.email, proposal.state) == ("nouvelle@exemple.test", ProposalState.ACCEPTED)
    assert "n•••@e•••.test" in page
    assert reverse("portal:contact_proposal", args=[proposal.pk]) in page
    assert "ancienne@exemple.test" in page


def test_a_second_change_is_refused_in_words(person, decider):
    browser = sign_in(decider.account)
    browser.post(change_page(person), NEW)

    answer = browser.post(change_page(person), {"value": "autre@exemple.test"})

    assert answer.status_code == 422
    assert ContactProposal.objects.count() == 1


def test_an_employer_proposes_and_reads_neither_contact_in_full(person, employer):
    browser = sign_in(employer.account)
    page = browser.get(record_of(person)).content.decode()
    assert propose_page(person) in page
    assert change_page(person) not in page

    browser.post(propose_page(person), NEW)

    assert ContactProposal.objects.get().state == ProposalState.OPEN
    assert "ancienne@exemple.test" not in browser.get(propose_page(person)).content.decode()
    assert browser.post(change_page(person), NEW).status_code == 404


def test_who_decides_finds_the_proposal_and_the_proposer_their_own(person, proposal, decider, employer, stranger):
    address = reverse("portal:contact_proposal", args=[proposal.pk])
    listing = reverse("portal:contact_proposals")

    for mandate, is_shown in ((decider, True), (employer, True), (stranger, False)):
        browser = sign_in(mandate.account)
        assert (address in browser.get(listing).content.decode()) is is_shown
        assert (b"proposee@exemple.test" in browser.get(address).content) is is_shown


def test_a_colleague_of_the_proposer_reads_it_masked_on_the_record_only(person, proposal, employer):
    browser = sign_in(MandateFactory(authority=employer.authority).account)

    assert browser.get(reverse("portal:contact_proposal", args=[proposal.pk])).status_code == 404
    page = browser.get(record_of(person)).content.decode()
    assert "p•••@e•••.test" in page
    assert "proposee@exemple.test" not in page


def test_accepting_sends_the_code_to_the_new_contact(person, proposal, decider):
    sign_in(decider.account).post(reverse("portal:contact_proposal", args=[proposal.pk]), {"decision": "accept"})

    sent = OutboundMessage.objects.get(event="contact_candidate")
    assert correspondence.open_letter(sent).to == "proposee@exemple.test"
    assert sent.contact is None


def test_a_refusal_needs_a_reason_and_forgets_the_value(person, proposal, decider, employer):
    browser, address = sign_in(decider.account), reverse("portal:contact_proposal", args=[proposal.pk])

    assert browser.post(address, {"decision": "refuse", "reason": " "}).status_code == 422
    browser.post(address, {"decision": "refuse", "reason": "Adresse\0 d’un proche" + "x" * 900})

    proposal.refresh_from_db()
    assert (proposal.state, proposal.email, len(proposal.reason)) == (ProposalState.REFUSED, "", 300)
    assert "d’un proche" in sign_in(employer.account).get(reverse("portal:contact_proposals")).content.decode()
    assert browser.post(address, {"decision": "accept"}, follow=True).status_code == 200
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REFUSED


@pytest.mark.parametrize("decision", ["", "burn", "\0", "accept;refuse"])
def test_a_decision_is_one_of_ours(proposal, decider, decision):
    address = reverse("portal:contact_proposal", args=[proposal.pk])

    assert sign_in(decider.account).post(address, {"decision": decision}).status_code == 404
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


def test_the_proposer_withdraws(proposal, employer):
    sign_in(employer.account).post(reverse("portal:contact_proposal", args=[proposal.pk]), {"decision": "withdraw"})

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_attesting_wants_a_document_and_a_tick(person, decider):
    browser, address = sign_in(decider.account), reverse("portal:attest_contact", args=[mobile_of(person).pk])

    for lacking in ({"document": "CARD"}, {"seen": "on"}, {"document": "LETTER", "seen": "on"}):
        assert browser.post(address, lacking).status_code == 422
    answer = browser.post(address, {"document": "CARD", "seen": "on"}, follow=True)

    assert mobile_of(person).attested_by == decider.account
    assert "attestée" in answer.content.decode() or "attested" in answer.content.decode()
    assert browser.get(address).status_code == 404


def test_a_proven_contact_has_no_page_to_attest_it(person, decider):
    proven = person.contact_points.get(kind="EMAIL")

    assert sign_in(decider.account).get(reverse("portal:attest_contact", args=[proven.pk])).status_code == 404


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("kind", ["courriel", "mobile"])
def test_whatever_is_typed_breaks_nothing_and_writes_nothing(person, decider, kind, value):
    answer = sign_in(decider.account).post(change_page(person, kind), {"value": value})

    assert answer.status_code == 422
    assert not ContactProposal.objects.exists()


@pytest.mark.parametrize("kind", ["EMAIL", "fax", "%00", "x" * 300])
def test_a_kind_is_one_of_two(person, decider, kind):
    browser = sign_in(decider.account)

    for method in (browser.get, browser.post):
        address = change_page(person).replace("courriel", kind)
        assert method(address).status_code == 404


def test_a_contact_that_receives_nothing_is_marked_listed_and_unmarked(person, decider, employer):
    contact = person.contact_points.get(kind="EMAIL")
    contact.bounced_at, contact.bounce_reason = contact.created_at, "FULL"
    contact.save()
    listing = reverse("portal:unreachable_contacts")
    browser = sign_in(decider.account)

    assert person.national_id in browser.get(listing).content.decode()
    assert person.national_id not in sign_in(employer.account).get(listing).content.decode()
    browser.post(reverse("portal:receives_again", args=[contact.pk]))

    assert person.national_id not in browser.get(listing).content.decode()


@pytest.mark.parametrize("route", ["contact_proposals", "unreachable_contacts"])
def test_a_list_shows_nothing_to_write_and_costs_the_same_for_eleven(decider, route):
    browser = sign_in(decider.account)
    address = reverse(f"portal:{route}")
    assert browser.post(address).status_code == 405

    def add():
        someone = PractitionerFactory(authority=decider.authority)
        ContactPointFactory(practitioner=someone, verified=True, unreachable=True)
        ContactProposalFactory(practitioner=someone)
        ContactProposalFactory(practitioner=someone, refused=True, proposed_by=decider.account)

    def cost():
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    add()
    one = cost()
    for _ in range(10):
        add()

    assert cost() == one
