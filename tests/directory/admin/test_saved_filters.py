"""Saved filters: an account keeps its own questions, a list opens with one of them, nobody meets another's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import SavedFilter
from directory.policy import SAVED_FILTERS
from tests.factories.directory import LONG_AGO, AccountFactory, MandateFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

LIST = "/portail/directory/practitioner/"
SAVE = "/portail/filtres/enregistrer/"
FILTERS = "/portail/filtres/"


@pytest.fixture
def account():
    return MandateFactory().account


@pytest.fixture
def client(account):
    return sign_in(account)


def kept(account, name="À vérifier", **fields):
    values = {"list_key": "people", "query": "contacts=waiting", "created_at": LONG_AGO, **fields}
    return SavedFilter.objects.create(account=account, name=name, **values)


def save(client, query, name="Le mien", list_key="people"):
    return client.post(SAVE, {"list": list_key, "query": query, "name": name}, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_a_question_is_saved_as_the_list_reads_it_and_found_beside_the_list(client, account):
    save(client, "q=dupont&contacts=waiting&department=&structure=999999&after=xx")

    found = SavedFilter.objects.get()
    assert (found.account, found.name, found.query) == (account, "Le mien", "q=dupont&contacts=waiting")
    shown = client.get(f"{LIST}?{found.query}").context["filters_saved"]
    assert shown["saved"] == [{"name": "Le mien", "query": found.query, "is_here": True}]
    assert shown["may_save"] is False


@pytest.mark.parametrize("query", ["", "q=", "contacts=unknown", "all=1"])
def test_a_question_that_asks_nothing_is_not_saved(client, query):
    save(client, query)

    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize("query", ["next=https://evil.test", "q=a&__class__=b"])
def test_an_address_that_is_no_question_of_the_list_is_refused(client, query):
    assert save(client, query).status_code == 400
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize("name", ["", "   ", "a" * 61, "\x07bell", "\0"])
def test_a_name_must_be_one(client, name):
    answer = save(client, "q=dupont", name=name)

    assert answer.status_code == 200
    assert "60" in said(answer)[-1]
    assert SavedFilter.objects.count() == 0


def test_a_name_is_given_once_and_twenty_filters_are_enough(client, account):
    kept(account, name="Le mien")
    save(client, "q=dupont", name=" le  MIEN ")
    assert SavedFilter.objects.count() == 1

    for number in range(SAVED_FILTERS - 1):
        kept(account, name=f"n° {number}")
    save(client, "q=dupont", name="Un de plus")
    assert SavedFilter.objects.count() == SAVED_FILTERS


@pytest.mark.parametrize("list_key", ["", "unknown", "\0"])
def test_an_unknown_list_keeps_nothing(client, list_key):
    assert save(client, "q=dupont", list_key=list_key).status_code == 404


def test_a_filter_of_somebody_else_is_neither_seen_nor_changed(client):
    foreign = kept(AccountFactory(), name="Étranger", is_default=True)

    assert "Étranger" not in client.get(FILTERS).content.decode() + client.get(LIST).content.decode()
    for act in ("rename", "default", "whole", "delete"):
        assert client.post(f"{FILTERS}{foreign.pk}/", {"act": act, "name": "Volé"}).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.name, foreign.is_default) == ("Étranger", True)
    assert client.post(f"{FILTERS}{'9' * 30}/", {"act": "delete"}).status_code == 404


def test_the_list_opens_with_one_filter_and_whole_again(client, account):
    first, second = kept(account, name="Un"), kept(account, name="Deux", query="contacts=missing")

    for one in (first, second):
        client.post(f"{FILTERS}{one.pk}/", {"act": "default"})
    assert list(SavedFilter.objects.filter(is_default=True)) == [second]
    assert client.get(LIST).headers["Location"] == f"{LIST}?contacts=missing"
    assert client.get(f"{LIST}?all=1").status_code == 200
    assert client.get(f"{LIST}?q=a").status_code == 200

    client.post(f"{FILTERS}{second.pk}/", {"act": "whole"})
    assert client.get(LIST).status_code == 200


def test_a_filter_is_renamed_and_deleted(client, account):
    one, other = kept(account, name="Un"), kept(account, name="Deux")

    client.post(f"{FILTERS}{one.pk}/", {"act": "rename", "name": "Trois"})
    client.post(f"{FILTERS}{one.pk}/", {"act": "rename", "name": "deux"})
    client.post(f"{FILTERS}{other.pk}/", {"act": "delete"})
    client.post(f"{FILTERS}{other.pk}/", {"act": "delete"})

    assert list(SavedFilter.objects.values_list("name", flat=True)) == ["Trois"]
    assert client.post(f"{FILTERS}{one.pk}/", {"act": "unknown"}).status_code == 400
    assert client.get(f"{FILTERS}{one.pk}/").status_code == 405
    assert client.get(SAVE).status_code == 405


def test_each_filter_in_force_is_taken_away_alone(client):
    active = client.get(f"{LIST}?q=dupont&contacts=waiting").context["active"]

    assert [one.without for one in active] == ["contacts=waiting", "q=dupont"]
    assert client.get(f"{LIST}?q=dupont").context["active"][0].without == "all=1"


def test_eleven_filters_cost_the_same_queries_as_one(client, account):
    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    kept(account)
    one = [cost(page) for page in (FILTERS, f"{LIST}?all=1")]
    for number in range(10):
        kept(account, name=f"n° {number}")

    assert [cost(page) for page in (FILTERS, f"{LIST}?all=1")] == one
