"""Pages by key: nobody twice, nobody left out, in both directions, however few or many there are."""

import random

import pytest

from directory import queries
from directory.models import Practitioner
from directory.queries import SearchScope, SearchTerms, entries
from tests.factories.directory import PractitionerFactory

pytestmark = pytest.mark.django_db

FAMILIES = ("MARTIN", "MARTIN-DUPONT", "DUPONT-MARTIN", "MARTINEZ", "MARTAIN", "MERTIN", "ALBERT-MARTINEAU", "AUTRE")


@pytest.fixture
def people():
    rng = random.Random(7)
    return [
        PractitionerFactory(family_name=rng.choice(FAMILIES), given_names=rng.choice(("Ana", "Bob", "Martin", "")))
        for _ in range(60)
    ]


@pytest.fixture(params=["few", "many", "gives up"])
def size(request, monkeypatch):
    """The same people as if they were a few, or millions, or millions where a walk finds nothing."""
    if request.param != "few":
        monkeypatch.setattr(entries, "MANY", 1)
    if request.param == "gives up":
        monkeypatch.setattr(entries, "LONGEST_WALK", 2)
    return request.param


def read(after, terms, limit, **more):
    return queries.search_people(terms, after=after, limit=limit, listed_only=False, test_people=None, **more)


def forwards(terms, limit, **more):
    pages, after = [], ""
    while True:
        page = read(after, terms, limit, **more)
        pages.append(page)
        after = page.next
        if not after:
            return pages


def keys(page):
    return [found.person.pk for found in page.found]


@pytest.mark.parametrize("text", ["", "martin", "martin ana", "martain", "m", "mart"])
@pytest.mark.parametrize("limit", [1, 7, 60])
def test_pages_hold_everybody_once_and_lead_back(people, size, text, limit):
    terms = SearchTerms(text=text)
    whole = keys(read("", terms, 1000))

    pages = forwards(terms, limit)
    there = [key for page in pages for key in keys(page)]
    back, word = [], pages[-1].previous
    while word:
        page = read(word, terms, limit)
        back = keys(page) + back
        word = page.previous

    assert there == whole
    assert len(set(there)) == len(there)
    assert back == whole[: len(whole) - len(keys(pages[-1]))]
    assert pages[0].previous == ""


def test_both_ways_of_reading_give_the_same_order(people, monkeypatch):
    terms = SearchTerms(text="martin")
    few = keys(read("", terms, 1000))

    monkeypatch.setattr(entries, "MANY", 1)

    assert keys(read("", terms, 1000)) == few


def test_a_scope_and_filters_hold_on_every_page(people, size):
    mine = {person.pk for person in people[::3]}
    scope = SearchScope(Practitioner.objects.filter(pk__in=mine))

    found = [key for page in forwards(SearchTerms(), 4, within=scope) for key in keys(page)]

    assert sorted(found) == sorted(mine)


def test_people_who_come_and_go_meanwhile_move_nobody_else(people):
    terms = SearchTerms(text="martin")
    first = read("", terms, 5)
    expected = keys(read(first.next, terms, 5))

    newcomer = PractitionerFactory(family_name="MARTIN", given_names="Aaa")
    Practitioner.objects.filter(pk=first.found[-1].person.pk).delete()

    assert keys(read(first.next, terms, 5)) == expected
    assert newcomer.pk in keys(read("", terms, 5))


def test_counts_say_when_there_are_more(people, monkeypatch):
    monkeypatch.setattr(entries, "COUNTED", 10)

    page, last = read("", SearchTerms(), 5), read("", SearchTerms(), 60)

    assert (page.count, page.count_is_capped) == (10, True)
    assert (last.count, last.count_is_capped) == (10, False) or (last.count, last.count_is_capped) == (60, False)


def test_the_count_is_that_of_all_pages(people):
    terms = SearchTerms(text="martin")
    whole = len(read("", terms, 1000).found)

    page = read("", terms, 3)

    assert (page.count, page.count_is_capped) == (whole, False)
    assert (read(page.next, terms, 3).count) == whole


def test_a_page_behind_the_last_one_is_empty(people):
    word = queries.paging.write(queries.entries.Place(5, ("zzz", "", 1)))

    page = read(word, SearchTerms(text="martin"), 5)

    assert page.found == []
    assert page.next == ""
