"""The demonstration's API is not empty, and holds test people only."""

import pytest

from config.demo import care_offer
from config.demo.seed import seed
from directory.models import ApiKey, Equipment, HealthcareService, Mailbox, SmartCard
from directory.workflows.api_access import admit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.DEMO_RELYING_PARTY_URL = "http://localhost:8002"


def test_it_is_made_once_and_of_test_people_only(now, settings):
    settings.FHIR_DEMO_KEY = "ak_published"
    seed(now=now)

    assert care_offer.complete(now=now) == 0
    assert HealthcareService.objects.count() > 10
    assert Equipment.objects.count() > 3
    assert SmartCard.objects.filter(blocked_date__isnull=False).exists()
    assert not Mailbox.objects.filter(practitioner__is_test=False).exists()
    assert not Mailbox.objects.filter(organization__is_test=False).exists()


def test_the_published_key_opens_the_public_view(now, settings):
    settings.FHIR_DEMO_KEY = "ak_published"
    care_offer.complete(now=now)

    assert admit(key="ak_published", limit=17, now=now).reads_restricted is False


def test_without_a_published_key_nothing_opens(now, settings):
    settings.FHIR_DEMO_KEY = ""
    care_offer.complete(now=now)

    assert not ApiKey.objects.exists()
