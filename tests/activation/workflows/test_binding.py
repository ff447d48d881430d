"""A confirmed activation becomes one card, once."""

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from activation.models import ActivationRequest, VirtualCard
from activation.pins import PinVerifier, is_right
from activation.vocabulary import ActivationState, CardEndReason, CardState
from activation.workflows.binding import BindCall, BindOutcome, Device, bind
from activation.workflows.confirmation import confirm
from directory.models import Account, MessageState, OutboundMessage, PractitionerRole
from tests.factories.activation import CODE, TICKET, ActivationRequestFactory, VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.support.phone import PIN_PROOF, Phone
from tests.support.races import at_once

DEVICE = Device(name="Firefox sur Android", platform="Android", app_version="1")


def confirmed(holder, now):
    row = ActivationRequestFactory(practitioner=holder)
    confirmation = confirm(activation_id=row.pk, ticket=TICKET, code=CODE, now=now).confirmation
    return row, confirmation


def call_of(phone, row, confirmation, now, **claims):
    proof = phone.binding_proof(row.pk, claims.pop("nonce", confirmation.nonce), now, **claims)
    return BindCall(binding=confirmation.binding, pin_proof=PIN_PROOF, device=DEVICE, proof=proof)


@pytest.fixture
def ready(holder, now, phone):
    """(request, call) of a phone about to bind."""
    row, confirmation = confirmed(holder, now)
    return row, call_of(phone, row, confirmation, now)


@pytest.mark.django_db
def test_an_activation_never_opened_is_over(now, ready):
    _, call = ready

    assert bind(activation_id=uuid4(), call=call, now=now).outcome is BindOutcome.EXPIRED


def test_an_activation_that_is_only_open_is_over(holder, now, ready):
    _, call = ready
    row = ActivationRequestFactory(practitioner=holder)

    assert bind(activation_id=row.pk, call=call, now=now).outcome is BindOutcome.EXPIRED


def test_another_token_answers_like_an_activation_that_is_over(now, ready):
    row, call = ready

    assert bind(activation_id=row.pk, call=replace(call, binding="x" * 43), now=now).outcome is BindOutcome.EXPIRED


def test_a_token_lives_ten_minutes(now, ready):
    row, call = ready

    assert bind(activation_id=row.pk, call=call, now=now + timedelta(minutes=10)).outcome is BindOutcome.EXPIRED


def test_a_person_who_lost_eligibility_meanwhile_gets_no_card(holder, now, ready):
    row, call = ready
    PractitionerRole.objects.filter(exercise__practitioner=holder).update(valid_until=now.date())

    assert bind(activation_id=row.pk, call=call, now=now).outcome is BindOutcome.EXPIRED


def test_a_proof_of_another_nonce_is_refused_and_spends_nothing(holder, now, phone):
    row, confirmation = confirmed(holder, now)
    wrong = call_of(phone, row, confirmation, now, nonce="n" * 43)

    assert bind(activation_id=row.pk, call=wrong, now=now).outcome is BindOutcome.INVALID_PROOF
    right = call_of(phone, row, confirmation, now)
    assert bind(activation_id=row.pk, call=right, now=now).outcome is BindOutcome.BOUND


def test_a_key_that_already_is_a_card_is_refused(holder, now, phone):
    VirtualCardFactory(phone=phone)
    row, confirmation = confirmed(holder, now)

    call = call_of(phone, row, confirmation, now)

    assert bind(activation_id=row.pk, call=call, now=now).outcome is BindOutcome.INVALID_PROOF


def test_the_same_call_within_a_minute_gets_the_same_card_and_another_is_refused(holder, now, ready):
    row, call = ready
    first = bind(activation_id=row.pk, call=call, now=now)

    again = bind(activation_id=row.pk, call=call, now=now + timedelta(seconds=60))
    other = bind(activation_id=row.pk, call=replace(call, pin_proof=bytes(32)), now=now)
    late = bind(activation_id=row.pk, call=call, now=now + timedelta(seconds=61))

    assert again.card == first.card
    assert [other.outcome, late.outcome] == [BindOutcome.ALREADY_BOUND] * 2
    assert VirtualCard.objects.count() == 1


