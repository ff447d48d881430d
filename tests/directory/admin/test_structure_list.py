"""The list of structures: one's own, by number or words of the name, by kind, each page answered by an index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import OrganizationKind
from tests.factories.directory import MandateFactory, OrganizationFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

LIST = "/portail/directory/organization/"


@pytest.fixture
def agent():
    return sign_in(MandateFactory(agent=True).account)


def names(client, **asked):
    page = client.get(LIST, asked, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    return [line.head.words for line in page.context["lines"]]


def test_structures_are_found_by_number_or_words_of_their_names_inside_the_scope(agent):
    found = OrganizationFactory(trade_name="Clinique de l'Étoile", finess="750000018", siret="12345678900015")
    OrganizationFactory(trade_name="Clinique de l'Étoile", in_brittany=True)
    OrganizationFactory(trade_name="Autre")

    for text in ("etoile clinique", "Étoile", "750000018", "75 000 0018", "12345678900015", found.technical_id):
        assert names(agent, q=text) == ["Clinique de l'Étoile"], text
    assert names(agent, q="nulle part") == names(agent, q="'%_\\") == []


def test_a_registrar_finds_their_structure_with_its_sites_and_no_other():
    mandate = MandateFactory()
    own = mandate.authority.organization
    OrganizationFactory(trade_name="Annexe", parent=own)
    OrganizationFactory(trade_name="Étrangère")

    assert sorted(names(sign_in(mandate.account))) == sorted(["Annexe", own.display_name])


def test_kinds_are_chosen_among(agent):
    OrganizationFactory(trade_name="Un site")
    OrganizationFactory(trade_name="Une entité", kind=OrganizationKind.LEGAL_ENTITY)

    assert names(agent, kind="LEGAL_ENTITY") == ["Une entité"]
    assert names(agent, kind="SITE", q="un") == ["Un site"]
    assert names(agent, kind="NOTHING") == ["Un site", "Une entité"]


def test_a_structure_without_a_name_is_told_by_its_number_here_and_on_its_page(agent):
    nameless = OrganizationFactory(trade_name="", legal_name="", finess="", siret="12345678900015")

    assert names(agent) == ["Structure without a name (12345678900015)"]
    page = agent.get(f"{LIST}{nameless.pk}/change/", headers={"Accept-Language": "en"})
    assert page.context["title"] == "Structure without a name"
    assert "12345678900015" in page.content.decode()


def test_they_come_in_the_order_of_the_names_shown_and_those_without_one_last(agent):
    OrganizationFactory(trade_name="", legal_name="", finess="", siret="12345678900015")
    OrganizationFactory(trade_name="Zéphyr", legal_name="ABEILLE")
    OrganizationFactory(trade_name="", legal_name="Étoile")
    OrganizationFactory(trade_name="Maison", legal_name="")

    assert names(agent) == ["Étoile", "Maison", "Zéphyr", "Structure without a name (12345678900015)"]


def test_names_that_many_have_are_shown_where_they_begin_so_and_the_page_says_it(agent, monkeypatch):
    monkeypatch.setattr("directory.queries.narrowed.MOST_GATHERED", 3)
    for name in ("Pharmacie A", "Pharmacie B", "Pharmacie C", "La Pharmacie D"):
        OrganizationFactory(trade_name=name)

    page = agent.get(LIST, {"q": "pharmacie"}, headers={"Accept-Language": "en"})

    assert [line.head.words for line in page.context["lines"]] == ["Pharmacie A", "Pharmacie B", "Pharmacie C"]
    assert "Type one more word" in page.content.decode()
    assert names(agent, q="pharmacie la") == ["La Pharmacie D"]


def test_words_too_short_for_an_index_are_not_looked_for_in_every_name(agent):
    OrganizationFactory(trade_name="Le Lys")
    OrganizationFactory(trade_name="Maison le Lys")

    with CaptureQueriesContext(connection) as queries:
        assert names(agent, q="le") == ["Le Lys"]

    assert not any("LIKE" in query["sql"] and "directory_organization" in query["sql"] for query in queries)


def test_pages_lead_on_and_back_inside_a_question(agent, monkeypatch):
    monkeypatch.setattr("directory.admin.listing.page.PAGE", 2)
    for letter in "ABCDE":
        OrganizationFactory(trade_name=f"Maison {letter}")
    OrganizationFactory(trade_name="Autre")

    pages = [agent.get(LIST, {"q": "maison", "kind": "SITE"})]
    while pages[-1].context["next_page"]:
        pages.append(agent.get(f"{LIST}?{pages[-1].context['next_page']}"))
    back = agent.get(f"{LIST}?{pages[-1].context['previous_page']}")

    assert [line.head.words for page in pages for line in page.context["lines"]] == [f"Maison {x}" for x in "ABCDE"]
    assert [line.head.words for line in back.context["lines"]] == ["Maison C", "Maison D"]


def test_eleven_structures_cost_the_same_queries_as_one(agent):
    def cost(**asked):
        agent.get(LIST, asked)
        with CaptureQueriesContext(connection) as queries:
            assert agent.get(LIST, asked).status_code == 200
        return len(queries)

    OrganizationFactory(trade_name="Maison")
    kinds = [{}, {"q": "maison"}, {"kind": "SITE"}]
    one = [cost(**asked) for asked in kinds]
    for _ in range(10):
        OrganizationFactory(trade_name="Maison")

    assert [cost(**asked) for asked in kinds] == one


@pytest.mark.parametrize(
    "index",
    ["organization_of_region_by_name", "legal_entity_by_name", "test_organization_by_name", "site_by_legal_entity"],
)
def test_the_indexes_of_its_pages_stand(index):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass", [index])
        assert cursor.fetchone() == (True,)
