"""The public directory is read by people, at their pace; copying it page by page is refused with words."""

from datetime import timedelta

import pytest

from tests.factories.directory import PractitionerRoleFactory

pytestmark = pytest.mark.django_db

PAGE = "/annuaire/"


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.DEMO = True
    settings.PUBLIC_PAGES_A_MINUTE = 3
    settings.PUBLIC_PAGES_A_DAY = 5


@pytest.fixture
def clock(monkeypatch, now):
    """An instant that tests move; windows begin at noon."""
    instant = {"now": now}
    monkeypatch.setattr("directory.views.public.visitors.timezone.now", lambda: instant["now"])
    return instant


def read(client, address="192.0.2.1", page=PAGE):
    return client.get(page, REMOTE_ADDR=address)


def test_the_page_after_the_last_one_is_refused_with_words_and_a_time(client, clock):
    allowed = [read(client).status_code for _ in range(3)]

    refused = read(client)

    assert allowed == [200, 200, 200]
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert "/annuaire/donnees-ouvertes/" in refused.content.decode()
    assert "directory/public/too_many.html" in [template.name for template in refused.templates]


def test_people_and_structures_count_too_and_other_pages_never(client, clock):
    role = PractitionerRoleFactory()
    pages = [PAGE, f"{PAGE}{role.exercise.practitioner.national_id}/"]

    statuses = [read(client, page=page).status_code for page in (*pages, *pages)]

    assert statuses == [200, 200, 200, 429]
    assert read(client, page=f"{PAGE}structures/{role.organization.technical_id}/").status_code == 429
    assert read(client, page="/annuaire/donnees-ouvertes/").status_code == 200
    assert read(client, page="/").status_code == 200


def test_a_minute_later_pages_are_open_again_until_the_day_is_full(client, clock):
    for _ in range(4):
        read(client)
    clock["now"] += timedelta(minutes=1)

    assert read(client).status_code == 200
    refused = read(client)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 3600
    clock["now"] += timedelta(days=1)
    assert read(client).status_code == 200


def test_addresses_count_apart_and_a_subscribers_whole_network_as_one(client, clock):
    for _ in range(3):
        read(client)
        read(client, "2001:db8:1:2::1")

    assert read(client, "192.0.2.2").status_code == 200
    assert read(client, "::ffff:192.0.2.1").status_code == 429
    assert read(client, "2001:db8:1:2:ffff::9").status_code == 429
    assert read(client, "2001:db8:1:3::1").status_code == 200


def test_an_address_that_is_none_is_counted_all_the_same(client, clock):
    assert [read(client, "").status_code for _ in range(4)] == [200, 200, 200, 429]
