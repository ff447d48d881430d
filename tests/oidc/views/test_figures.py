"""The public figures: real people in production first, the sandbox apart, nothing of one service or one person."""

import pytest
from django.utils import timezone

from oidc.workflows import figures
from tests.factories.oidc import ClientFactory, GrantFactory, ProviderSessionFactory, RelyingPartyFactory

pytestmark = pytest.mark.django_db

PAGE, FILE = "/services/chiffres/", "/services/chiffres.csv"


@pytest.fixture
def counted():
    """Two sign-ins to a service in production, one to a test service."""
    now, session = timezone.now(), ProviderSessionFactory()
    service = RelyingPartyFactory(production=True, client=ClientFactory(name="Cabinet Untel"))
    for relying_party in (service, service, RelyingPartyFactory()):
        GrantFactory(session=session, relying_party=relying_party, created_at=now)
    figures.keep_figures(limit=400, now=now)


def columns_of(told):
    return [values for _title, values in told.charts[0].rows][-1]


def test_before_the_first_count_the_page_says_so(client):
    page = client.get(PAGE)

    assert page.status_code == 200
    assert page.context["counted_at"] is None
    assert client.get(FILE).content.decode("utf-8-sig") == "month;environment;measure;means;acr;value\r\n"


def test_real_people_in_production_come_first_and_the_sandbox_apart(client, counted, settings):
    settings.DEMO = False

    page = client.get(PAGE)

    assert page.context["told"].environment == "production"
    assert columns_of(page.context["told"]) == [2, 0]
    assert columns_of(page.context["sandbox"]) == [1, 0]
    assert page.context["told"].numbers[0][1] == "1"


def test_a_demonstration_shows_its_test_world_alone_and_says_so(client, counted, settings):
    settings.DEMO = True

    page = client.get(PAGE)

    assert page.context["told"].environment == "sandbox"
    assert page.context["sandbox"] is None
    assert "alert--warning" in page.content.decode()


def test_no_service_is_named_and_the_chart_is_told_as_a_table(client, counted, settings):
    settings.DEMO = False

    page = client.get(PAGE).content.decode()

    assert "Cabinet Untel" not in page
    assert page.count("<table") == page.count('role="img"') > 0
    assert "<script" not in page


def test_the_file_has_a_line_a_month_environment_measure_means_and_level(client, counted):
    answer = client.get(FILE)

    month = f"{timezone.localdate():%Y-%m}"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0] == "month;environment;measure;means;acr;value"
    assert f"{month};production;sign_ins;MOBILE;eidas1;<5" in lines
    assert f"{month};sandbox;sign_ins;MOBILE;eidas1;1" in lines
    assert f"{month};production;services;;;1" in lines
    assert not any("Cabinet" in line for line in lines)


@pytest.mark.parametrize(("address", "whose"), [(PAGE, "private"), (FILE, "public")])
def test_what_is_read_is_kept_five_minutes_and_costs_three_queries_at_most(
    client, counted, address, whose, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        answer = client.get(address)

    assert set(answer["Cache-Control"].split(", ")) == {whose, "max-age=300"}


def test_a_shared_cache_keeps_nothing_of_a_browser_with_the_file(client, counted):
    assert not client.get(FILE).cookies


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_figures_are_only_read(client, address):
    assert client.post(address).status_code == 405


def make_sign_ins(**by_means):
    """So many sign-ins of each means, to a service in production, this month."""
    now, service = timezone.now(), RelyingPartyFactory(production=True)
    for means, number in by_means.items():
        session = ProviderSessionFactory(by_card=means == "CARD", browser_digest=None)
        for _one in range(number):
            GrantFactory(session=session, relying_party=service, created_at=now)
    figures.keep_figures(limit=400, now=now)


@pytest.mark.parametrize(
    ("language", "few", "total"),
    [("fr", "moins de 5", "6 ou plus"), ("en", "fewer than 5", "6 or more")],
    ids=["fr", "en"],
)
def test_a_small_number_of_real_people_is_told_nowhere_and_cannot_be_worked_out(client, settings, language, few, total):
    settings.DEMO = False
    make_sign_ins(MOBILE=6, CARD=4)

    page = client.get(PAGE, headers={"Accept-Language": language})
    told = page.context["told"]

    assert told.charts[0].table[-1][1] == ["6", few]
    assert [value.replace("\u00a0", " ") for _label, value in told.numbers[2:]] == [total, total]
    assert few in page.content.decode()
    assert "10" not in told.charts[0].summary
    assert sum(column.height > 0 for column in told.charts[0].columns) == 1
    assert f"{timezone.localdate():%Y-%m};production;sign_ins;CARD;eidas2;<5" in client.get(FILE).content.decode()


def test_five_are_told_and_so_is_none(client, settings):
    settings.DEMO = False
    make_sign_ins(MOBILE=5)

    told = client.get(PAGE).context["told"]

    assert told.charts[0].table[-1][1] == ["5", "0"]
    assert [value for _label, value in told.numbers[2:]] == ["5", "5"]
    assert ";sign_ins;MOBILE;eidas1;5" in client.get(FILE).content.decode()
