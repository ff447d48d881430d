"""A card speaks of the other ones of its holder, with its PIN."""

from datetime import timedelta
from uuid import uuid4

import pytest

from activation.models import VirtualCard
from activation.vocabulary import CardEndReason, CardStanding, CardState
from activation.workflows.other_cards import OtherOutcome, approve_other, rename, revoke_other
from activation.workflows.pin_judgement import PinOutcome
from activation.workflows.standing import own_cards, standing
from directory.models import AuditEvent, OutboundMessage
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.support.phone import PIN_PROOF, WRONG_PIN_PROOF
from tests.support.races import at_once

HOUR = timedelta(hours=1)


@pytest.fixture
def card(holder):
    return VirtualCardFactory(practitioner=holder)


@pytest.fixture
def waiting(holder, now):
    return VirtualCardFactory(practitioner=holder, created_at=now, usable_from=now + HOUR)


def approve(card, other, now, pin=PIN_PROOF):
    return approve_other(card_id=card.pk, other_id=other.pk, pin_proof=pin, now=now)


def revoke(card, other, now, pin=PIN_PROOF, reason=CardEndReason.LOST):
    return revoke_other(card_id=card.pk, other_id=other.pk, reason=reason, pin_proof=pin, now=now)


@pytest.mark.django_db
def test_nobody_elses_card_is_found_and_no_try_is_counted(card, now):
    stranger = VirtualCardFactory(usable_from=now + HOUR)

    outcomes = [approve(card, other, now, WRONG_PIN_PROOF).outcome for other in (stranger, card)]
    outcomes.append(approve_other(card_id=card.pk, other_id=uuid4(), pin_proof=WRONG_PIN_PROOF, now=now).outcome)
    outcomes.append(revoke(card, stranger, now, WRONG_PIN_PROOF).outcome)

    assert set(outcomes) == {OtherOutcome.NOT_FOUND}
    card.refresh_from_db()
    assert card.wrong_pin_count == 0


@pytest.mark.django_db
def test_a_card_that_waits_cannot_hasten_itself_nor_end_another(card, waiting, now):
    second = VirtualCardFactory(practitioner=card.practitioner, created_at=now, usable_from=now + HOUR)

    hastened = approve(waiting, second, now)
    ended = revoke(waiting, card, now)

    assert (hastened.outcome, hastened.standing) == (OtherOutcome.NOT_ACTIVE, CardStanding.NOT_YET_USABLE)
    assert ended.outcome is OtherOutcome.NOT_ACTIVE


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["locked", "suspended"])
def test_a_card_that_does_not_work_speaks_for_nobody(state, waiting, now):
    card = VirtualCardFactory(practitioner=waiting.practitioner, **{state: True})

    assert approve(card, waiting, now).outcome is OtherOutcome.NOT_ACTIVE


@pytest.mark.django_db
def test_a_wrong_pin_is_counted_and_the_third_locks(card, waiting, now):
    verdicts = [approve(card, waiting, now, WRONG_PIN_PROOF).pin.outcome for _ in range(2)]
    verdicts.append(revoke(card, waiting, now, WRONG_PIN_PROOF).pin.outcome)

    assert verdicts == [PinOutcome.WRONG, PinOutcome.WRONG, PinOutcome.LOCKED]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.usable_from) == (CardState.ACTIVE, now + HOUR)


@pytest.mark.django_db
def test_an_approved_card_works_at_once_and_both_contacts_are_told(card, waiting, now):
    assert approve(card, waiting, now).outcome is OtherOutcome.DONE

    waiting.refresh_from_db()
    assert standing(waiting, now) is CardStanding.ACTIVE
    assert waiting.approved_by == card
    assert OutboundMessage.objects.filter(event="activation_card_approved").count() == 2
    assert AuditEvent.objects.get(action="activation.card_approved").details == {"by": str(card.pk)}
    assert approve(card, waiting, now).outcome is OtherOutcome.NOT_WAITING


@pytest.mark.django_db
@pytest.mark.parametrize("reason", [CardEndReason.LOST, CardEndReason.STOLEN, CardEndReason.DISOWNED])
def test_a_lost_phone_is_revoked_from_another_one(reason, card, now):
    lost = VirtualCardFactory(practitioner=card.practitioner)

    assert revoke(card, lost, now, reason=reason).outcome is OtherOutcome.DONE
    lost.refresh_from_db()
    assert (lost.state, lost.end_reason) == (CardState.REVOKED, reason)
    assert revoke(card, lost, now, WRONG_PIN_PROOF).outcome is OtherOutcome.NOT_FOUND


@pytest.mark.django_db
def test_a_name_is_kept_and_traced(card, now):
    rename(card_id=card.pk, name="téléphone du cabinet", now=now)

    card.refresh_from_db()
    assert card.device_name == "téléphone du cabinet"
    assert AuditEvent.objects.filter(action="activation.card_renamed").count() == 1


@pytest.mark.django_db
def test_the_cards_of_the_holder_are_listed_with_what_they_may_do(card, waiting, now):
    VirtualCardFactory(practitioner=card.practitioner, revoked=True)
    VirtualCardFactory()

    listed = [(one.card, one.standing, one.is_this) for one in own_cards(card, now)]

    assert listed == [(waiting, CardStanding.NOT_YET_USABLE, False), (card, CardStanding.ACTIVE, True)]


@pytest.mark.django_db(transaction=True)
def test_two_cards_that_end_each_other_at_once_do_not_wait_for_ever(now):
    holder = PractitionerFactory(ready=True)
    one, other = VirtualCardFactory.create_batch(2, practitioner=holder)

    outcomes = at_once(lambda: revoke(one, other, now).outcome, lambda: revoke(other, one, now).outcome)

    assert sorted(outcomes) == sorted([OtherOutcome.DONE, OtherOutcome.NOT_ACTIVE])
    assert VirtualCard.objects.filter(state=CardState.REVOKED).count() == 1
