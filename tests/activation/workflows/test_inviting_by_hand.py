"""The authority of a person invites them, or reminds them: a day apart, twice, no more."""

from datetime import timedelta

import pytest

from activation.errors import InvitationRefused
from activation.models import Invitation
from activation.workflows.invitation import invite_person, remind_invited
from directory.errors import NotAllowed
from directory.models import AuditEvent, ContactPoint, OutboundMessage
from tests.factories.activation import InvitationFactory, VirtualCardFactory
from tests.factories.directory import MandateFactory, PractitionerFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def person(mandate):
    return PractitionerFactory(authority=mandate.authority, ready=True)


def refused(mandate, person, now):
    before = OutboundMessage.objects.count()
    with pytest.raises(InvitationRefused) as refusal:
        invite_person(account=mandate.account, practitioner=person, now=now)
    assert OutboundMessage.objects.count() == before
    return refusal.value.reason


def test_a_neighbour_may_not(person, now):
    with pytest.raises(NotAllowed):
        invite_person(account=MandateFactory().account, practitioner=person, now=now)

    assert not Invitation.objects.exists()


def test_who_cannot_be_reached_or_holds_a_card_is_not_invited(mandate, person, now):
    card = VirtualCardFactory(practitioner=person)
    assert refused(mandate, person, now) == "has_card"

    card.delete()
    ContactPoint.objects.filter(practitioner=person, kind="EMAIL").update(verified_at=None, settled_at=None)
    assert refused(mandate, person, now) == "unreachable"


def test_one_invitation_and_two_reminders_a_day_apart(mandate, person, now):
    assert invite_person(account=mandate.account, practitioner=person, now=now).reminder_count == 0
    assert refused(mandate, person, now + DAY - timedelta(seconds=1)) == "too_soon"
    assert invite_person(account=mandate.account, practitioner=person, now=now + DAY).reminder_count == 1
    assert invite_person(account=mandate.account, practitioner=person, now=now + 2 * DAY).reminder_count == 2
    assert refused(mandate, person, now + 9 * DAY) == "reminded_enough"

    lines = AuditEvent.objects.filter(practitioner_id=person.pk, mandate=mandate).order_by("pk")
    assert [line.action for line in lines] == [
        "activation.invited",
        "activation.invitation_reminded",
        "activation.invitation_reminded",
    ]


def test_the_clock_reminds_after_seven_and_twenty_one_days_those_who_are_still_ready(now):
    waiting = InvitationFactory(last_sent_at=now, invited_at=now)
    holding = InvitationFactory(last_sent_at=now, invited_at=now)
    VirtualCardFactory(practitioner=holding.practitioner)

    assert remind_invited(limit=10, now=now + 7 * DAY - timedelta(seconds=1)) == 0
    assert remind_invited(limit=10, now=now + 7 * DAY) == 1
    assert remind_invited(limit=10, now=now + 27 * DAY) == 0
    assert remind_invited(limit=10, now=now + 28 * DAY) == 1
    assert remind_invited(limit=10, now=now + 300 * DAY) == 0
    waiting.refresh_from_db()
    assert waiting.reminder_count == 2
