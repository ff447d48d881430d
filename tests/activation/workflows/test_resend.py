"""Sending again: same waits and answers for decoys, new secrets for people."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activation.errors import ActivationOver, TooManyRequests
from activation.models import ActivationRequest
from activation.vocabulary import ActivationState
from activation.workflows.confirmation import ConfirmOutcome, confirm
from activation.workflows.resend import send_again
from directory.models import MessageState, OutboundMessage
from tests.factories.activation import CODE, TICKET, ActivationRequestFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["person", "decoy"])
def request_of_anybody(request, db):
    return ActivationRequestFactory(decoy=request.param == "decoy")


def test_an_activation_never_opened_is_over(now):
    with pytest.raises(ActivationOver):
        send_again(activation_id=uuid4(), now=now)


def test_a_late_wish_is_over(request_of_anybody):
    with pytest.raises(ActivationOver):
        send_again(activation_id=request_of_anybody.pk, now=request_of_anybody.expires_at)


def test_a_wish_within_a_minute_waits(request_of_anybody, now):
    with pytest.raises(TooManyRequests) as refusal:
        send_again(activation_id=request_of_anybody.pk, now=now + timedelta(seconds=20))

    assert refusal.value.retry_after == 41


def test_an_activation_sends_three_times_at_most(request_of_anybody, now):
    send_again(activation_id=request_of_anybody.pk, now=now + MINUTE)
    send_again(activation_id=request_of_anybody.pk, now=now + 2 * MINUTE)

    with pytest.raises(TooManyRequests):
        send_again(activation_id=request_of_anybody.pk, now=now + 3 * MINUTE)


def test_a_decoy_costs_the_same_queries(now):
    def cost(row):
        with CaptureQueriesContext(connection) as queries:
            send_again(activation_id=row.pk, now=now + MINUTE)
        return [query["sql"].split(" ")[0] for query in queries]

    assert cost(ActivationRequestFactory()) == cost(ActivationRequestFactory(decoy=True))


def test_a_decoy_sends_nothing(now):
    decoy = ActivationRequestFactory(decoy=True)

    opened = send_again(activation_id=decoy.pk, now=now + MINUTE)

    assert opened.expires_at == now + 16 * MINUTE
    assert set(OutboundMessage.objects.values_list("state", flat=True)) == {MessageState.DECOY}


@pytest.mark.parametrize("state", [ActivationState.CONFIRMED, ActivationState.LOCKED])
def test_who_opened_cannot_tell_that_the_holder_went_on(state, now):
    row = ActivationRequestFactory(state=state)

    opened = send_again(activation_id=row.pk, now=now + MINUTE)

    assert opened.activation == row.pk
    assert set(OutboundMessage.objects.values_list("state", flat=True)) == {MessageState.DECOY}
    assert ActivationRequest.objects.get().state == state


def test_new_secrets_end_the_former_and_their_tries_begin_again(now, last_sent):
    row = ActivationRequestFactory(attempt_count=2)

    send_again(activation_id=row.pk, now=now + MINUTE)

    sent = last_sent(row.practitioner)
    later = now + 14 * MINUTE
    assert confirm(activation_id=row.pk, ticket=TICKET, code=CODE, now=later).outcome is ConfirmOutcome.WRONG_TICKET
    assert confirm(activation_id=row.pk, ticket=sent.ticket, code=CODE, now=later).attempts_left == 2
    assert confirm(activation_id=row.pk, ticket=sent.ticket, code=sent.code, now=later).confirmation
