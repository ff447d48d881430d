"""What every declared list of the portal does: pages by key, filters of its own, saved questions, words when empty."""

import base64
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.admin.listing import Kind, Order, UnknownPlace, page_of
from directory.admin.saved_filters import _lists
from directory.models import Enrolment, SavedFilter
from tests.factories.directory import LONG_AGO, EnrolmentFactory, MandateFactory, OrganizationFactory
from tests.factories.loads import ExtractLoadFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

LATEST = Order((("enrolled_at", Kind.INSTANT), ("pk", Kind.NUMBER)), is_descending=True)
STRUCTURES = "/portail/directory/organization/"


def word(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.fixture
def seven():
    """Seven registrations of three instants."""
    for number in range(7):
        EnrolmentFactory(enrolled_at=LONG_AGO + timedelta(minutes=number // 3))
    return list(Enrolment.objects.order_by("-enrolled_at", "-pk").values_list("pk", flat=True))


def leaf(place="", *, size=3):
    page = page_of(Enrolment.objects.all(), LATEST, place, size=size)
    return [row.pk for row in page.rows], page


def test_pages_hold_every_row_once_though_instants_are_shared(seven):
    found, page = leaf()
    pages = [found]
    while page.next:
        found, page = leaf(page.next)
        pages.append(found)

    assert pages == [seven[:3], seven[3:6], seven[6:]]


def test_pages_lead_back_as_they_led_on(seven):
    _first, page = leaf()
    second, page = leaf(page.next)
    _third, page = leaf(page.next)

    back, page = leaf(page.previous)
    assert back == second
    first, page = leaf(page.previous)
    assert (first, page.previous) == (seven[:3], "")


def test_a_page_is_one_statement_that_neither_counts_nor_skips(seven):
    _first, page = leaf()

    with CaptureQueriesContext(connection) as queries:
        leaf(page.next)

    (statement,) = [query["sql"] for query in queries]
    assert "OFFSET" not in statement
    assert "COUNT(" not in statement
    assert "ROW(" in statement


@pytest.mark.parametrize(
    "place",
    [
        "x",
        "é",
        "A" * 5_000,
        word(),
        word(0, "2026-01-01T00:00:00+00:00"),
        word(2, "2026-01-01T00:00:00+00:00", 1),
        word(True, "2026-01-01T00:00:00+00:00", 1),
        word(0, "2026-01-01T00:00:00", 1),
        word(0, "0001-01-01T00:00:00+23:59", 1),
        word(0, "9999-12-31T23:59:59-23:59", 1),
        word(0, "2026-01-01T00:00:00+00:00", -1),
        word(0, "2026-01-01T00:00:00+00:00", 2**63),
        word(0, "2026-01-01T00:00:00+00:00", "1"),
        word(0, 5, 1),
        word(0, "2026-01-01T00:00:00+00:00", 1, 1),
        base64.urlsafe_b64encode(b"[" * 3_000).decode().rstrip("="),
    ],
)
def test_a_place_that_was_never_written_is_refused(place):
    with pytest.raises(UnknownPlace):
        leaf(place)


@pytest.mark.parametrize("value", ["\0", "\ud800"])
def test_a_text_that_the_database_cannot_hold_is_no_place(value):
    with pytest.raises(UnknownPlace):
        page_of(Enrolment.objects.all(), Order((("pk", Kind.TEXT),)), word(0, value), size=3)


def test_every_list_tells_apart_nothing_here_and_nothing_found():
    client = sign_in(MandateFactory(ended=True).account)

    nothing = client.get(STRUCTURES, headers={"Accept-Language": "en"}).content.decode()
    unfound = client.get(STRUCTURES, {"q": "zzz"}, headers={"Accept-Language": "en"}).content.decode()

    assert "Nothing is here yet" in nothing
    assert "take a filter away" not in nothing
    assert "Nothing was found" in unfound
    assert "take a filter away" in unfound


def test_beyond_its_last_row_a_list_leads_back_to_its_beginning():
    client = sign_in(MandateFactory().account)

    page = client.get(STRUCTURES, {"kind": "SITE", "after": word(0, "zzzz", 1)}, headers={"Accept-Language": "en"})

    assert "The list ends here" in page.content.decode()
    assert 'href="?kind=SITE"' in page.content.decode()


def test_every_list_with_filters_keeps_and_opens_with_saved_ones():
    account = MandateFactory(operator=True).account
    client = sign_in(account)
    questions = {
        "structures": "kind=SITE",
        "registrations": "period=7",
        "loads": "state=PAUSED",
        "applications": "view=public",
        "cards": "state=ACTIVE",
        "activations": "state=OPEN",
        "services": "state=open",
    }

    for key, query in questions.items():
        client.post("/portail/filtres/enregistrer/", {"list": key, "query": query, "name": "Le mien"})
        saved = SavedFilter.objects.get(list_key=key)
        client.post(f"/portail/filtres/{saved.pk}/", {"act": "default"})
        address = reverse(_lists[key].route)

        assert client.get(address).headers["Location"] == f"{address}?{query}"
        assert client.get(f"{address}?{query}").context["filters_saved"]["saved"][0]["is_here"]


def test_a_list_that_an_account_does_not_find_keeps_no_filter_of_theirs():
    client = sign_in(MandateFactory().account)
    ExtractLoadFactory()

    answer = client.post("/portail/filtres/enregistrer/", {"list": "loads", "query": "state=PAUSED", "name": "Un"})

    assert answer.status_code == 404
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize("query", ["nothing=1", "kind__exact=SITE", "p=2", "o=1", "after=x", "q=a&sealed=b"])
def test_a_question_that_no_page_asks_is_refused(query):
    assert sign_in(MandateFactory().account).get(f"{STRUCTURES}?{query}").status_code == 400


def test_nothing_is_sent_to_a_list():
    assert sign_in(MandateFactory().account).post(STRUCTURES, {"action": "delete_selected"}).status_code == 405


def test_an_empty_cell_says_so_to_those_who_hear_it():
    mandate = MandateFactory()
    OrganizationFactory(parent=mandate.authority.organization, department_code="", department_label="")

    page = sign_in(mandate.account).get(STRUCTURES, headers={"Accept-Language": "en"}).content.decode()

    assert '<span aria-hidden="true">–</span><span class="p-unseen">nothing</span>' in page
