"""The demonstration's portal has something to show on each page, made once, of test people only."""

from datetime import timedelta

import pytest

from activation.models import VirtualCard
from activation.vocabulary import CardState
from config.demo import past_weeks
from config.demo.past_weeks import ASKING, REGISTERED, REPLACEMENT
from config.demo.people import NURSING_HOME
from config.demo.seed import seed
from directory.models import (
    ContactProposal,
    Enrolment,
    EnrolmentRequest,
    Mandate,
    MandateInvitation,
    MessageState,
    OutboundMessage,
    StaffImport,
)
from directory.vocabulary.requests import RequestState
from oidc.workflows.sandbox.catalogue import CATALOGUE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(settings, tmp_path, now):
    settings.DATA_DIR = tmp_path
    settings.DEMO_RELYING_PARTY_URL = "http://localhost:8002"
    seed(now=now)


def test_the_past_is_made_once(now):
    before = Enrolment.objects.count(), EnrolmentRequest.objects.count(), OutboundMessage.objects.count()

    assert past_weeks.complete(now=now) == 0
    assert (Enrolment.objects.count(), EnrolmentRequest.objects.count(), OutboundMessage.objects.count()) == before


def test_the_nursing_home_has_something_in_every_state(now):
    enrolments = Enrolment.objects.filter(role__organization__technical_id=NURSING_HOME)
    assert enrolments.count() == len(REGISTERED)
    assert not enrolments.filter(practitioner__is_test=False).exists()
    states = sorted(EnrolmentRequest.objects.values_list("state", flat=True))
    assert states == sorted([RequestState.INVITED, *(state for *_, state, _days in ASKING)])
    assert ContactProposal.objects.count() == MandateInvitation.objects.count() == StaffImport.objects.count() == 1
    assert OutboundMessage.objects.filter(state=MessageState.BOUNCED).exists()
    ending = Mandate.objects.get(account__username=REPLACEMENT)
    assert now < ending.valid_until < now + timedelta(days=30)


def test_a_card_of_the_past_counts_and_nobody_holds_its_key():
    of_sandbox = [one.national_id for one in CATALOGUE]
    cards = VirtualCard.objects.exclude(practitioner__national_id__in=of_sandbox)

    assert cards.count() == sum(one.card for one in REGISTERED)
    assert set(cards.values_list("state", flat=True)) == {CardState.ACTIVE}
    assert not any("d" in card.public_jwk for card in cards)
