"""Messages of the portal: one's own people's, in words, by pages; and why none came."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.admin.messages.words import EVENTS, advice_words, reason_words
from directory.models import FailureReason, MessageState, OutboundMessage
from tests.factories.directory import (
    ContactPointFactory,
    MandateFactory,
    OutboundMessageFactory,
    PractitionerFactory,
)
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[3]
STAFF_EVENTS = {
    "load_paused",
    "contact_proposal_refused",
    "authority_headless",
    "mandate_accepted",
    "mandate_ended",
    "mandate_ends_soon",
    "mandate_extended",
    "mandate_given",
    "mandate_invitation",
    "service_request",
    "service_team_invitation",
    "staff_ecps_changed",
}
LIST = "/portail/directory/outboundmessage/"


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def person(mandate):
    return PractitionerFactory(authority=mandate.authority, family_name="COLLEGUE")


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


def sent_to(person, **fields):
    """A message of yesterday, numbered so that the order is certain."""
    at = timezone.now() - timedelta(days=1)
    return OutboundMessageFactory(
        **{
            "practitioner": person,
            "state": MessageState.SENT,
            "sealed": b"",
            "created_at": at,
            "closed_at": at,
            **fields,
        }
    )


def lines(browser, address=LIST, **query):
    return browser.get(address, query).context["lines"]


def test_every_message_to_people_has_its_words():
    events = {folder.name for folder in (ROOT / "templates" / "messages").iterdir() if folder.is_dir()}

    assert events - STAFF_EVENTS - set(EVENTS) == set()


@pytest.mark.parametrize("reason", FailureReason.values)
def test_every_reason_has_its_words_and_says_what_to_do(reason):
    assert reason_words(reason)
    assert advice_words(reason, MessageState.FAILED)
    assert advice_words(reason, MessageState.SENT) == ""


def test_only_messages_of_ones_own_people_are_listed(registrar, person):
    sent_to(person)
    foreign = sent_to(PractitionerFactory(family_name="ETRANGER"))

    page = registrar.get(LIST).content.decode()

    assert "COLLEGUE" in page
    assert "ETRANGER" not in page
    assert lines(registrar, q=foreign.practitioner.national_id) == []
    assert registrar.get(reverse("portal:person_messages", args=[foreign.practitioner_id])).status_code == 404
    assert (
        registrar.get(f"{LIST}{foreign.pk}/change/").status_code
        == registrar.get(f"{LIST}{UUID(int=1)}/change/").status_code
    )


def test_decoys_are_nobodys(registrar, person):
    OutboundMessageFactory(practitioner=None, state=MessageState.DECOY, created_at=timezone.now())
    operator = sign_in(MandateFactory(operator=True).account)

    assert lines(registrar) == lines(operator) == []


def test_a_line_tells_where_it_went_and_why_it_came_back_and_no_address(registrar, person):
    contact = ContactPointFactory(practitioner=person, email="ana@exemple.test")
    sent_to(person, contact=contact, state=MessageState.BOUNCED, failure=FailureReason.MAILBOX_FULL)

    [line] = lines(registrar)
    page = registrar.get(LIST).content.decode()

    assert line.contact == "a•••@e•••.test"
    assert line.why == reason_words(FailureReason.MAILBOX_FULL)
    assert line.again == reverse("portal:send_codes_again", args=[person.pk])
    assert "ana@exemple.test" not in page


def test_new_codes_are_offered_where_they_would_help(registrar, person, mandate):
    proven = ContactPointFactory(practitioner=person, verified=True)
    sent_to(person, contact=proven, state=MessageState.FAILED, failure="AWAY")
    sent_to(person, event="activation_codes", state=MessageState.EXPIRED, failure="EXPIRED")
    sent_to(person)

    assert [line.again for line in lines(registrar)] == ["", "", ""]


def test_a_waiting_message_tells_its_next_try(registrar, person):
    due = timezone.now() + timedelta(minutes=5)
    sent_to(person, state=MessageState.QUEUED, closed_at=None, due_at=due, attempt_count=2, failure="AWAY")

    [line] = lines(registrar)

    assert (line.next_try_at, line.tries) == (due, 2)
    assert line.advice


def test_filters_narrow_and_unknown_choices_narrow_nothing(registrar, person):
    sent_to(person, state=MessageState.FAILED, failure="AWAY")
    sent_to(person, channel="SMS", event="activation_codes")
    sent_to(person, created_at=timezone.now() - timedelta(days=60))

    def count(**query):
        return len(lines(registrar, **query))

    assert count() == 2
    assert count(period="90") == count(period="all") == 3
    assert count(period="7") == 2
    assert count(state="failed") == count(state="FAILED") == count(channel="SMS") == 1
    assert count(event="activation_codes") == 1
    assert count(state="DECOY") == count(channel="PIGEON") == count(event="x\ufdd0") == 2
    assert count(q=person.national_id) == 2
    assert len(lines(registrar, reverse("portal:person_messages", args=[person.pk]))) == 3


@pytest.mark.parametrize(
    "query",
    [
        "sealed__startswith=a",
        "practitioner=1",
        "after=x",
        "after=%F0%9F%98%80",
        "after=WzAsMSwyXQ",
        "o=1",
        "after=" + "A" * 999,
    ],
)
def test_a_question_that_no_page_asks_is_refused(registrar, query):
    assert registrar.get(f"{LIST}?{query}").status_code == 400


def test_a_nul_is_refused_and_a_post_too(registrar):
    assert registrar.get(f"{LIST}?q=%00").status_code == 400
    assert registrar.post(LIST).status_code in {403, 405}


def test_pages_follow_each_other_both_ways_and_miss_nothing(registrar, person):
    at = timezone.now() - timedelta(hours=1)
    made = {sent_to(person, created_at=at - timedelta(seconds=n // 3)).pk for n in range(60)}  # three an instant
    seen, address, pages = [], "", []
    while True:
        context = registrar.get(f"{LIST}?{address}").context
        pages.append([line.at for line in context["lines"]])
        seen += pages[-1]
        if not context["next_page"]:
            break
        address = context["next_page"]
        sent_to(person, created_at=timezone.now())  # one more, meanwhile, is on no later page

    assert [len(page) for page in pages] == [25, 25, 10]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(made)
    back = registrar.get(f"{LIST}?{context['previous_page']}").context
    assert [line.at for line in back["lines"]] == pages[1]


def test_eleven_rows_cost_the_same_as_one(registrar, mandate):
    def add():
        someone = PractitionerFactory(authority=mandate.authority)
        contact = ContactPointFactory(practitioner=someone)
        sent_to(someone, contact=contact, state=MessageState.BOUNCED, failure="UNKNOWN")

    def cost():
        registrar.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get(LIST).status_code == 200
        return len(queries)

    add()
    one = cost()
    for _ in range(10):
        add()

    assert cost() == one


# Why nothing came


def findings(browser, person):
    page = browser.get(reverse("portal:directory_practitioner_change", args=[person.pk]))
    return [(one.badge, one.words) for one in page.context["contacts_block"]["diagnosis"]]


def test_missing_contacts_are_the_first_reason(registrar, person):
    assert [badge for badge, _words in findings(registrar, person)] == ["danger", "danger"]


def test_the_diagnosis_tells_the_last_message_of_each_contact(registrar, person):
    email = ContactPointFactory(practitioner=person, verified=True)
    mobile = ContactPointFactory(practitioner=person, mobile_phone=True, verified=True)
    sent_to(
        person, contact=email, state=MessageState.FAILED, failure="AWAY", created_at=timezone.now() - timedelta(days=3)
    )
    sent_to(person, contact=email)
    sent_to(person, contact=mobile, channel="SMS", state=MessageState.EXPIRED, failure="EXPIRED")

    [mail, sms] = findings(registrar, person)

    assert mail[0] == "success"
    assert email.masked in mail[1]
    assert sms[0] == "danger"
    assert reason_words("EXPIRED") in sms[1]


def test_a_marked_contact_and_an_expired_code_are_told(registrar, person, mandate):
    ContactPointFactory(practitioner=person, unreachable=True)
    ContactPointFactory(practitioner=person, mobile_phone=True)
    registrar.post(reverse("portal:send_codes_again", args=[person.pk]))
    person.contact_verifications.update(expires_at=timezone.now())

    told = findings(registrar, person)

    assert reason_words("UNKNOWN") in told[0][1]
    assert [badge for badge, _words in told] == ["danger", "warning", "info", "warning"]


def test_the_diagnosis_shows_no_contact_in_full(registrar, person):
    contact = ContactPointFactory(practitioner=person, email="ana@exemple.test", verified=True, unreachable=True)
    sent_to(person, contact=contact)

    assert "ana@" not in repr(findings(registrar, person))
    assert OutboundMessage.objects.get().contact == contact
