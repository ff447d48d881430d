"""One search of people: by number, by name however it is written, by what they do and where."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory import queries
from directory.errors import InvalidSearch
from directory.models import Fusion, Practitioner
from directory.queries import MatchRank, SearchScope, SearchTerms
from tests.factories.directory import (
    LONG_AGO,
    AccountFactory,
    ExpertiseFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
)

pytestmark = pytest.mark.django_db


def person(family="DURAND", given="Camille", **more):
    """Somebody who practises, so that public pages may show them."""
    role = PractitionerRoleFactory(
        exercise__practitioner=PractitionerFactory(family_name=family, given_names=given, **more.pop("person", {})),
        **more,
    )
    return role.exercise.practitioner


def search(text="", *, listed_only=True, test_people=True, limit=20, after="", within=None, **filters):
    return queries.search_people(
        SearchTerms(text=text, **filters),
        listed_only=listed_only,
        test_people=test_people,
        limit=limit,
        after=after,
        within=within,
    )


def names(page):
    return [f"{found.person.family_name} {found.person.given_names}" for found in page.found]


def ranks(page):
    return {found.person.family_name: found.rank for found in page.found}


HOSTILE = [
    "\0",
    "a\0b",
    "'; DROP TABLE directory_directoryentry; --",
    '"',
    "%",
    "_",
    "%_%",
    "\\",
    "\\'",
    "{a,b}",
    "{}",
    "NULL",
    "🙂",
    "👩🏽‍⚕️ dupont",
    "²³",
    "١٢٣٤٥٦٧٨٩٠١",
    "\ud800",
    "\x1f",
    "a\x1fb",
    "é" * 10_000,
    "a " * 5_000,
    "x" * 10_000,
    "9" * 10_000,
    "de la",
    "l'",
    "-",
    "()",
    "ﬁ",
    "ß",
    "İ",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_no_text_breaks_a_search(text):
    person("DE LA TOUR")

    page = search(text)

    assert page.count <= 1
    assert search(profession=text).found == []
    assert search(postal_code=text).found == [] or not text.strip()


@pytest.mark.parametrize(
    "word",
    ["x", "é", "AAAA", "W10", "WzAsMCwiYSIsImIiXQ", "bnVsbA", "W" * 3000, "\ud800", "%00", "WzIsMCwiYSIsImIiLDFd"],
)
def test_a_place_that_no_page_gave_is_refused(word):
    with pytest.raises(InvalidSearch):
        search("durand", after=word)


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\0"])
def test_nothing_typed_means_anybody(text):
    person()

    assert names(search(text)) == ["DURAND Camille"]


def test_what_holds_no_letter_and_no_digit_finds_nobody():
    person()

    assert search("?!").found == []
    assert search("🙂").count == 0


def test_every_number_of_a_person_finds_them():
    found = person(person={"identifier": "99700000501", "national_id": "899700000501"})
    found.former_identifiers.create(national_id="0931234560", origin="CORRESPONDENCE")

    for number in ("899700000501", "99700000501", "997 0000 0501", "0931234560", "931234560"):
        assert [row.person for row in search(number).found] == [found], number
    assert search("899700000502").found == []


def test_a_number_given_up_finds_nobody_and_an_absorbed_record_leads_to_the_one_kept():
    kept, absorbed = person("KEPT"), person("ABSORBED")
    absorbed.former_identifiers.create(national_id="0931234560", origin="CORRESPONDENCE", ended_at=LONG_AGO)
    Fusion.objects.create(kept=kept, absorbed=absorbed, reason="one", made_by=AccountFactory(), made_at=LONG_AGO)

    assert search("0931234560").found == []
    assert names(search(absorbed.national_id)) == ["KEPT Camille"]
    assert search("absorbed").found == []


@pytest.mark.parametrize(
    ("family", "given", "typed"),
    [
        ("LEFEBVRE", "Anne", "Lefèvre"),
        ("LEFEBVRE", "Anne", "lefebvre anne"),
        ("LEFEBVRE", "Anne", "ANNE LEFEBVRE"),
        ("DUPONT-LÉGER", "Éloïse", "leger"),
        ("DUPONT-LÉGER", "Éloïse", "Dupont Leger Eloise"),
        ("DUPONT-LÉGER", "Éloïse", "léger-dupont"),
        ("DUPONT-LÉGER", "Éloïse", "dupontleger"),
        ("D'ARÇON", "Zoé", "darcon"),
        ("D'ARÇON", "Zoé", "d’arçon"),
        ("D'ARÇON", "Zoé", "arcon zoe"),
        ("DE LA TOUR DU PIN", "Guy", "latour dupin"),
        ("DE LA TOUR DU PIN", "Guy", "delatourdupin"),
        ("DE LA TOUR DU PIN", "Guy", "tour pin guy"),
        ("LE GALL", "Yann", "legall"),
        ("LEGALL", "Yann", "le gall"),
        ("BEN ALI", "Sara", "benali"),
        ("O'CONNOR", "Jean-Marie", "oconnor jean marie"),
        ("O'CONNOR", "Jean-Marie", "jeanmarie"),
        ("PHILIPPE", "Théo", "filipe"),
        ("GAUTHIER", "Léa", "gautier"),
        ("BŒUF", "Ines", "boeuf"),
        ("MÜLLER", "Ines", "muler"),
        ("MARTIN", "Ines", "Matrin"),
        ("MARTIN", "Ines", "Marttin"),
        ("MARTIN", "Ines", "Matin"),
        ("MARTIN", "Ines", "Nartin"),
        ("MARTIN", "Ines", "mart"),
        ("MARTIN", "Ines", "ines mar"),
        ("MARTIN", "Ines", "ma"),
        ("MARTIN", "Ines", "ines m"),
        ("DE", "Ines", "de"),
    ],
)
def test_a_name_is_found_however_it_is_written(family, given, typed):
    person(family, given)
    person("QUELCONQUE", "Basile")

    assert names(search(typed)) == [f"{family} {given}"]


@pytest.mark.parametrize("typed", ["dupont basile", "martinez", "de la", "zzz", "mar tin xyz"])
def test_a_name_that_is_nobodys_finds_nobody(typed):
    person("MARTIN", "Ines")
    person("QUELCONQUE", "Basile")

    assert search(typed).found == []


def test_a_practice_name_finds_its_person():
    exercise = ProfessionalExerciseFactory(practitioner=PractitionerFactory(), practice_family_name="LE GOFF")
    PractitionerRoleFactory(exercise=exercise)

    assert [found.person for found in search("legoff").found] == [exercise.practitioner]


def test_answers_come_from_the_surest_to_the_least_sure():
    for family, given in (
        ("MARTIN", "Zoe"),
        ("DUPONT-MARTIN", "Ana"),
        ("MARTINEZ", "Ana"),
        ("ALBERT-MARTINEAU", "Ana"),
        ("MARTAIN", "Ana"),
        ("MERTIN", "Ana"),
    ):
        person(family, given)

    page = search("Martin")

    assert ranks(page) == {
        "MARTIN": MatchRank.NAMED,
        "DUPONT-MARTIN": MatchRank.WORDED,
        "MARTINEZ": MatchRank.BEGUN,
        "ALBERT-MARTINEAU": MatchRank.BEGUN_ELSEWHERE,
        "MARTAIN": MatchRank.HEARD,
        "MERTIN": MatchRank.SLIPPED,
    }
    assert [found.rank for found in page.found] == sorted(found.rank for found in page.found)


FILTERS = {
    "profession": "10",
    "expertise": "SM54",
    "role": "FON-01",
    "commune": "35238",
    "postal_code": "35000",
    "department": "35",
    "region": "53",
}


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_keeps_those_who_meet_it(name):
    role = PractitionerRoleFactory(
        exercise__practitioner=PractitionerFactory(family_name="RENNAIS"),
        exercise__profession_code="10",
        role_code="FON-01",
        organization=OrganizationFactory(in_brittany=True),
    )
    ExpertiseFactory(exercise=role.exercise)
    person("PARISIEN")

    assert [found.person.family_name for found in search(**{name: FILTERS[name]}).found] == ["RENNAIS"]
    assert [found.person.family_name for found in search("rennais", **FILTERS).found] == ["RENNAIS"]
    assert search("parisien", **{name: FILTERS[name]}).found == []
    assert search(**{**FILTERS, name: "77"}).found == []


def test_a_structure_and_a_postal_code_with_a_space_are_filters_too():
    place = OrganizationFactory(postal_code="35700")
    person("DEDANS", organization=place)
    person("DEHORS")

    assert names(search(organization_id=place.pk)) == ["DEDANS Camille"]
    assert names(search(postal_code=" 35 700 ")) == ["DEDANS Camille"]


def test_those_who_do_not_practise_are_found_only_where_all_may_be_seen():
    PractitionerFactory(family_name="RETIRÉ")

    assert search("retire").found == []
    assert names(search("retire", listed_only=False)) == ["RETIRÉ Éloïse"]


def test_test_people_and_real_ones_are_two_worlds():
    person("MARTIN", "Test")
    person("MARTIN", "Real", person={"real": True}, organization__is_test=False)

    assert names(search("martin")) == ["MARTIN Test"]
    assert names(search("martin", test_people=False)) == ["MARTIN Real"]
    assert search("martin", test_people=None).count == 2


@pytest.mark.parametrize("terms", [(), ("d:75", "d:35")])
def test_a_scope_shows_no_one_else_and_counts_no_one_else(terms):
    mine = person("MARTIN", "Mine")
    person("MARTIN", "Foreign")
    scope = SearchScope(Practitioner.objects.filter(pk=mine.pk), terms)

    for page in (search("martin", within=scope), search(within=scope), search(department="75", within=scope)):
        assert [found.person for found in page.found] == [mine]
        assert (page.count, page.count_is_capped) == (1, False)


def test_a_page_costs_the_same_for_one_person_and_for_twenty():
    person("MARTIN")

    def cost(**asked):
        search(**asked)
        with CaptureQueriesContext(connection) as spent:
            search(**asked)
        return len(spent)

    kinds = [{"text": "martin"}, {"department": "75"}, {"text": "mratin", "profession": "60"}, {}]
    one = [cost(**asked) for asked in kinds]
    for _ in range(19):
        person("MARTIN")

    assert [cost(**asked) for asked in kinds] == one
    assert max(one) <= 6
