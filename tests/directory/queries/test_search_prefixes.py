"""A word that begins more names than are tried: whoever's family name begins so is found all the same, once."""

import pytest
from django.db import connection

from directory import queries
from directory.queries import SearchTerms, entries, name_words
from tests.factories.directory import (
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
)

pytestmark = pytest.mark.django_db

BEGUN = ["MARA", "MARBOT", "MARCEL", "MARDY", "MARECHAL", "MARFAN", "MARGOT", "MARIN", "MARLOT", "MARNIER"]


@pytest.fixture(autouse=True)
def few_words_tried(monkeypatch):
    monkeypatch.setattr(name_words, "MOST_PREFIXED", 3)


@pytest.fixture(params=["gathered", "met on the way"])
def way(request, monkeypatch):
    """Both ways to a page of names that begin so."""
    if request.param == "gathered":
        monkeypatch.setattr(entries, "SHORT_WALK", 0)
    else:
        monkeypatch.setattr(entries, "SHORT_WALK", 10**9)


@pytest.fixture
def everybody():
    """Ten names that begin so, one in its second word, one that sounds like it, one that a slip makes of it."""
    for family in (*BEGUN, "DUPONT-MARA", "MARRE", "MOR", "AUTRE"):
        PractitionerRoleFactory(exercise__practitioner=PractitionerFactory(family_name=family, given_names="Ines"))
    PractitionerRoleFactory(
        exercise__practitioner=PractitionerFactory(family_name="MARVILLE", given_names="Ines"),
        organization=OrganizationFactory(in_brittany=True),
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE directory_directoryentry")


def ask(text, **more):
    options = {"limit": 4, "after": "", **more}
    page = {name: options.pop(name) for name in ("limit", "after")}
    return queries.search_people(SearchTerms(text=text, **options), listed_only=True, test_people=True, **page)


def families(page):
    return [found.person.family_name for found in page.found]


@pytest.mark.usefixtures("everybody", "way")
@pytest.mark.parametrize("text", ["mar", "ines mar"])
@pytest.mark.parametrize("filters", [{}, {"department": "75"}, {"department": "75", "profession": "60"}])
def test_pages_hold_everybody_once_forwards_and_backwards(text, filters):
    forwards, after = [], ""
    while True:
        page = ask(text, after=after, **filters)
        forwards.append(families(page))
        if not page.next:
            break
        after = page.next
    backwards = [families(page)]
    while page.previous:
        page = ask(text, after=page.previous, **filters)
        backwards.insert(0, families(page))

    found = [family for page in forwards for family in page]
    begun = [*BEGUN, *(["MARRE"] if filters else ["MARRE", "MARVILLE"])]
    assert found[: len(begun)] == begun
    assert len(set(found)) == len(found)
    assert {"AUTRE"}.isdisjoint(found)
    assert [family for page in backwards for family in page] == found


@pytest.mark.usefixtures("everybody", "way")
def test_what_is_less_sure_comes_after_what_begins_so():
    found = families(ask("mar", limit=50))

    assert found[: len(BEGUN)] == BEGUN
    assert "MOR" in found[len(BEGUN) :]


@pytest.mark.usefixtures("everybody", "way")
def test_the_count_never_tells_more_than_there_are():
    page = ask("mar")
    whole = ask("mar", limit=50)

    assert (page.count, page.count_is_capped) in {(4, True), (whole.count, False)}
    assert whole.count == len(whole.found)
    assert not whole.count_is_capped


def test_a_profession_in_a_department_is_practised_there():
    nurse_in_paris = ProfessionalExerciseFactory(
        practitioner=PractitionerFactory(family_name="MARA"), profession_code="60"
    )
    PractitionerRoleFactory(exercise=nurse_in_paris)
    midwife_in_rennes = ProfessionalExerciseFactory(practitioner=nurse_in_paris.practitioner, profession_code="50")
    PractitionerRoleFactory(exercise=midwife_in_rennes, organization=OrganizationFactory(in_brittany=True))

    assert families(ask("", profession="60", department="75")) == ["MARA"]
    assert families(ask("", profession="50", department="35")) == ["MARA"]
    assert families(ask("mara", profession="60", department="35")) == []
