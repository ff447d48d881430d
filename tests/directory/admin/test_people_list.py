"""The portal's list of people: one search inside the scope, its filters, its pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory import permissions, queries
from directory.models import AuthorityKind, MessageState, OutboundMessage, Practitioner
from directory.queries import SearchScope, SearchTerms
from tests.factories.directory import (
    AccountFactory,
    ContactPointFactory,
    EnrolmentFactory,
    MandateFactory,
    OrganizationFactory,
    OutboundMessageFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
    RegistrationAuthorityFactory,
)
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

LIST = "/portail/directory/practitioner/"


def people_everywhere(mandate):
    """One person for each way of being seen or not."""
    authority = mandate.authority
    elsewhere = RegistrationAuthorityFactory()
    today = timezone.localdate()
    home = authority.organization or OrganizationFactory()
    site = OrganizationFactory(parent=home, in_brittany=True)
    PractitionerFactory(authority=authority, is_test=authority.is_test)
    for place in (home, site, OrganizationFactory(in_brittany=True)):
        for ended in (None, today - timedelta(days=10), today - timedelta(days=400)):
            PractitionerRoleFactory(
                exercise__practitioner__authority=elsewhere,
                exercise__practitioner__family_name=f"MARTIN {place.pk}",
                organization=place,
                valid_until=ended,
            )
    ProfessionalExerciseFactory(practitioner=PractitionerFactory(authority=elsewhere), of_order=True)
    EnrolmentFactory(practitioner=PractitionerFactory(authority=elsewhere), authority=authority)
    PractitionerFactory(real=True)
    PractitionerFactory(authority=elsewhere, family_name="FOREIGN")


KINDS = ({}, {"agent": True}, {"officer": True}, {"operator": True}, {"auditor": True}, {"ended": True})


@pytest.mark.parametrize("traits", KINDS, ids=lambda traits: next(iter(traits), "registrar"))
def test_a_search_finds_exactly_the_people_whom_the_account_sees(traits):
    mandate = MandateFactory(**traits)
    people_everywhere(mandate)
    now = timezone.now()
    visible = set(permissions.practitioners_visible_to(mandate.account, now).values_list("pk", flat=True))

    scope = permissions.people_searchable_by(mandate.account, now)
    within = SearchScope(scope.people, scope.terms) if scope.people is not None else None
    found = queries.search_people(
        SearchTerms(), limit=500, listed_only=False, test_people=scope.test_people, within=within
    )
    named = queries.search_people(
        SearchTerms(text="martin"), limit=500, listed_only=False, test_people=scope.test_people, within=within
    )

    assert {row.person.pk for row in found.found} == visible
    assert {row.person.pk for row in named.found} <= visible
    assert bool(visible) is ("ended" not in traits)


@pytest.mark.parametrize("traits", KINDS, ids=lambda traits: next(iter(traits), "registrar"))
def test_rows_met_one_by_one_are_those_of_the_people_whom_the_account_sees(traits):
    mandate = MandateFactory(**traits)
    people_everywhere(mandate)
    for practitioner in Practitioner.objects.all():
        OutboundMessageFactory(practitioner=practitioner)
    OutboundMessageFactory(practitioner=None, state=MessageState.DECOY)
    now = timezone.now()

    met = permissions.rows_of_people(
        OutboundMessage.objects.all(), permissions.people_searchable_by(mandate.account, now)
    )

    assert set(met) == set(permissions.messages_visible_to(mandate.account, now))
    assert met.exists() is ("ended" not in traits)


def test_nobodys_rows_are_not_met_even_by_a_superuser():
    OutboundMessageFactory(practitioner=None, state=MessageState.DECOY)
    everybody = permissions.people_searchable_by(AccountFactory(operator=True), timezone.now())

    assert not permissions.rows_of_people(OutboundMessage.objects.all(), everybody).exists()


def test_a_superuser_finds_both_worlds():
    scope = permissions.people_searchable_by(AccountFactory(operator=True), timezone.now())

    assert (scope.people, scope.test_people) == (None, None)


def test_two_mandates_find_the_people_of_both(now):
    structure = MandateFactory()
    agency = MandateFactory(agent=True, account=structure.account)
    people_everywhere(structure)
    people_everywhere(agency)
    scope = permissions.people_searchable_by(structure.account, timezone.now())

    found = queries.search_people(
        SearchTerms(),
        limit=500,
        listed_only=False,
        test_people=scope.test_people,
        within=SearchScope(scope.people, scope.terms),
    )

    visible = permissions.practitioners_visible_to(structure.account, timezone.now())
    assert {row.person.pk for row in found.found} == set(visible.values_list("pk", flat=True))


def rows(client, **asked):
    page = client.get(LIST, asked)
    assert page.status_code == 200
    return [row.name for row in page.context["rows"]]


@pytest.fixture
def agent():
    return MandateFactory(agent=True)


@pytest.fixture
def client_of(agent):
    return sign_in(agent.account)


def person(family, given="Ana", **more):
    return PractitionerRoleFactory(
        exercise__practitioner=PractitionerFactory(family_name=family, given_names=given, **more.pop("person", {})),
        **more,
    ).exercise.practitioner


@pytest.mark.parametrize(
    "query", ["nothing=1", "authority__exact=1", "q=a&birth_date=1985-03-04", "after=x", "after=WzAsMCwiYSJd", "p=2"]
)
def test_a_question_that_no_page_asks_is_refused(client_of, query):
    assert client_of.get(f"{LIST}?{query}").status_code == 400


def test_nothing_is_sent_to_the_list(client_of):
    assert client_of.post(LIST, {"action": "delete_selected"}).status_code == 405


def test_a_choice_that_the_account_does_not_have_is_no_choice(client_of):
    person("PARIS")
    person("RENNES", organization=OrganizationFactory(in_brittany=True))

    page = client_of.get(LIST, {"department": "35", "structure": "1", "contacts": "x", "profession": "'"})

    assert [one.chosen for one in page.context["filters"]] == ["", "", ""]
    assert [row.name for row in page.context["rows"]] == ["PARIS Ana"]


def test_names_are_found_as_they_are_heard_and_ranks_are_told(client_of):
    for family in ("LEFEBVRE", "LEFEBVREAU", "LEFEVRE", "LEFEBURE"):
        person(family)

    page = client_of.get(LIST, {"q": "lefebvre"}, headers={"Accept-Language": "en"})

    assert [(row.name.split()[0], str(row.rank)) for row in page.context["rows"]] == [
        ("LEFEBVRE", ""),
        ("LEFEBVREAU", "begins so"),
        ("LEFEVRE", "sounds like it"),
        ("LEFEBURE", "one letter away"),
    ]


def test_filters_narrow_by_profession_role_department_and_contacts(client_of):
    person("NURSE")
    person("DOCTOR", exercise__profession_code="10", role_code="FON-01")
    nearby = OrganizationFactory(department_code="92", postal_code="92000", commune_code="92050")
    person("NEAR", organization=nearby)
    waiting, proven = person("WAITING"), person("PROVEN")
    ContactPointFactory(practitioner=waiting)
    ContactPointFactory(practitioner=proven, verified=True)
    ContactPointFactory(practitioner=proven, mobile_phone=True, verified=True)

    assert rows(client_of, profession="10") == ["DOCTOR Ana"]
    assert "DOCTOR Ana" not in rows(client_of, profession="r313")
    assert rows(client_of, department="92") == ["NEAR Ana"]
    assert rows(client_of, contacts="waiting") == ["WAITING Ana"]
    assert rows(client_of, contacts="proven") == ["PROVEN Ana"]
    assert rows(client_of, q="doctor", profession="60") == []


def test_choices_of_places_come_from_permissions(agent, client_of):
    registrar = MandateFactory()
    officer = MandateFactory(officer=True)

    def choices(client, name):
        found = {one.name: [value for value, _words in one.choices] for one in client.get(LIST).context["filters"]}
        return found.get(name)

    assert set(choices(client_of, "department")) == {"75", "77", "78", "91", "92", "93", "94", "95"}
    assert choices(client_of, "structure") is None
    of_structure = sign_in(registrar.account)
    assert choices(of_structure, "structure") == [str(registrar.authority.organization_id)]
    assert choices(of_structure, "department") is None
    assert len(choices(sign_in(officer.account), "department")) > 90
    assert agent.authority.kind == AuthorityKind.REGIONAL


def test_pages_lead_to_the_next_and_back(client_of, monkeypatch):
    monkeypatch.setattr("directory.admin.people_list.PAGE", 2)
    for given in "ABCDE":
        person("MARTIN", given)
    PractitionerFactory(family_name="MARTIN", given_names="F", authority=RegistrationAuthorityFactory())

    pages = [client_of.get(LIST, {"q": "martin", "department": "75"})]
    while pages[-1].context["next_page"]:
        pages.append(client_of.get(f"{LIST}?{pages[-1].context['next_page']}"))
    back = client_of.get(f"{LIST}?{pages[-1].context['previous_page']}")

    assert [row.name for page in pages for row in page.context["rows"]] == [f"MARTIN {given}" for given in "ABCDE"]
    assert [row.name for row in back.context["rows"]] == ["MARTIN C", "MARTIN D"]
    assert pages[0].context["page"].count == 5


def test_one_and_twenty_people_cost_the_same(client_of):
    def cost(**asked):
        client_of.get(LIST, asked)
        with CaptureQueriesContext(connection) as spent:
            assert client_of.get(LIST, asked).status_code == 200
        return len(spent)

    person("MARTIN")
    kinds = [{}, {"q": "martin"}, {"q": "martin", "department": "75", "profession": "60"}]
    one = [cost(**asked) for asked in kinds]
    for number in range(19):
        person("MARTIN", f"Ana{number}")

    assert [cost(**asked) for asked in kinds] == one
