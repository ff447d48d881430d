"""An authority stops an activation: theirs alone, once, and its codes are dead."""

import pytest

from activation.errors import ActivationOver
from activation.vocabulary import ActivationState
from activation.workflows.cancelling import cancel
from activation.workflows.confirmation import ConfirmOutcome, confirm
from directory.errors import NotAllowed
from directory.models import AuditEvent
from tests.factories.activation import CODE, TICKET, ActivationRequestFactory
from tests.factories.directory import MandateFactory, PractitionerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def opened(mandate, now):
    person = PractitionerFactory(authority=mandate.authority, ready=True)
    return ActivationRequestFactory(practitioner=person, opened_at=now)


@pytest.mark.parametrize("mandate_of", [{}, {"auditor": True}, {"support": True}])
def test_nobody_else_may(opened, now, mandate_of):
    with pytest.raises(NotAllowed):
        cancel(account=MandateFactory(**mandate_of).account, activation_id=opened.pk, now=now)

    opened.refresh_from_db()
    assert opened.state == ActivationState.OPEN


def test_a_decoy_answers_like_none(mandate, now):
    with pytest.raises(NotAllowed):
        cancel(account=mandate.account, activation_id=ActivationRequestFactory(decoy=True).pk, now=now)


def test_its_codes_no_longer_work(mandate, opened, now):
    cancel(account=mandate.account, activation_id=opened.pk, now=now)

    verdict = confirm(activation_id=opened.pk, ticket=TICKET, code=CODE, now=now)

    assert verdict.outcome is not ConfirmOutcome.CONFIRMED
    [line] = AuditEvent.objects.filter(action="activation.cancelled")
    assert (line.actor, line.mandate, line.practitioner_id) == (mandate.account, mandate, opened.practitioner_id)


def test_a_second_stop_says_that_it_is_over(mandate, opened, now):
    cancel(account=mandate.account, activation_id=opened.pk, now=now)

    with pytest.raises(ActivationOver):
        cancel(account=mandate.account, activation_id=opened.pk, now=now)
    assert AuditEvent.objects.filter(action="activation.cancelled").count() == 1
