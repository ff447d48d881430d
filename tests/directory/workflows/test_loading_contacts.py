"""Contacts that the restricted file changes: after a delay, told to both addresses, never over a holder's own proof."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from directory.correspondence import open_letter
from directory.errors import ConflictResolved, NotAllowed
from directory.extract.layouts import FileKind
from directory.models import AuditEvent, ContactConflict, ContactPoint, OutboundMessage, Practitioner
from directory.queries import activation_contacts
from directory.workflows import contact_conflicts
from directory.workflows.contact_undo import Undoing, undo
from tests.factories.directory import AccountFactory, ContactPointFactory, MandateFactory
from tests.support.extracts import known, load, load_by_force, nurse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

THEIRS = "holder@exemple.test"


@pytest.fixture
def person(extract, now):
    load(extract(nurse()), now)
    return Practitioner.objects.get()


@pytest.fixture
def restricted(extract, person, now):
    """Load a restricted file about that person, so many days later."""
    return lambda days=0, **fields: load(extract(known(**fields), kind=FileKind.RESTRICTED), now + timedelta(days=days))


@pytest.fixture
def verified(person):
    """The address that the holder verified by a code."""
    return ContactPointFactory(practitioner=person, email=THEIRS, verified=True)


@pytest.fixture
def authority(person):
    """An officer of the order that answers for the person."""
    return MandateFactory(officer=True, authority=person.authority).account


def current(person, kind="EMAIL"):
    return ContactPoint.objects.get(practitioner=person, kind=kind, ended_at=None)


def letters():
    told = [open_letter(message) for message in OutboundMessage.objects.filter(event="contact_changed")]
    return sorted(told, key=lambda letter: letter.to)


def test_people_are_found_by_the_state_of_their_contacts_at_once(restricted, person, now):
    without = set(person.entry.terms) - {"v:n"}

    restricted()

    person.entry.refresh_from_db()
    assert set(person.entry.terms) > without


def test_a_change_serves_after_48_hours_and_both_addresses_are_told(restricted, person, now):
    restricted()

    restricted(days=1, contact_email="other@exemple.test")

    changed_at = now + timedelta(days=1)
    contact = current(person)
    assert (contact.email, contact.verified_by) == ("other@exemple.test", "EXTRACT")
    assert contact.settled_at == changed_at + timedelta(hours=48)
    assert "EMAIL" not in activation_contacts(person.pk, changed_at + timedelta(hours=47))
    assert [letter.to for letter in letters()] == ["maelle@exemple.test", "other@exemple.test"]
    assert "m•••@e•••.test" in letters()[0].text
    assert "other@exemple.test" not in letters()[0].text


def test_a_changed_mobile_is_told_by_sms_to_both_numbers(restricted):
    restricted()

    restricted(days=1, contact_phone="0639980002")

    assert [letter.to for letter in letters()] == ["+33639980001", "+33639980002"]
    assert all(letter.subject == "" for letter in letters())


def test_a_contact_that_nobody_had_verified_gives_way_and_its_address_is_told_nothing(restricted, person, now):
    ContactPointFactory(practitioner=person, email="typo@exemple.test")

    restricted()

    assert (current(person).email, current(person).settled_at) == ("maelle@exemple.test", now)
    assert letters() == []


def test_a_contact_that_a_registrar_typed_is_confirmed_by_the_file(restricted, person, now):
    typed = ContactPointFactory(practitioner=person, email="Maelle@exemple.test")

    restricted()

    assert current(person).pk == typed.pk
    assert (current(person).verified_by, current(person).settled_at) == ("EXTRACT", now)


def test_what_the_holder_verified_stays_and_a_conflict_opens(restricted, person, verified):
    outcome = restricted()

    assert current(person) == verified
    conflict = ContactConflict.objects.get()
    assert (conflict.kind, conflict.value, conflict.load_id) == ("EMAIL", "maelle@exemple.test", outcome.load_id)
    assert outcome.counts["contact_conflicts"].created == 1
    assert letters() == []


def test_a_conflict_follows_the_file_and_ends_when_it_agrees(restricted, person, verified, extract, now):
    restricted()
    load_by_force(extract(known(), kind=FileKind.RESTRICTED), now)
    restricted(contact_email="third@exemple.test")
    followed = ContactConflict.objects.get().email

    restricted(contact_email=THEIRS)

    conflict = ContactConflict.objects.get()
    assert followed == "third@exemple.test"
    assert (conflict.resolution, conflict.resolved_by) == ("AGREED", None)


@pytest.mark.parametrize("stranger", ["nobody", "another_authority"])
def test_only_the_authority_of_the_person_resolves_a_conflict(restricted, verified, stranger, now):
    restricted()
    account = AccountFactory() if stranger == "nobody" else MandateFactory().account

    for verb in (contact_conflicts.keep, contact_conflicts.take):
        with pytest.raises(NotAllowed):
            verb(account=account, conflict=ContactConflict.objects.get(), now=now)

    assert ContactConflict.objects.get().resolved_at is None


def test_a_conflict_kept_does_not_come_again(restricted, person, verified, authority, extract, now):
    restricted()

    contact_conflicts.keep(account=authority, conflict=ContactConflict.objects.get(), now=now)
    load_by_force(extract(known(), kind=FileKind.RESTRICTED), now)

    assert ContactConflict.objects.get().resolution == "KEPT"
    assert current(person) == verified
    assert AuditEvent.objects.get(action="directory.contact_conflict_kept").actor == authority


def test_a_conflict_taken_changes_the_contact_after_the_delay_and_tells_both(
    restricted, person, verified, authority, now
):
    restricted()

    contact_conflicts.take(account=authority, conflict=ContactConflict.objects.get(), now=now)

    assert (current(person).email, current(person).settled_at) == ("maelle@exemple.test", now + timedelta(hours=48))
    assert [letter.to for letter in letters()] == [THEIRS, "maelle@exemple.test"]
    with pytest.raises(ConflictResolved):
        contact_conflicts.keep(account=authority, conflict=ContactConflict.objects.get(), now=now)


def test_the_holder_undoes_a_change_from_the_link_and_the_file_does_not_bring_it_back(restricted, person, extract, now):
    restricted()
    restricted(days=1, contact_email="other@exemple.test")
    link = re.search(r"/coordonnees/annuler/\S+", letters()[0].text)[0]
    token = link.rstrip("/").rpartition("/")[2]

    undone = undo(token=token, now=now + timedelta(days=2))
    again = undo(token=token, now=now + timedelta(days=2))
    load_by_force(extract(known(contact_email="other@exemple.test"), kind=FileKind.RESTRICTED), now + timedelta(days=2))

    assert (undone, again) == (Undoing.UNDONE, Undoing.TOO_LATE)
    assert (current(person).email, current(person).settled_at) == ("maelle@exemple.test", now)
    assert ContactConflict.objects.get().email == "other@exemple.test"


def test_a_change_that_serves_can_no_longer_be_undone_and_a_forged_link_undoes_nothing(restricted, person, now):
    restricted()
    restricted(days=1, contact_email="other@exemple.test")
    token = re.search(r"/coordonnees/annuler/([^/]+)/", letters()[1].text)[1]

    assert undo(token=token, now=now + timedelta(days=3)) is Undoing.TOO_LATE
    assert undo(token=f"{current(person).pk}:1:x", now=now + timedelta(days=1)) is Undoing.TOO_LATE
    assert current(person).email == "other@exemple.test"


def test_opening_the_page_of_the_link_undoes_nothing_its_button_does(restricted, person, client: Client):
    restricted(days=-3650)
    restricted(days=36500, contact_email="other@exemple.test")
    address = reverse("undo_contact_change", args=[re.search(r"annuler/([^/]+)/", letters()[0].text)[1]])

    opened = client.get(address)
    before = current(person).email
    pressed, late = client.post(address), client.post(address)

    assert (opened.status_code, before) == (200, "other@exemple.test")
    assert (pressed.status_code, late.status_code) == (200, 404)
    assert current(person).email == "maelle@exemple.test"
