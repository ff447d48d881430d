"""Somebody asks for a link without an invitation: the same answer whatever, and never a flood."""

from datetime import timedelta

import pytest

from directory.errors import RequestRefused, TooManyLinks
from directory.models import AuditEvent, EnrolmentRequest, OutboundMessage, RequestSecret
from directory.policy import REQUEST_LINKS_A_DAY, REQUEST_NETWORK_LINKS
from directory.workflows.requests.filling import request_of_link
from directory.workflows.requests.joining import ask_for_link
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import EnrolmentRequestFactory, MandateFactory, OrganizationFactory

ADDRESS = "203.0.113.7"


def ask(structure, now, email="ana@exemple.test", address=ADDRESS):
    ask_for_link(organization=structure, email=email, address=address, now=now)


@pytest.mark.django_db
def test_a_structure_without_an_open_authority_is_not_joined(now):
    with pytest.raises(RequestRefused):
        ask(OrganizationFactory(), now)
    with pytest.raises(RequestRefused):
        ask(MandateFactory(ended=True).authority.organization, now)

    assert not OutboundMessage.objects.exists()


def test_a_link_leaves_for_the_address_and_opens_the_request(structure, letters, token_in, now):
    ask(structure, now, email="Ana@Exemple.test")

    [letter] = letters("request_link")
    request = request_of_link(token_in(letter), now)
    assert letter.to == "ana@exemple.test"
    assert (request.state, request.organization, request.email_verified_at) == ("INVITED", structure, None)
    assert "ana" not in str(AuditEvent.objects.values_list("details", flat=True))


def test_a_site_is_joined_through_the_authority_of_its_legal_entity(structure, mandate, now):
    site = OrganizationFactory(parent=structure)

    ask(site, now)

    assert EnrolmentRequest.objects.get().authority == mandate.authority


def test_asking_again_leads_to_the_same_request_by_another_link(structure, letters, token_in, now):
    ask(structure, now)
    ask(structure, now + timedelta(minutes=2))

    first, second = letters("request_link")
    assert EnrolmentRequest.objects.count() == 1
    assert token_in(first) != token_in(second)
    assert request_of_link(token_in(first), now) == request_of_link(token_in(second), now)


def test_an_impatient_or_insistent_visitor_sends_no_flood_and_sees_no_difference(structure, letters, now):
    ask(structure, now)
    ask(structure, now + timedelta(seconds=10))
    assert len(letters("request_link")) == 1
    assert OutboundMessage.objects.filter(state="DECOY").count() == 1

    for minutes in range(1, 20):
        ask(structure, now + timedelta(minutes=2 * minutes))

    assert len(letters("request_link")) == REQUEST_LINKS_A_DAY


def test_the_links_of_a_day_are_counted_over_all_structures(codes, letters, now):
    for minutes in range(2 * REQUEST_LINKS_A_DAY):
        ask(MandateFactory().authority.organization, now + timedelta(minutes=2 * minutes))

    assert len(letters("request_link")) == REQUEST_LINKS_A_DAY


def test_one_network_asks_for_so_many_links_in_an_hour_and_another_is_not_concerned(structure, now):
    for number in range(REQUEST_NETWORK_LINKS):
        ask(structure, now, email=f"p{number}@exemple.test", address=f"2001:db8:0:1::{number:x}")

    with pytest.raises(TooManyLinks):
        ask(structure, now, email="one-more@exemple.test", address="2001:db8:0:1:ffff::1")
    ask(structure, now, email="one-more@exemple.test", address="2001:db8:0:2::1")
    ask(structure, now + timedelta(hours=2), email="later@exemple.test", address="2001:db8:0:1::1")

    assert not RequestSecret.objects.filter(network_digest=b"").exists()


def test_a_late_request_makes_room_for_a_new_one(structure, letters, now):
    ask(structure, now)
    ask(structure, now + timedelta(days=15))

    assert sorted(EnrolmentRequest.objects.values_list("state", flat=True)) == ["EXPIRED", "INVITED"]
    assert letters("request_expired") == []  # nobody has proven that address


def test_whoever_has_an_open_request_gets_the_link_of_it(mandate, letters, token_in, now):
    request = EnrolmentRequestFactory(authority=mandate.authority, organization=mandate.authority.organization)

    ask(request.organization, now, email=request.answers.email)

    assert request_of_link(token_in(letters("request_link")[0]), now) == request


@pytest.mark.django_db(transaction=True)
def test_the_same_address_asked_for_twice_at_once_has_one_request(structure, letters, now):
    outcomes = run_at_once(lambda: ask(structure, now), lambda: ask(structure, now))

    assert outcomes == [None, None]
    assert EnrolmentRequest.objects.count() == 1
    assert len(letters("request_link")) == 1
