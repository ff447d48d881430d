"""Contacts are proven by codes: tries are counted, late and old codes are worth nothing, two tries are two tries."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from directory import correspondence, queries
from directory.errors import NotAllowed
from directory.models import ContactKind, ContactPoint, ContactVerification, OutboundMessage
from directory.policy import CONTACT_CHANGE_DELAY, CONTACT_CODE_TRIES, CONTACT_SENDINGS_A_DAY
from directory.workflows import contact_check, contacts
from directory.workflows.contact_check import Verdict
from directory.workflows.contact_proof import Sending, send_codes
from tests.directory.workflows.test_enrolment import run_at_once
from tests.factories.directory import ContactPointFactory, EnrolmentFactory, MandateFactory, PractitionerFactory

EMAIL, MOBILE = ContactKind.EMAIL, ContactKind.MOBILE


@pytest.fixture
def person(db):
    practitioner = PractitionerFactory()
    ContactPointFactory(practitioner=practitioner)
    ContactPointFactory(practitioner=practitioner, mobile_phone=True)
    return practitioner


@pytest.fixture
def link(person, now):
    send_codes(contacts=list(person.contact_points.all()), holder="Éloïse", sender="EHPAD", now=now)
    return last_letter(person, "EMAIL").text.split("/contact/")[1].split("/")[0]


def last_letter(person, channel):
    row = OutboundMessage.objects.filter(practitioner=person, channel=channel).order_by("-created_at").first()
    return correspondence.open_letter(row)


def code_sent(person, channel):
    return re.search(r"\b\d{6}\b", last_letter(person, channel).text)[0]


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_an_unknown_link_opens_nothing(person, link, now):
    assert contact_check.practitioner_of_link("nothing", now) is None
    assert contact_check.practitioner_of_link(link, now) == person


def test_a_link_grows_old(link, now):
    assert contact_check.practitioner_of_link(link, now + timedelta(days=8)) is None


def test_a_stranger_sends_no_code_and_corrects_nothing(person, link, now):
    stranger = MandateFactory().account

    with pytest.raises(NotAllowed):
        contacts.send_again(account=stranger, practitioner=person, now=now)
    with pytest.raises(NotAllowed):
        contacts.correct(account=stranger, practitioner=person, kind=EMAIL, value="x@exemple.test", now=now)


def test_both_codes_make_the_person_reachable(person, link, now):
    for kind, channel in ((EMAIL, "EMAIL"), (MOBILE, "SMS")):
        outcome = contact_check.verify(practitioner=person, kind=kind, code=code_sent(person, channel), now=now)
        assert outcome.verdict is Verdict.VERIFIED

    assert queries.can_be_reached(person.pk, now)


def test_the_code_of_one_means_is_worth_nothing_for_the_other(person, link, now):
    outcome = contact_check.verify(practitioner=person, kind=MOBILE, code=code_sent(person, "EMAIL"), now=now)

    assert outcome.verdict is Verdict.WRONG


def test_wrong_codes_are_counted_and_the_last_one_locks(person, link, now):
    code = code_sent(person, "EMAIL")

    outcomes = [contact_check.verify(practitioner=person, kind=EMAIL, code=wrong(code), now=now) for _ in range(3)]

    assert [(outcome.verdict, outcome.tries_left) for outcome in outcomes] == [
        (Verdict.WRONG, 2),
        (Verdict.WRONG, 1),
        (Verdict.LOCKED, 0),
    ]
    assert contact_check.verify(practitioner=person, kind=EMAIL, code=code, now=now).verdict is Verdict.LOCKED
    assert not ContactPoint.objects.filter(verified_at__isnull=False).exists()


def test_a_late_code_is_expired(person, link, now):
    late = now + timedelta(minutes=15)

    outcome = contact_check.verify(practitioner=person, kind=EMAIL, code=code_sent(person, "EMAIL"), now=late)

    assert outcome.verdict is Verdict.EXPIRED


def test_an_older_code_is_worth_nothing_after_a_new_one(person, link, now):
    old, later = code_sent(person, "EMAIL"), now + timedelta(minutes=2)
    contact_check.send_again_from_link(practitioner=person, token=link, now=later)
    if code_sent(person, "EMAIL") == old:
        pytest.skip("the same code was drawn twice: once in a million")

    outcome = contact_check.verify(practitioner=person, kind=EMAIL, code=old, now=later)

    assert outcome.verdict is Verdict.WRONG


def test_a_proven_contact_stays_proven(person, link, now):
    code = code_sent(person, "EMAIL")
    contact_check.verify(practitioner=person, kind=EMAIL, code=code, now=now)

    outcome = contact_check.verify(practitioner=person, kind=EMAIL, code=code, now=now)

    assert outcome.verdict is Verdict.ALREADY_VERIFIED


def test_a_replaced_contact_cannot_be_proven_any_more(person, link, now):
    code = code_sent(person, "EMAIL")
    ContactPoint.objects.filter(kind=EMAIL).update(ended_at=now)
    ContactPointFactory(practitioner=person)

    assert contact_check.verify(practitioner=person, kind=EMAIL, code=code, now=now).verdict is Verdict.EXPIRED


def test_a_first_contact_serves_at_once_and_a_change_two_days_later(person, link, now):
    ContactPointFactory(practitioner=person, replaced=True, verified=True)

    for kind, channel in ((EMAIL, "EMAIL"), (MOBILE, "SMS")):
        contact_check.verify(practitioner=person, kind=kind, code=code_sent(person, channel), now=now)

    settled = dict(ContactPoint.objects.filter(ended_at__isnull=True).values_list("kind", "settled_at"))
    assert settled == {EMAIL: now + CONTACT_CHANGE_DELAY, MOBILE: now}


def test_new_codes_wait_a_minute_and_end_after_five_sendings(person, link, now):
    assert contact_check.send_again_from_link(practitioner=person, token=link, now=now) is Sending.TOO_SOON
    for sending in range(1, CONTACT_SENDINGS_A_DAY):
        later = now + timedelta(minutes=2 * sending)
        assert contact_check.send_again_from_link(practitioner=person, token=link, now=later) is Sending.SENT
    later = now + timedelta(hours=1)
    assert contact_check.send_again_from_link(practitioner=person, token=link, now=later) is Sending.TOO_MANY
    tomorrow = now + timedelta(hours=26)
    assert contact_check.send_again_from_link(practitioner=person, token=link, now=tomorrow) is Sending.SENT


def test_nothing_is_sent_when_both_contacts_are_proven(link, now):
    ready = PractitionerFactory(reachable=True)

    assert contact_check.send_again_from_link(practitioner=ready, token=link, now=now) is Sending.NOTHING_TO_VERIFY


@pytest.fixture
def answerable(person):
    """A registrar of the authority that answers for the person."""
    return MandateFactory(authority=person.authority).account


def test_the_authority_of_the_person_has_codes_sent_again_and_corrects_a_typing_mistake(person, answerable, link, now):
    later = now + timedelta(minutes=5)

    assert contacts.send_again(account=answerable, practitioner=person, now=later) is Sending.SENT
    later += timedelta(seconds=1)
    contacts.correct(account=answerable, practitioner=person, kind=EMAIL, value="right@exemple.test", now=later)

    assert last_letter(person, "EMAIL").to == "right@exemple.test"
    assert person.contact_points.filter(kind=EMAIL, ended_at__isnull=True).get().email == "right@exemple.test"


def test_who_registered_the_person_elsewhere_sends_no_code_and_corrects_nothing(person, link, now):
    mandate = MandateFactory()
    EnrolmentFactory(practitioner=person, authority=mandate.authority)
    before = set(ContactPoint.objects.values_list("pk", "ended_at"))

    with pytest.raises(NotAllowed):
        contacts.send_again(account=mandate.account, practitioner=person, now=now + timedelta(minutes=5))
    with pytest.raises(NotAllowed):
        contacts.correct(account=mandate.account, practitioner=person, kind=EMAIL, value="x@exemple.test", now=now)

    assert set(ContactPoint.objects.values_list("pk", "ended_at")) == before


def test_who_only_reads_for_the_authority_of_the_person_corrects_nothing(person, link, now):
    auditor = MandateFactory(auditor=True, authority=person.authority).account

    with pytest.raises(NotAllowed):
        contacts.correct(account=auditor, practitioner=person, kind=EMAIL, value="x@exemple.test", now=now)


def test_a_proven_contact_is_not_corrected_even_by_the_authority_of_the_person(now, db):
    person = PractitionerFactory(reachable=True)
    account = MandateFactory(authority=person.authority).account

    with pytest.raises(NotAllowed):
        contacts.correct(account=account, practitioner=person, kind=EMAIL, value="other@exemple.test", now=now)


def test_codes_and_tokens_are_stored_as_digests(person, link, now):
    stored = b"".join(bytes(row.code_digest) + bytes(row.token_digest) for row in ContactVerification.objects.all())

    assert link.encode() not in stored
    assert code_sent(person, "SMS").encode() not in stored
    assert settings.CODE_PEPPER not in stored


@pytest.mark.django_db(transaction=True)
def test_tries_made_at_once_are_all_counted(person, link, now):
    code = wrong(code_sent(person, "EMAIL"))

    outcomes = run_at_once(*[lambda: contact_check.verify(practitioner=person, kind=EMAIL, code=code, now=now)] * 5)

    assert sum(outcome.verdict is not Verdict.LOCKED for outcome in outcomes) <= CONTACT_CODE_TRIES - 1
    latest = ContactVerification.objects.get(contact__kind=EMAIL)
    assert latest.attempt_count == CONTACT_CODE_TRIES


@pytest.mark.django_db(transaction=True)
def test_the_right_code_typed_twice_at_once_proves_once(person, link, now):
    code = code_sent(person, "EMAIL")

    outcomes = run_at_once(*[lambda: contact_check.verify(practitioner=person, kind=EMAIL, code=code, now=now)] * 2)

    verdicts = [outcome.verdict for outcome in outcomes]
    assert verdicts.count(Verdict.VERIFIED) == 1
