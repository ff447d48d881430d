"""The page of a proposal's links: opening it changes nothing, it shows no contact in full, a button decides."""

import re

import pytest
from django.utils import timezone

from directory import correspondence
from directory.models import ContactProposal, OutboundMessage, ProposalState
from directory.workflows.contact_asking import Link, link_to
from tests.factories.directory import ContactPointFactory, ContactProposalFactory, PractitionerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    person = PractitionerFactory()
    ContactPointFactory(practitioner=person, email="ancienne@exemple.test", verified=True)
    return ContactProposalFactory(practitioner=person, email="nouvelle@exemple.test")


def page_of(proposal, link=Link.DECIDE):
    return link_to(proposal, link).removeprefix("http://testserver")


def code_sent():
    row = OutboundMessage.objects.filter(event="contact_candidate").latest("created_at")
    return re.search(r"\b\d{6}\b", correspondence.open_letter(row).text)[0]


def state():
    return ContactProposal.objects.get().state


@pytest.mark.parametrize("token", ["unknown", "x:y:z", "%00", "x" * 2000])
def test_an_unknown_link_says_so(client, token):
    assert client.get(f"/coordonnees/proposition/{token}/").status_code == 404
    assert client.post(f"/coordonnees/proposition/{token}/", {"answer": "yes"}).status_code == 404


def test_opening_a_link_changes_nothing_and_shows_no_contact(client, proposal):
    before = list(ContactProposal.objects.values())

    pages = [client.get(page_of(proposal, link)) for link in Link]
    client.head(page_of(proposal))

    assert [page.status_code for page in pages] == [200, 200]
    assert b"@exemple.test" not in pages[0].content
    assert "n•••@e•••.test" in pages[0].content.decode()
    assert proposal.authority.name in pages[0].content.decode()
    assert list(ContactProposal.objects.values()) == before


@pytest.mark.parametrize("answer", ["", "maybe", "\0"])
def test_only_yes_and_no_are_answers(client, proposal, answer):
    assert client.post(page_of(proposal), {"answer": answer}).status_code == 302
    assert state() == ProposalState.OPEN


def test_the_link_that_goes_with_a_code_says_neither_yes_nor_no(client, proposal):
    for answer in ("yes", "no"):
        client.post(page_of(proposal, Link.PROVE), {"answer": answer})

    assert state() == ProposalState.OPEN


def test_no_changes_nothing_and_is_the_last_word(client, proposal):
    client.post(page_of(proposal), {"answer": "no"})
    client.post(page_of(proposal), {"answer": "yes"})

    assert state() == ProposalState.REFUSED
    assert not OutboundMessage.objects.exists()


def test_yes_then_the_code_puts_the_contact_in_its_place(client, proposal):
    client.post(page_of(proposal), {"answer": "yes"})
    code = code_sent()

    answer = client.post(page_of(proposal), {"code": f"{code[:3]} {code[3:]}"}, follow=True)

    assert state() == ProposalState.APPLIED
    contact = proposal.practitioner.contact_points.get(ended_at=None)
    assert contact.email == "nouvelle@exemple.test"
    assert contact.settled_at > timezone.now()
    assert (answer.context["state"], answer.context["settled_at"]) == ("applied", contact.settled_at)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "é\0", "1" * 900, "١٢٣٤٥٦"])
def test_what_is_no_code_costs_no_try(client, proposal, code):
    client.post(page_of(proposal), {"answer": "yes"})

    assert client.post(page_of(proposal), {"code": code}).status_code == 422
    assert ContactProposal.objects.get().attempt_count == 0


def test_three_wrong_codes_lock_and_a_new_code_waits_a_minute(client, proposal):
    client.post(page_of(proposal), {"answer": "yes"})
    wrong = f"{(int(code_sent()) + 1) % 1_000_000:06d}"

    statuses = [client.post(page_of(proposal), {"code": wrong}).status_code for _ in range(4)]
    client.post(page_of(proposal), {"answer": "again"})

    assert statuses == [422] * 4
    assert ContactProposal.objects.get().attempt_count == 3
    assert OutboundMessage.objects.filter(event="contact_candidate").count() == 1
