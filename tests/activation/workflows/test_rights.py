"""Opposition and lost rights: effective at use, told by a sweep."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activation.models import LostRight, SweepPosition
from activation.vocabulary import ActivationMode, CardEndReason, CardStanding, CardState
from activation.workflows import lifecycle
from activation.workflows.rights import look_at_rights
from activation.workflows.standing import standing
from directory.models import AuditEvent, OutboundMessage, PractitionerRole
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import AccountFactory, MandateFactory, PractitionerFactory
from tests.factories.qualifications import SmartCardFactory

pytestmark = pytest.mark.django_db
MADE = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture
def card(holder):
    return VirtualCardFactory(practitioner=holder, created_at=MADE)


def close(person):
    PractitionerRole.objects.filter(exercise__practitioner=person).update(valid_until="2026-03-01")


def reopen(person):
    PractitionerRole.objects.filter(exercise__practitioner=person).update(valid_until=None)


def told(event):
    return OutboundMessage.objects.filter(event=event).count()


def sweep(now, limit=100):
    return look_at_rights(limit=limit, now=now)


@pytest.mark.parametrize(
    ("opposed_on", "mode", "expected"),
    [
        (date(2026, 3, 9), ActivationMode.SMART_CARD, CardStanding.ACTIVE),
        (date(2026, 3, 10), ActivationMode.CODES, CardStanding.ACTIVE),
        (date(2026, 3, 10), ActivationMode.SMART_CARD, CardStanding.REVOKED),
        (date(2026, 3, 11), ActivationMode.CODES, CardStanding.REVOKED),
        (date(2026, 3, 18), ActivationMode.SMART_CARD, CardStanding.ACTIVE),
    ],
    ids=["before it was made", "that day, two codes", "that day, the card", "since", "tomorrow"],
)
def test_an_opposition_ends_what_was_made_before_it(opposed_on, mode, expected, holder, now):
    card = VirtualCardFactory(practitioner=holder, created_at=MADE, activation_mode=mode)
    SmartCardFactory(practitioner=holder, blocked_date=opposed_on)
    SmartCardFactory(blocked_date=date(2026, 3, 12))

    assert standing(card, now) is expected
    sweep(now)
    card.refresh_from_db()
    is_over = expected is CardStanding.REVOKED
    assert card.state == (CardState.REVOKED if is_over else CardState.ACTIVE)
    assert card.end_reason == (CardEndReason.OPPOSITION if is_over else "")
    assert told("activation_card_revoked") == 2 * is_over


def test_a_right_lost_stops_the_card_at_that_instant_and_reopened_starts_it(card, holder, now):
    close(holder)
    lost = standing(card, now)
    reopen(holder)

    assert (lost, standing(card, now)) == (CardStanding.NOT_ELIGIBLE, CardStanding.ACTIVE)
    assert not OutboundMessage.objects.exists()


def test_a_holder_is_told_once_that_the_right_is_lost_and_once_that_it_is_open(card, holder, now):
    close(holder)
    counts = [sweep(now), sweep(now)]
    reopen(holder)
    counts += [sweep(now), sweep(now)]

    assert counts == [1, 0, 1, 0]
    assert (told("activation_right_lost"), told("activation_right_regained")) == (2, 2)
    actions = AuditEvent.objects.filter(action__startswith="activation.right_").values_list("action", flat=True)
    assert sorted(actions) == ["activation.right_lost", "activation.right_regained"]
    assert not LostRight.objects.exists()


def test_an_authoritys_suspension_stays_when_the_right_comes_back(card, holder, now):
    registrar = AccountFactory()
    MandateFactory(account=registrar, authority=holder.authority)
    lifecycle.suspend(account=registrar, card_id=card.pk, reason="inquiry", now=now)
    close(holder)
    sweep(now)
    reopen(holder)
    sweep(now)

    card.refresh_from_db()
    assert standing(card, now) is CardStanding.SUSPENDED


def test_the_family_of_somebody_who_died_receives_nothing(card, holder, now):
    type(holder).objects.filter(pk=holder.pk).update(deceased_date=date(2026, 3, 12))

    assert standing(card, now) is CardStanding.NOT_ELIGIBLE
    assert sweep(now) == 1
    assert not OutboundMessage.objects.exists()
    assert AuditEvent.objects.filter(action="activation.right_lost").count() == 1


@pytest.mark.parametrize("traits", [{"locked": True}, {"revoked": True}, {"past": True}])
def test_who_has_no_working_card_is_not_looked_at(traits, holder, now):
    VirtualCardFactory(practitioner=holder, **traits)
    close(holder)

    assert sweep(now) == 0


def test_the_sweep_goes_on_where_it_stopped_and_begins_again(now):
    people = PractitionerFactory.create_batch(3, ready=True)
    for person in people:
        VirtualCardFactory(practitioner=person, created_at=MADE)
        VirtualCardFactory(practitioner=person, created_at=MADE)
        close(person)

    assert [sweep(now, 2), sweep(now, 2)] == [2, 1]
    assert SweepPosition.objects.get().after_id == 0
    reopen(people[0])
    assert sweep(now, 2) == 1


def test_eleven_holders_cost_what_one_costs(now):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            sweep(now)
        return len(queries)

    VirtualCardFactory(created_at=MADE)
    sweep(now)
    one = cost()
    VirtualCardFactory.create_batch(10, created_at=MADE)

    assert cost() == one


def test_a_use_costs_one_query(card, now):
    with CaptureQueriesContext(connection) as queries:
        standing(card, now + timedelta(days=1))

    assert len(queries) == 1
