"""A registrar saw the person and a document: the contact serves a hand-over, and codes still have to prove it."""

from datetime import timedelta

import pytest

from directory import permissions, queries
from directory.errors import ContactRefused, NotAllowed
from directory.models import AuditEvent, ContactKind, DirectoryEntry, SeenDocument, VerificationSource
from directory.policy import CONTACT_CHANGE_DELAY
from directory.workflows import contact_check, contacts
from directory.workflows.contact_proof import Sending
from directory.workflows.verdicts import Verdict
from tests.directory.workflows.test_contacts import code_sent
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import ContactPointFactory, MandateFactory, PractitionerFactory

CARD = SeenDocument.IDENTITY_CARD


@pytest.fixture
def person(db):
    return PractitionerFactory()


@pytest.fixture
def contact(person):
    return ContactPointFactory(practitioner=person)


@pytest.fixture
def decider(person):
    return MandateFactory(authority=person.authority).account


def test_only_the_authority_of_the_person_attests(contact, now):
    with pytest.raises(NotAllowed):
        contacts.attest(account=MandateFactory().account, contact=contact, document=CARD, now=now)

    contact.refresh_from_db()
    assert contact.verified_at is None


def test_a_contact_that_was_proven_is_not_attested(person, decider, now):
    proven = ContactPointFactory(practitioner=person, verified=True)

    with pytest.raises(ContactRefused):
        contacts.attest(account=decider, contact=proven, document=CARD, now=now)

    proven.refresh_from_db()
    assert proven.verified_by == VerificationSource.CODE


def test_an_attested_contact_serves_a_hand_over_and_no_codes(person, contact, decider, now):
    contacts.attest(account=decider, contact=contact, document=CARD, now=now)

    assert set(queries.hand_over_contacts(person.pk, now)) == {ContactKind.EMAIL}
    assert queries.activation_contacts(person.pk, now) == {}
    event = AuditEvent.objects.get(action="directory.contact_attested")
    assert (event.actor, event.details) == (decider, {"kind": "EMAIL", "document": "CARD"})


def test_an_attested_change_settles_two_days_later(person, contact, decider, now):
    ContactPointFactory(practitioner=person, verified=True, replaced=True)

    contacts.attest(account=decider, contact=contact, document=CARD, now=now)

    assert queries.hand_over_contacts(person.pk, now) == {}
    assert set(queries.hand_over_contacts(person.pk, now + CONTACT_CHANGE_DELAY)) == {ContactKind.EMAIL}


def test_who_attested_does_not_hand_over_for_thirty_days(person, contact, decider, now):
    contacts.attest(account=decider, contact=contact, document=CARD, now=now)

    assert not permissions.may_hand_over(decider, person, now + timedelta(days=29))
    assert permissions.may_hand_over(decider, person, now + timedelta(days=30))
    assert permissions.may_hand_over(MandateFactory(authority=person.authority).account, person, now)


def test_who_corrected_a_contact_does_not_hand_over(person, contact, decider, now):
    contacts.correct(account=decider, practitioner=person, kind="EMAIL", value="juste@exemple.test", now=now)

    assert not permissions.may_hand_over(decider, person, now)


def test_a_code_still_proves_an_attested_contact(person, contact, decider, now):
    contacts.attest(account=decider, contact=contact, document=CARD, now=now)

    assert contacts.send_again(account=decider, practitioner=person, now=now) is Sending.SENT
    outcome = contact_check.verify(practitioner=person, kind="EMAIL", code=code_sent(person, "EMAIL"), now=now)

    assert outcome.verdict is Verdict.VERIFIED
    assert set(queries.activation_contacts(person.pk, now)) == {ContactKind.EMAIL}


def test_what_a_registrar_says_is_no_proof_to_those_who_look_for_contacts_to_verify(person, now):
    ContactPointFactory(practitioner=person, attested=True)
    ContactPointFactory(practitioner=person, mobile_phone=True, verified=True)

    assert "v:w" in DirectoryEntry.objects.get(practitioner=person).terms


@pytest.mark.django_db(transaction=True)
def test_two_attestations_at_once_are_one(contact, decider, now):
    def attest():
        try:
            contacts.attest(account=decider, contact=contact, document=CARD, now=now)
        except ContactRefused:
            return False
        return True

    assert sorted(run_at_once(attest, attest)) == [False, True]


def test_messages_may_be_tried_again_once_the_authority_says_so(person, decider, now):
    full = ContactPointFactory(practitioner=person, verified=True, unreachable=True)

    with pytest.raises(NotAllowed):
        contacts.receives_again(account=MandateFactory().account, contact=full, now=now)
    assert contacts.receives_again(account=decider, contact=full, now=now)
    assert not contacts.receives_again(account=decider, contact=full, now=now)

    full.refresh_from_db()
    assert full.bounced_at is None
