"""In front of a registrar: who may, for whom, what is kept, and that a QR dies with the screen."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from activation import queries
from activation.errors import ActivationOver, HandOverRefused
from activation.models import ActivationRequest
from activation.policy import HAND_OVERS_A_DAY, SHOWN_TICKET_LIFETIME
from activation.vocabulary import ActivationMode, ActivationState
from activation.workflows.confirmation import ConfirmOutcome, confirm
from activation.workflows.hand_over import Seen, hand_over, show_again
from activation.workflows.looking import look
from activation.workflows.tickets import ticket_to_show
from directory import correspondence
from directory.errors import NotAllowed
from directory.models import AuditEvent, ContactKind, ContactPoint, MessageChannel, OutboundMessage, SeenDocument
from tests.factories.activation import ActivationRequestFactory
from tests.factories.directory import ContactPointFactory, MandateFactory, PractitionerFactory
from tests.support.races import in_threads

pytestmark = pytest.mark.django_db
PASSPORT = Seen(SeenDocument.PASSPORT, "4f7k")


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def person(mandate):
    return PractitionerFactory(authority=mandate.authority, ready=True)


@pytest.fixture
def opened(mandate, person, now):
    return hand_over(account=mandate.account, practitioner=person, seen=PASSPORT, now=now)


def code_of(person):
    row = OutboundMessage.objects.filter(practitioner=person, channel=MessageChannel.SMS).latest("created_at")
    return re.search(r"\b\d{6}\b", correspondence.open_letter(row).text)[0]


def refused(mandate, person, now, seen=PASSPORT):
    with pytest.raises(HandOverRefused) as refusal:
        hand_over(account=mandate.account, practitioner=person, seen=seen, now=now)
    assert not ActivationRequest.objects.exists()
    assert not OutboundMessage.objects.exists()
    return refusal.value.reason


def test_a_neighbours_registrar_may_not(person, now):
    with pytest.raises(NotAllowed):
        hand_over(account=MandateFactory().account, practitioner=person, seen=PASSPORT, now=now)


def test_an_auditor_of_everything_may_not(person, now):
    with pytest.raises(NotAllowed):
        hand_over(account=MandateFactory(auditor=True).account, practitioner=person, seen=PASSPORT, now=now)


def test_who_attested_the_mobile_lately_may_not(mandate, person, now):
    ContactPoint.objects.filter(practitioner=person, kind=ContactKind.MOBILE).update(
        attested_by=mandate.account, attested_at=now - timedelta(days=29)
    )

    assert refused(mandate, person, now) == "touched_lately"


def test_nobody_hands_over_to_themselves(mandate, person, now):
    mandate.account.practitioner = person
    mandate.account.save()

    assert refused(mandate, person, now) == "oneself"


def test_no_right_open_no_card(mandate, now):
    idle = PractitionerFactory(authority=mandate.authority, reachable=True)

    assert refused(mandate, idle, now) == "not_eligible"


@pytest.mark.parametrize("trait", [{}, {"unsettled": True}])
def test_a_mobile_that_does_not_serve_is_said(trait, mandate, now):
    person = PractitionerFactory(authority=mandate.authority, practising=True)
    ContactPointFactory(practitioner=person, mobile_phone=True, **trait)

    assert refused(mandate, person, now) == "no_mobile"


@pytest.mark.parametrize("end", ["", "4F7", "4F7KX", "4 7K", "é7KX", "4F7K\x00", "٤٥٦٧"])
def test_four_letters_or_digits_of_the_document_no_more(end, mandate, person, now):
    assert refused(mandate, person, now, Seen(SeenDocument.PASSPORT, end)) == "document"


def test_a_mobile_that_somebody_else_attested_serves(mandate, now):
    person = PractitionerFactory(authority=mandate.authority, practising=True)
    ContactPointFactory(practitioner=person, mobile_phone=True, attested=True)

    assert hand_over(account=mandate.account, practitioner=person, seen=PASSPORT, now=now).practitioner == person


def test_what_was_seen_is_kept_and_told_and_audited(mandate, person, opened, now):
    row = ActivationRequest.objects.get()

    assert (row.mode, row.handed_over_by, row.document_kind, row.document_end) == (
        ActivationMode.HAND_OVER,
        mandate.account,
        SeenDocument.PASSPORT,
        "4F7K",
    )
    assert row.ticket_expires_at == now + SHOWN_TICKET_LIFETIME
    assert set(OutboundMessage.objects.values_list("channel", flat=True)) == {MessageChannel.SMS, MessageChannel.EMAIL}
    event = AuditEvent.objects.get(action="activation.hand_over_opened")
    assert (event.actor, event.details["document"]) == (mandate.account, SeenDocument.PASSPORT)
    assert "4F7K" not in str(event.details)


def test_the_mail_holds_no_secret(person, opened, now):
    row = OutboundMessage.objects.get(channel=MessageChannel.EMAIL)
    text = correspondence.open_letter(row).text

    assert code_of(person) not in text
    assert ticket_to_show(opened, now) not in text


def test_the_ticket_of_the_screen_and_the_code_of_the_phone_confirm(person, opened, now):
    ticket = ticket_to_show(opened, now)

    seen = look(activation_id=opened.pk, ticket=ticket, now=now + timedelta(seconds=80))
    verdict = confirm(activation_id=opened.pk, ticket=ticket, code=code_of(person), now=now + timedelta(minutes=10))

    assert (seen.outcome, seen.mode) == (ConfirmOutcome.CONFIRMED, ActivationMode.HAND_OVER)
    assert verdict.outcome is ConfirmOutcome.CONFIRMED


def test_a_ticket_that_no_phone_read_dies_with_the_screen(person, opened, now):
    ticket, late = ticket_to_show(opened, now), now + SHOWN_TICKET_LIFETIME

    assert look(activation_id=opened.pk, ticket=ticket, now=late).outcome is ConfirmOutcome.EXPIRED
    assert confirm(activation_id=opened.pk, ticket=ticket, code=code_of(person), now=late).outcome is (
        ConfirmOutcome.EXPIRED
    )
    assert ticket_to_show(opened, late) == ""


def test_another_ticket_ends_the_former_and_keeps_the_code(mandate, person, opened, now):
    former, later = ticket_to_show(opened, now), now + timedelta(minutes=5)

    row = show_again(account=mandate.account, activation_id=opened.pk, now=later)

    assert look(activation_id=row.pk, ticket=former, now=later).outcome is ConfirmOutcome.WRONG_TICKET
    ticket = ticket_to_show(row, later)
    assert ticket != former
    assert confirm(activation_id=row.pk, ticket=ticket, code=code_of(person), now=later).outcome is (
        ConfirmOutcome.CONFIRMED
    )


def test_a_ticket_that_was_read_stands_on_no_screen_again(mandate, opened, now):
    look(activation_id=opened.pk, ticket=ticket_to_show(opened, now), now=now)
    opened.refresh_from_db()

    assert ticket_to_show(opened, now) == ""
    with pytest.raises(ActivationOver):
        show_again(account=mandate.account, activation_id=opened.pk, now=now)


def test_only_who_opened_the_desk_shows_again(mandate, opened, now):
    colleague = MandateFactory(authority=mandate.authority)

    with pytest.raises(NotAllowed):
        show_again(account=colleague.account, activation_id=opened.pk, now=now)
    with pytest.raises(NotAllowed):
        show_again(account=mandate.account, activation_id=uuid4(), now=now)


def test_a_second_hand_over_ends_the_first(mandate, person, opened, now):
    second = hand_over(account=mandate.account, practitioner=person, seen=PASSPORT, now=now)

    states = dict(ActivationRequest.objects.values_list("pk", "state"))
    assert states == {opened.pk: ActivationState.CANCELLED, second.pk: ActivationState.OPEN}
    assert ticket_to_show(ActivationRequest.objects.get(pk=opened.pk), now) == ""


def test_five_a_day(mandate, person, now):
    for _ in range(HAND_OVERS_A_DAY):
        hand_over(account=mandate.account, practitioner=person, seen=PASSPORT, now=now)

    with pytest.raises(HandOverRefused) as refusal:
        hand_over(account=mandate.account, practitioner=person, seen=PASSPORT, now=now)
    assert refusal.value.reason == "quota"
    assert hand_over(account=mandate.account, practitioner=person, seen=PASSPORT, now=now + timedelta(days=1))


def test_a_hand_over_takes_nothing_of_what_the_person_may_open_alone(person, opened, now):
    assert queries.count_openings(bytes(opened.typed_digest), now) == 0
    assert queries.count_sendings(person.pk, now) == 0


def test_a_decoy_and_an_activation_never_opened_answer_a_wrong_ticket(now):
    decoy = ActivationRequestFactory(decoy=True)

    for key in (decoy.pk, uuid4()):
        assert look(activation_id=key, ticket="0" * 28, now=now).outcome is ConfirmOutcome.WRONG_TICKET


def test_showing_counts_no_try_and_the_first_instant_stays(opened, now):
    ticket = ticket_to_show(opened, now)
    for seconds in (1, 60, 600):
        look(activation_id=opened.pk, ticket=ticket, now=now + timedelta(seconds=seconds))

    row = ActivationRequest.objects.get()
    assert (row.attempt_count, row.ticket_seen_at) == (0, now + timedelta(seconds=1))


@pytest.mark.django_db(transaction=True)
def test_two_desks_at_once_leave_one_open(now):
    mandate = MandateFactory()
    person = PractitionerFactory(authority=mandate.authority, ready=True)

    in_threads(lambda: hand_over(account=mandate.account, practitioner=person, seen=PASSPORT, now=now), 4)

    assert ActivationRequest.objects.filter(state=ActivationState.OPEN).count() == 1
    assert ActivationRequest.objects.count() == 4
