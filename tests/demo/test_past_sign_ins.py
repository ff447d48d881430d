"""The demonstration's figures have months of sign-ins behind them, of test people at test services."""

import pytest

from config.demo import past_sign_ins
from config.demo.seed import seed
from oidc.models import Grant, ProviderSession
from oidc.queries.figures import as_it_stands, by_month

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(settings, tmp_path, now):
    settings.DATA_DIR = tmp_path
    settings.DEMO_RELYING_PARTY_URL = "http://localhost:8002"
    seed(now=now)


def test_the_past_sign_ins_are_made_once(now):
    before = Grant.objects.count()

    assert past_sign_ins.complete(now=now) == 0
    assert Grant.objects.count() == before > 100


def test_nobody_is_signed_in_and_everybody_is_a_test_person(now):
    assert not ProviderSession.objects.live(now).exists()
    assert not ProviderSession.objects.filter(practitioner__is_test=False).exists()
    assert not ProviderSession.objects.filter(auth_time__gt=now).exists()


def test_figures_tell_of_several_months_by_both_means(now):
    counted = [one for one in by_month(since=now.date().replace(year=now.year - 1)) if one.measure == "sign_ins"]

    assert {one.environment for one in counted} == {"sandbox"}
    assert {(one.means, one.acr) for one in counted} == {("MOBILE", "eidas1"), ("CARD", "eidas2")}
    assert len({one.month for one in counted}) >= 4
    assert {one.measure for one in as_it_stands()[0] if one.value} == {"services", "cards_working"}
