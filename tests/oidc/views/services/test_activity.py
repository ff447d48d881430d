"""How many people signed in to a service, told to its team alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from oidc.models import RelyingParty, Service
from oidc.queries.figures import SignIns
from oidc.views.services import activity
from oidc.views.services.day_bars import HEIGHT, draw_days
from tests.factories.oidc import RelyingPartyFactory, ServiceFactory

SINCE = date(2026, 3, 1)


def test_each_day_has_its_line_and_parts_stand_on_one_another() -> None:
    rows = [
        SignIns(SINCE, "MOBILE", "eidas1", 6),
        SignIns(SINCE, "CARD", "eidas2", 2),
        SignIns(SINCE + timedelta(days=2), "MOBILE", "eidas1", 1),
        SignIns(SINCE + timedelta(days=9), "MOBILE", "eidas1", 50),  # not asked for
    ]

    chart = draw_days(rows, since=SINCE, until=SINCE + timedelta(days=3))

    assert [line.total for line in chart.lines] == [8, 0, 1]
    assert (chart.highest, chart.total, chart.by_means) == (8, 9, (7, 2, 0))
    assert chart.lines[0].levels == (("eidas1", 6), ("eidas2", 2))
    first, second, third = chart.bars
    assert (first.y, first.height) == (HEIGHT // 4, HEIGHT * 3 // 4)
    assert (second.y, second.height, second.tone) == (0, HEIGHT // 4, 1)
    assert third.x > first.x


def test_nothing_is_drawn_of_nothing() -> None:
    chart = draw_days([], since=SINCE, until=SINCE + timedelta(days=30))

    assert (chart.bars, chart.total, len(chart.lines)) == ((), 0, 30)


@pytest.mark.django_db
def test_the_team_sees_the_client_in_production_first_and_no_client_of_another_team(
    browser: Client, service: Service, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[RelyingParty] = []

    def counted(relying_party: RelyingParty, **period: Any) -> list[SignIns]:
        asked.append(relying_party)
        assert period["until"] - period["since"] == timedelta(days=30)
        return [SignIns(timezone.localdate(), "MOBILE", "eidas1", 1_234)]

    monkeypatch.setattr(activity, "sign_ins_of", counted)
    where = f"/services/{service.pk}/connexions/"
    assert browser.get(where).context["chosen"] is None
    sandbox = RelyingPartyFactory.create(service=service)
    production = RelyingPartyFactory.create(service=service, production=True)
    other = RelyingPartyFactory.create(service=ServiceFactory.create())

    page = browser.get(where)
    browser.get(where, {"client": str(sandbox.pk)})
    browser.get(where, {"client": str(other.pk)})

    assert asked == [production, sandbox, production]
    assert "eidas1" in page.content.decode()
    assert browser.get(f"/services/{other.service_id}/connexions/").status_code == 404
    assert client.get(where).status_code == 302
