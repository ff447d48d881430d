"""Both secrets: wrong, late, reused, or right."""

from datetime import timedelta
from uuid import uuid4

import pytest

from activation.models import ActivationRequest
from activation.vocabulary import ActivationState
from activation.workflows.confirmation import ConfirmOutcome, confirm
from tests.factories.activation import CODE, TICKET, ActivationRequestFactory, VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.support.races import in_threads

WRONG_TICKET = "0" * 28


def judge(row, now, *, ticket=TICKET, code=CODE):
    return confirm(activation_id=row.pk, ticket=ticket, code=code, now=now)


@pytest.fixture
def opened(db):
    return ActivationRequestFactory()


@pytest.mark.django_db
def test_an_activation_never_opened_answers_a_wrong_ticket(now):
    verdict = confirm(activation_id=uuid4(), ticket=TICKET, code=CODE, now=now)

    assert verdict.outcome is ConfirmOutcome.WRONG_TICKET


@pytest.mark.django_db
def test_a_decoy_answers_a_wrong_ticket_even_to_its_own(now):
    decoy = ActivationRequestFactory(decoy=True)

    assert judge(decoy, now).outcome is ConfirmOutcome.WRONG_TICKET
    assert judge(decoy, decoy.expires_at).outcome is ConfirmOutcome.EXPIRED


def test_a_wrong_ticket_is_no_try_of_the_code(opened, now):
    for _ in range(5):
        assert judge(opened, now, ticket=WRONG_TICKET).outcome is ConfirmOutcome.WRONG_TICKET

    opened.refresh_from_db()
    assert opened.attempt_count == 0
    assert judge(opened, now).outcome is ConfirmOutcome.CONFIRMED


def test_secrets_that_come_late_are_expired(opened):
    assert judge(opened, opened.expires_at).outcome is ConfirmOutcome.EXPIRED


def test_after_three_wrong_codes_the_right_one_is_refused(opened, now):
    outcomes = [judge(opened, now, code="000000") for _ in range(3)]

    assert [(one.outcome, one.attempts_left) for one in outcomes] == [
        (ConfirmOutcome.WRONG_CODE, 2),
        (ConfirmOutcome.WRONG_CODE, 1),
        (ConfirmOutcome.LOCKED, 0),
    ]
    assert judge(opened, now).outcome is ConfirmOutcome.LOCKED
    assert judge(opened, now, ticket=WRONG_TICKET).outcome is ConfirmOutcome.WRONG_TICKET


def test_reused_secrets_are_refused(opened, now):
    judge(opened, now)

    assert judge(opened, now).outcome is ConfirmOutcome.EXPIRED


@pytest.mark.parametrize("code", ["", "2049", "2049189", "²04918", "\ud800", "é" * 6])
def test_a_code_of_another_shape_is_a_wrong_code(code, opened, now):
    assert judge(opened, now, code=code).outcome is ConfirmOutcome.WRONG_CODE


def test_right_secrets_tell_the_holder_and_give_a_token_of_ten_minutes(opened, now):
    card = VirtualCardFactory(practitioner=opened.practitioner)

    verdict = judge(opened, now, ticket="7k3m-qx2p-7k3m-qx2p-7k3m-qx2p-7k3m", code="204 918")

    assert verdict.confirmation.holder.national_id == opened.practitioner.national_id
    assert set(verdict.confirmation.contacts) == {"EMAIL", "MOBILE"}
    assert verdict.confirmation.replaceable == [card]
    opened.refresh_from_db()
    assert opened.state == ActivationState.CONFIRMED
    assert opened.binding_expires_at == now + timedelta(minutes=10)
    assert bytes(opened.code_digest) == b""


def test_nothing_of_a_confirmation_shows_in_its_text(opened, now):
    verdict = judge(opened, now)

    assert verdict.confirmation.binding not in repr(verdict) + repr(verdict.confirmation)


@pytest.mark.django_db(transaction=True)
def test_wrong_codes_at_once_are_judged_three_times_in_all(now):
    row = ActivationRequestFactory(practitioner=PractitionerFactory(ready=True))

    outcomes = [one.outcome for one in in_threads(lambda: judge(row, now, code="000000"), 8)]

    assert outcomes.count(ConfirmOutcome.WRONG_CODE) <= 2
    assert set(outcomes) == {ConfirmOutcome.WRONG_CODE, ConfirmOutcome.LOCKED}
    row = ActivationRequest.objects.get()
    assert (row.attempt_count, row.state) == (3, ActivationState.LOCKED)


@pytest.mark.django_db(transaction=True)
def test_right_secrets_at_once_confirm_once(now):
    row = ActivationRequestFactory(practitioner=PractitionerFactory(ready=True))

    outcomes = [one.outcome for one in in_threads(lambda: judge(row, now), 3)]

    assert outcomes.count(ConfirmOutcome.CONFIRMED) == 1
