"""A phone that held a card renews it: the former card makes place, and its PIN spares the wait."""

from dataclasses import replace
from datetime import timedelta

import pytest

from activation.models import LostRight
from activation.vocabulary import CardEndReason, CardStanding, CardState
from activation.workflows.binding import BindCall, BindOutcome, Device, bind
from activation.workflows.confirmation import confirm
from activation.workflows.former_card import Former
from activation.workflows.standing import standing
from directory import correspondence
from directory.models import MessageChannel, OutboundMessage
from tests.factories.activation import CODE, TICKET, ActivationRequestFactory, VirtualCardFactory
from tests.support.phone import PIN_PROOF, WRONG_PIN_PROOF, Phone

pytestmark = pytest.mark.django_db
DEVICE = Device(name="Firefox sur Android", platform="Android", app_version="2")
HOUR = timedelta(hours=1)


@pytest.fixture
def former(holder):
    return VirtualCardFactory(practitioner=holder)


@pytest.fixture
def ready(holder, now):
    """(request, call) of a phone about to bind."""
    row = ActivationRequestFactory(practitioner=holder)
    confirmation = confirm(activation_id=row.pk, ticket=TICKET, code=CODE, now=now).confirmation
    proof = Phone().binding_proof(row.pk, confirmation.nonce, now)
    call = BindCall(binding=confirmation.binding, pin_proof=bytes([1] * 32), device=DEVICE, proof=proof)
    return row, call


def bind_with(ready, now, card=None, pin=None, **changes):
    row, call = ready
    said = Former(card_id=card.pk if card else None, pin_proof=pin)
    return bind(activation_id=row.pk, call=replace(call, former=said, **changes), now=now)


def test_a_wrong_pin_binds_nothing_is_counted_and_may_be_typed_again(ready, former, now):
    wrong = bind_with(ready, now, former, WRONG_PIN_PROOF)
    right = bind_with(ready, now, former, PIN_PROOF)

    assert (wrong.outcome, wrong.attempts_left, wrong.card) == (BindOutcome.WRONG_PIN, 2, None)
    assert right.outcome is BindOutcome.BOUND


def test_the_third_wrong_pin_locks_the_former_card_and_the_new_one_can_still_be_made(ready, former, now):
    outcomes = [bind_with(ready, now, former, WRONG_PIN_PROOF).outcome for _ in range(3)]
    bound = bind_with(ready, now, former)

    assert outcomes == [BindOutcome.WRONG_PIN, BindOutcome.WRONG_PIN, BindOutcome.CARD_LOCKED]
    assert standing(bound.card, now) is CardStanding.NOT_YET_USABLE
    former.refresh_from_db()
    assert (former.state, former.end_reason) == (CardState.REVOKED, CardEndReason.SUPERSEDED)


def test_with_its_pin_the_new_card_works_at_once_and_the_former_makes_place(ready, former, now):
    card = bind_with(ready, now, former, PIN_PROOF).card

    former.refresh_from_db()
    assert standing(card, now) is CardStanding.ACTIVE
    assert card.approved_by == former
    assert (former.state, former.superseded_by) == (CardState.REVOKED, card)
    assert OutboundMessage.objects.filter(event="activation_card_replaced").count() == 2


def test_without_its_pin_it_makes_place_and_the_new_one_waits(ready, former, now):
    card = bind_with(ready, now, former).card

    former.refresh_from_db()
    assert card.usable_from == now + HOUR
    assert former.superseded_by == card


@pytest.mark.parametrize("state", ["locked", "suspended"])
def test_a_former_card_that_does_not_work_speaks_for_nothing(state, ready, holder, now):
    former = VirtualCardFactory(practitioner=holder, **{state: True})

    card = bind_with(ready, now, former, PIN_PROOF).card

    assert card.usable_from == now + HOUR


def test_somebody_elses_card_neither_speaks_nor_makes_place(ready, former, now):
    stranger = VirtualCardFactory()

    card = bind_with(ready, now, stranger, WRONG_PIN_PROOF).card

    stranger.refresh_from_db()
    assert card.usable_from == now + HOUR
    assert (stranger.state, stranger.wrong_pin_count) == (CardState.ACTIVE, 0)


def test_the_former_card_does_not_count_against_the_three(ready, former, holder, now):
    VirtualCardFactory.create_batch(2, practitioner=holder)

    assert bind_with(ready, now, former, PIN_PROOF).outcome is BindOutcome.BOUND


def test_the_notice_says_from_where_and_in_the_language_of_the_phone(ready, now):
    card = bind_with(ready, now, address="2001:db8::7", language="en").card

    message = OutboundMessage.objects.get(event="activation_done", channel=MessageChannel.EMAIL)
    letter = correspondence.open_letter(message)
    assert card.language == "en"
    assert letter.text.startswith("Hello ")
    assert "2001:db8::" in letter.text
    assert "2001:db8::7" not in letter.text


def test_a_right_that_was_lost_once_is_no_news_for_a_new_card(ready, holder, now):
    LostRight.objects.create(practitioner=holder, noticed_at=now)

    bind_with(ready, now)

    assert not LostRight.objects.exists()
