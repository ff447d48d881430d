"""What the clock does, run as the worker runs it."""

import pytest
from django.utils import timezone

from activation import tasks
from activation.models import Invitation
from activation.vocabulary import ActivationState, CardState
from tests.factories.activation import ActivationRequestFactory, VirtualCardFactory
from tests.factories.directory import EnrolmentFactory, PractitionerFactory

pytestmark = pytest.mark.django_db


def test_the_timetable_invites_once():
    person = PractitionerFactory(reachable=True)
    EnrolmentFactory(practitioner=person)

    assert tasks.invite_enrolled() == 1
    assert tasks.invite_enrolled() == 0
    assert Invitation.objects.get().practitioner == person


def test_the_timetable_ends_what_is_late():
    row, card = ActivationRequestFactory(), VirtualCardFactory(past=True)
    assert row.expires_at < timezone.now()

    assert tasks.expire_requests() == 1
    assert tasks.expire_cards() == 1
    row.refresh_from_db()
    card.refresh_from_db()
    assert (row.state, card.state) == (ActivationState.EXPIRED, CardState.EXPIRED)
