"""Campaigns: who may, whom they reach, at what pace, and that nobody is invited twice."""

from datetime import timedelta

import pytest

from activation.errors import CampaignRefused
from activation.models import Invitation, InvitationCampaign
from activation.vocabulary import CampaignState
from activation.workflows.campaigns import Audience, advance, pause, preview, start, stop, take_up
from activation.workflows.invitation import invite_enrolled
from directory.errors import NotAllowed
from directory.models import AuditEvent, AuthorityKind, OutboundMessage
from tests.factories.activation import InvitationCampaignFactory, InvitationFactory, VirtualCardFactory
from tests.factories.directory import (
    EnrolmentFactory,
    MandateFactory,
    PractitionerFactory,
    ProfessionalExerciseFactory,
    RegistrationAuthorityFactory,
)
from tests.support.races import in_threads

pytestmark = pytest.mark.django_db
TEST_PEOPLE = Audience(is_test=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def operator():
    return MandateFactory(operator=True).account


def test_a_registrar_may_neither_look_nor_start(now):
    account = MandateFactory().account

    with pytest.raises(NotAllowed):
        preview(account=account, audience=TEST_PEOPLE, now=now)
    with pytest.raises(NotAllowed):
        start(account=account, audience=TEST_PEOPLE, rate=10, now=now)
    assert not InvitationCampaign.objects.exists()


def test_an_operator_of_test_people_does_not_reach_real_ones(operator, now):
    with pytest.raises(NotAllowed):
        start(account=operator, audience=Audience(is_test=False), rate=10, now=now)


def test_a_preview_counts_each_once_and_says_why_others_are_left(operator, now):
    fresh = PractitionerFactory(ready=True)
    InvitationFactory()
    VirtualCardFactory()
    PractitionerFactory(practising=True)
    PractitionerFactory(dead=True)
    PractitionerFactory(ready=True, real=True)

    seen = preview(account=operator, audience=TEST_PEOPLE, now=now)

    assert (seen.ready, seen.invited, seen.with_card, seen.unreachable) == (1, 1, 1, 1)
    assert seen.sample == [fresh]
    assert not OutboundMessage.objects.exists()


def test_an_audience_is_narrowed_by_authority_and_profession(operator, now):
    order = RegistrationAuthorityFactory(order=True)
    midwife = PractitionerFactory(ready=True, authority=order)
    ProfessionalExerciseFactory(practitioner=midwife, profession_code="50")
    PractitionerFactory(ready=True, authority=order)
    PractitionerFactory(ready=True)

    def count(**narrow):
        return preview(account=operator, audience=Audience(is_test=True, **narrow), now=now).ready

    assert count() == 3
    assert count(authority_kind=AuthorityKind.ORDER) == 2
    assert count(authority_kind=AuthorityKind.ORDER, profession_code="50") == 1


@pytest.mark.parametrize("rate", [0, 1_001, -1])
def test_a_pace_that_is_none_is_refused(operator, now, rate):
    with pytest.raises(CampaignRefused) as refusal:
        start(account=operator, audience=TEST_PEOPLE, rate=rate, now=now)

    assert refusal.value.reason == "rate"
    assert not InvitationCampaign.objects.exists()


def test_a_second_campaign_waits_for_the_end_of_the_first(operator, now):
    first = start(account=operator, audience=TEST_PEOPLE, rate=10, now=now)

    with pytest.raises(CampaignRefused) as refusal:
        start(account=operator, audience=TEST_PEOPLE, rate=10, now=now)

    assert refusal.value.reason == "running"
    stop(account=operator, campaign=first, now=now)
    assert start(account=operator, audience=TEST_PEOPLE, rate=10, now=now).state == CampaignState.RUNNING


def test_the_pace_is_kept_and_the_last_batch_ends_it(now):
    people = PractitionerFactory.create_batch(5, ready=True)
    campaign = InvitationCampaignFactory(rate=2, started_at=now)

    counts = [advance(now=now + MINUTE * minute) for minute in (1, 2, 3)]

    assert counts == [2, 2, 1]
    campaign.refresh_from_db()
    assert (campaign.state, campaign.sent_count, campaign.ended_at) == ("FINISHED", 5, now + 3 * MINUTE)
    assert {row.practitioner_id for row in Invitation.objects.all()} == {person.pk for person in people}
    assert AuditEvent.objects.filter(action="activation.invited").count() == 5


def test_a_worker_that_was_away_does_not_catch_up(now):
    PractitionerFactory.create_batch(4, ready=True)
    InvitationCampaignFactory(rate=2, started_at=now)

    assert advance(now=now + timedelta(hours=3)) == 2


def test_a_paused_campaign_rests_and_a_stopped_one_ends(operator, now):
    PractitionerFactory.create_batch(3, ready=True)
    campaign = InvitationCampaignFactory(rate=1, started_at=now)
    pause(account=operator, campaign=campaign, now=now)

    assert advance(now=now + 5 * MINUTE) == 0
    take_up(account=operator, campaign=campaign, now=now + 5 * MINUTE)
    assert advance(now=now + 6 * MINUTE) == 1
    stop(account=operator, campaign=campaign, now=now + 6 * MINUTE)
    assert advance(now=now + 9 * MINUTE) == 0
    with pytest.raises(CampaignRefused):
        take_up(account=operator, campaign=campaign, now=now + 9 * MINUTE)


def test_what_an_operator_does_is_in_the_trail(operator, now):
    campaign = start(account=operator, audience=TEST_PEOPLE, rate=10, now=now)
    pause(account=operator, campaign=campaign, now=now)

    written = AuditEvent.objects.filter(actor=operator).order_by("pk").values_list("action", flat=True)

    assert list(written) == ["activation.campaign_started", "activation.campaign_paused"]


def test_who_was_invited_or_holds_a_card_is_left_alone(now):
    InvitationFactory()
    VirtualCardFactory()
    InvitationCampaignFactory(rate=10, started_at=now)

    assert advance(now=now + MINUTE) == 0
    assert not OutboundMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_invite_everybody_once(now):
    for person in PractitionerFactory.create_batch(6, ready=True):
        EnrolmentFactory(practitioner=person)
    InvitationCampaignFactory(rate=10, started_at=now)
    later = now + MINUTE

    counts = in_threads(lambda: advance(now=later) + invite_enrolled(limit=10, now=later), 4)

    assert len(counts) == 4
    assert sum(counts) == Invitation.objects.count() == 6
