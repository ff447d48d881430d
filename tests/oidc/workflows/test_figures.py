"""The figures of the provider: counted day after day, again without harm, and without a gap after an outage."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activation.models import VirtualCard
from oidc.models import ProviderFigure
from oidc.queries.figures import SignIns, as_it_stands, by_month, sign_ins_of
from oidc.workflows import figures
from tests.factories.activation import VirtualCardFactory
from tests.factories.directory import PractitionerFactory
from tests.factories.oidc import GrantFactory, ProviderSessionFactory, RelyingPartyFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def days_ago(days):
    return NOW - timedelta(days=days)


@pytest.fixture
def session():
    session = ProviderSessionFactory()
    VirtualCard.objects.update(created_at=days_ago(500))
    return session


@pytest.fixture
def service():
    return RelyingPartyFactory(production=True)


def keep(*, now=NOW, limit=400):
    return figures.keep_figures(limit=limit, now=now)


def months(measure):
    return [
        (one.environment, f"{one.month:%Y-%m}", one.means, one.acr, one.value)
        for one in by_month(since=date(2025, 12, 1))
        if one.measure == measure and one.value
    ]


def of(service):
    return sign_ins_of(service, since=date(2025, 1, 1), until=date(2027, 1, 1))


def test_sign_ins_are_counted_by_month_environment_means_and_level(session, service):
    GrantFactory(session=session, relying_party=service, created_at=days_ago(40))
    GrantFactory(session=session, relying_party=service, created_at=days_ago(41))
    GrantFactory(session=session, relying_party=RelyingPartyFactory(production=True), created_at=NOW)
    GrantFactory(session=ProviderSessionFactory(by_card=True, shared=True), relying_party=service, created_at=NOW)
    GrantFactory(session=session, created_at=NOW)

    keep()

    assert months("sign_ins") == [
        ("production", "2026-10", "MOBILE", "eidas1", 2),
        ("production", "2026-11", "CARD", "eidas2", 1),
        ("production", "2026-11", "MOBILE", "eidas1", 1),
        ("sandbox", "2026-11", "MOBILE", "eidas1", 1),
    ]


def test_a_service_reads_its_own_sign_ins_alone_by_day(session, service):
    for days in (0, 3, 3):
        GrantFactory(session=session, relying_party=service, created_at=days_ago(days))
    GrantFactory(session=session, relying_party=RelyingPartyFactory(production=True), created_at=NOW)

    keep()

    assert of(service) == [SignIns(date(2026, 11, 22), "MOBILE", "eidas1", 2), SignIns(TODAY, "MOBILE", "eidas1", 1)]
    assert sign_ins_of(service, since=TODAY, until=TODAY) == []


def test_a_day_begins_at_midnight_here(session, service):
    GrantFactory(session=session, relying_party=service, created_at=datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    GrantFactory(session=session, relying_party=service, created_at=datetime(2026, 11, 23, 23, 0, tzinfo=UTC))

    keep()

    assert [one.day.day for one in of(service)] == [23, 24]


def test_cards_are_told_apart_by_world_and_those_that_ended_work_no_more():
    real = PractitionerFactory(real=True)
    for practitioner, traits, at in (
        (real, {}, days_ago(35)),
        (real, {"revoked": True}, days_ago(36)),
        (real, {"expires_at": NOW}, days_ago(700)),
        (PractitionerFactory(), {}, NOW),
    ):
        card = VirtualCardFactory(practitioner=practitioner, **traits)
        VirtualCard.objects.filter(pk=card.pk).update(
            created_at=at, expires_at=max(NOW if "expires_at" in traits else days_ago(-900), at + timedelta(days=1))
        )

    keep()

    standing = {(one.measure, one.environment): one.value for one in as_it_stands()[0]}
    assert (standing["cards_working", "production"], standing["cards_working", "sandbox"]) == (1, 1)
    assert months("cards_activated") == [("production", "2026-10", "", "", 2), ("sandbox", "2026-11", "", "", 1)]


def test_services_are_counted_by_environment_without_those_that_are_closed():
    RelyingPartyFactory(production=True)
    RelyingPartyFactory(production=True, closed=True)
    RelyingPartyFactory.create_batch(2)

    keep()

    counted, at = as_it_stands()
    assert {one.environment: one.value for one in counted if one.measure == "services"} == {
        "production": 1,
        "sandbox": 2,
    }
    assert at == NOW


def test_nothing_is_told_before_the_first_count():
    assert as_it_stands() == ([], None)
    assert by_month(since=date(2025, 12, 1)) == []


def test_a_day_that_goes_on_is_counted_again_without_being_counted_twice(session, service):
    GrantFactory(session=session, relying_party=service, created_at=NOW)
    keep()
    GrantFactory(session=session, relying_party=service, created_at=NOW + timedelta(hours=2))

    keep(now=NOW + timedelta(hours=3))
    before = ProviderFigure.objects.count()
    keep(now=NOW + timedelta(hours=4))

    assert [one.value for one in of(service)] == [2]
    assert ProviderFigure.objects.count() == before


def test_the_end_of_yesterday_is_counted_today(session, service):
    keep()
    GrantFactory(session=session, relying_party=service, created_at=NOW + timedelta(hours=13))

    assert keep(now=NOW + timedelta(days=1)) == 2
    assert [one.value for one in of(service)] == [1]


def test_after_an_outage_every_day_is_counted_a_few_at_once(session, service):
    keep(now=days_ago(10))
    for days in (9, 5, 1):
        GrantFactory(session=session, relying_party=service, created_at=days_ago(days))

    counted = [keep(limit=5) for _run in range(4)]

    assert counted == [5, 5, 3, 1]
    assert [(one.day, one.value) for one in of(service)] == [
        (date(2026, 11, 16), 1),
        (date(2026, 11, 20), 1),
        (date(2026, 11, 24), 1),
    ]


def test_the_first_time_days_are_counted_from_the_first_month_shown(session, service):
    GrantFactory(session=session, relying_party=service, created_at=days_ago(450))
    GrantFactory(session=session, relying_party=service, created_at=days_ago(300))

    keep()

    assert ProviderFigure.objects.order_by("day").first().day == date(2025, 12, 1)
    assert [one.value for one in of(service)] == [1]


def test_an_operator_has_former_days_counted_again(session, service):
    keep()
    GrantFactory(session=session, relying_party=service, created_at=days_ago(20))

    assert figures.count_again(since=date(2026, 11, 1), now=NOW) == 25
    assert [one.value for one in of(service)] == [1]


def test_the_command_says_how_many_days_it_counted(capsys):
    call_command("recount_figures", since=date(9999, 1, 1))

    assert capsys.readouterr().out == "0 days counted\n"


def test_one_count_at_a_time(monkeypatch):
    monkeypatch.setattr(figures, "has_turn", lambda key: False)

    assert keep() == 0
    assert figures.count_again(since=TODAY, now=NOW) == 0
    assert not ProviderFigure.objects.exists()


def test_a_hundred_sign_ins_cost_the_same_queries_as_one(session, service):
    GrantFactory(session=session, relying_party=service, created_at=NOW)
    keep()
    with CaptureQueriesContext(connection) as one:
        keep()
    for _other in range(20):
        GrantFactory(session=session, relying_party=RelyingPartyFactory(production=True), created_at=NOW)

    with CaptureQueriesContext(connection) as many:
        keep()

    assert len(many) == len(one)
