"""Where the SMS is: said to who holds the ticket, and to nobody else."""

from datetime import timedelta
from uuid import uuid4

import pytest

from activation.vocabulary import ActivationState
from activation.workflows.confirmation import ConfirmOutcome
from activation.workflows.looking import SmsState, look
from directory.models import MessageChannel, MessageState, OutboundMessage
from tests.factories.activation import TICKET, ActivationRequestFactory

pytestmark = pytest.mark.django_db


def test_a_wrong_ticket_a_decoy_and_an_activation_never_opened_answer_alike(now):
    real, decoy = ActivationRequestFactory(), ActivationRequestFactory(decoy=True)

    outcomes = [
        look(activation_id=key, ticket=ticket, now=now)
        for key, ticket in ((real.pk, "x"), (decoy.pk, TICKET), (uuid4(), TICKET))
    ]

    assert len(set(map(repr, outcomes))) == 1
    assert outcomes[0].outcome is ConfirmOutcome.WRONG_TICKET


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (ActivationState.LOCKED, ConfirmOutcome.LOCKED),
        (ActivationState.CONFIRMED, ConfirmOutcome.EXPIRED),
        (ActivationState.CANCELLED, ConfirmOutcome.EXPIRED),
    ],
)
def test_an_activation_that_is_over_says_so(state, outcome, now):
    row = ActivationRequestFactory(state=state)

    assert look(activation_id=row.pk, ticket=TICKET, now=now).outcome is outcome


def test_a_late_look_is_over(now):
    row = ActivationRequestFactory()

    assert look(activation_id=row.pk, ticket=TICKET, now=row.expires_at).outcome is ConfirmOutcome.EXPIRED


@pytest.mark.parametrize(
    ("state", "received", "sms"),
    [
        (MessageState.QUEUED, False, SmsState.WAITING),
        (MessageState.SENT, False, SmsState.SENT),
        (MessageState.SENT, True, SmsState.RECEIVED),
        (MessageState.FAILED, False, SmsState.FAILED),
        (MessageState.BOUNCED, False, SmsState.FAILED),
    ],
)
def test_the_sms_of_the_last_sending_is_told_with_masked_contacts(state, received, sms, now):
    row = ActivationRequestFactory(attempt_count=1)
    OutboundMessage.objects.create(
        practitioner=row.practitioner,
        channel=MessageChannel.SMS,
        event="activation_codes",
        state=state,
        created_at=row.last_sent_at,
        due_at=now,
        expires_at=row.expires_at,
        delivered_at=now if received else None,
    )

    seen = look(activation_id=row.pk, ticket=TICKET, now=now + timedelta(seconds=5))

    assert (seen.outcome, seen.sms, seen.attempts_left) == (ConfirmOutcome.CONFIRMED, sms, 2)
    assert set(seen.contacts) == {"EMAIL", "MOBILE"}
    row.refresh_from_db()
    assert row.attempt_count == 1