def test_a_fourth_card_needs_one_to_replace(holder, now, phone):
    cards = VirtualCardFactory.create_batch(3, practitioner=holder)
    locked = VirtualCardFactory(practitioner=holder, locked=True)
    row, confirmation = confirmed(holder, now)
    call = call_of(phone, row, confirmation, now)

    refused = bind(activation_id=row.pk, call=call, now=now)
    stranger = bind(activation_id=row.pk, call=replace(call, replaces=VirtualCardFactory().pk), now=now)
    bound = bind(activation_id=row.pk, call=replace(call, replaces=cards[0].pk), now=now)

    assert refused.outcome is BindOutcome.TOO_MANY_CARDS
    assert set(refused.cards) == {*cards, locked}
    assert stranger.outcome is BindOutcome.TOO_MANY_CARDS
    assert bound.outcome is BindOutcome.BOUND
    cards[0].refresh_from_db()
    assert (cards[0].state, cards[0].end_reason) == (CardState.REVOKED, CardEndReason.SUPERSEDED)
    assert cards[0].superseded_by == bound.card


def test_a_first_card_works_at_once_and_keeps_no_pin(holder, now, ready):
    row, call = ready

    card = bind(activation_id=row.pk, call=call, now=now).card

    assert card.usable_from == now
    assert card.expires_at == now + timedelta(days=3 * 365)
    assert bytes(card.pin_verifier) != PIN_PROOF
    verifier = PinVerifier(bytes(card.pin_verifier), tuple(card.pepper_ids))
    assert is_right(PIN_PROOF, verifier, settings.PIN_PEPPERS)
    row.refresh_from_db()
    assert row.state == ActivationState.COMPLETED


@pytest.mark.parametrize(
    ("traits", "waits"),
    [
        ({}, True),
        ({"locked": True}, True),
        ({"revoked": True, "ended_at_days_ago": 29}, True),
        ({"revoked": True, "ended_at_days_ago": 31}, False),
    ],
)
def test_a_card_within_thirty_days_makes_the_next_one_wait_an_hour(traits, waits, holder, now, ready):
    row, call = ready
    days = traits.pop("ended_at_days_ago", None)
    if days:
        traits["ended_at"] = now - timedelta(days=days)
    VirtualCardFactory(practitioner=holder, **traits)

    card = bind(activation_id=row.pk, call=call, now=now).card

    assert card.usable_from == now + timedelta(hours=1) * waits


def test_the_holder_gets_an_account_without_a_password(holder, now, ready):
    row, call = ready

    bind(activation_id=row.pk, call=call, now=now)

    account = Account.objects.get(practitioner=holder)
    assert account.username == holder.national_id
    assert not account.has_usable_password()
    assert not account.is_staff


def test_both_contacts_are_told(holder, now, ready):
    row, call = ready

    bind(activation_id=row.pk, call=call, now=now)

    told = OutboundMessage.objects.filter(event="activation_done", state=MessageState.QUEUED)
    assert set(told.values_list("channel", flat=True)) == {"EMAIL", "SMS"}


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_make_one_card(now):
    holder = PractitionerFactory(ready=True)
    row, confirmation = confirmed(holder, now)
    outcomes = []

    def run():
        try:
            call = call_of(Phone(), row, confirmation, now)
            outcomes.append(bind(activation_id=row.pk, call=call, now=now).outcome)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count(BindOutcome.BOUND) == 1
    assert VirtualCard.objects.count() == 1
    assert ActivationRequest.objects.get().state == ActivationState.COMPLETED


@pytest.mark.django_db(transaction=True)
def test_one_key_for_two_people_at_once_makes_one_card(now, phone):
    wishes = []
    for _ in range(2):
        row, confirmation = confirmed(PractitionerFactory(ready=True), now)
        wishes.append((row, call_of(phone, row, confirmation, now)))

    def wish(row, call):
        return bind(activation_id=row.pk, call=call, now=now).outcome

    outcomes = at_once(*[partial(wish, *one) for one in wishes])

    assert sorted(outcomes) == [BindOutcome.BOUND, BindOutcome.INVALID_PROOF]
    assert VirtualCard.objects.count() == 1
