"""The page of one structure: its facts, its people of the viewer's scope, and no neighbour beyond that scope."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.directory import (
    ContactPointFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

PEOPLE = "/portail/directory/practitioner/"


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


def page_of(structure):
    return reverse("portal:directory_organization_change", args=[structure.pk])


def test_a_foreign_structure_answers_like_a_missing_one(registrar):
    foreign = OrganizationFactory(in_brittany=True, trade_name="ETRANGERE")

    answer = registrar.get(page_of(foreign), follow=True)
    missing = registrar.get(page_of(foreign).replace(str(foreign.pk), "987654321"), follow=True)

    assert answer.redirect_chain == missing.redirect_chain
    assert "ETRANGERE" not in answer.content.decode()


def test_a_structure_shows_its_sites_its_authorities_and_its_people(registrar, mandate):
    home = mandate.authority.organization
    site = OrganizationFactory(parent=home, trade_name="Annexe du Lac")
    agency = RegistrationAuthorityFactory(regional=True)
    role = PractitionerRoleFactory(organization=home)
    ContactPointFactory(practitioner=role.exercise.practitioner)
    PractitionerRoleFactory(organization=home, ended=True)

    page = registrar.get(page_of(home))

    assert [one.label for one in page.context["sites"]] == [site.display_name]
    assert page.context["authorities"] == [mandate.authority, agency]
    assert [figure["count"] for figure in page.context["figures"]] == ["1", "1", "0"]
    for figure in page.context["figures"][:2]:
        found = registrar.get(figure["address"]).context["rows"]
        assert [row.number for row in found] == [role.exercise.practitioner.national_id]


def test_a_legal_entity_beyond_the_scope_is_not_named():
    mandate = MandateFactory()
    home = mandate.authority.organization
    home.parent = OrganizationFactory(legal_entity=True, in_brittany=True, legal_name="SIEGE LOINTAIN", trade_name="")
    home.save()

    assert "SIEGE LOINTAIN" not in sign_in(mandate.account).get(page_of(home)).content.decode()


def test_the_people_of_a_structure_are_narrowed_for_an_agency_and_of_a_foreign_one_not_at_all():
    agent = MandateFactory(agent=True)
    here, elsewhere = PractitionerRoleFactory(), PractitionerRoleFactory(organization__in_brittany=True)
    PractitionerRoleFactory()
    client = sign_in(agent.account)

    rows = client.get(PEOPLE, {"structure": here.organization_id}).context["rows"]
    foreign = client.get(PEOPLE, {"structure": elsewhere.organization_id})

    assert [row.number for row in rows] == [here.exercise.practitioner.national_id]
    assert elsewhere.organization.display_name not in foreign.content.decode()
    assert foreign.context["active"] == []


def test_eleven_sites_cost_the_same_queries_as_one(registrar, mandate):
    home = mandate.authority.organization

    def cost():
        registrar.get(page_of(home))
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get(page_of(home)).status_code == 200
        return len(queries)

    OrganizationFactory(parent=home)
    one = cost()
    for _ in range(10):
        OrganizationFactory(parent=home)

    assert cost() == one
