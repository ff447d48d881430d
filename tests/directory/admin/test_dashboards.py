"""Dashboards: whose numbers an account may read, charts and their tables, files that the trail tells of."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.admin.dashboards import numbers as dashboard_numbers
from directory.models import AuditEvent, MandateRole
from directory.workflows import figures
from tests.factories.directory import (
    AccountFactory,
    EnrolmentFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

PAGE = "/portail/tableau-de-bord/"


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


def rows(client, chart, **asked):
    drawn = client.get(PAGE, asked).context["charts"]
    return next(one for one in drawn if one.key == chart).rows


def csv_of(client, chart, **asked):
    return client.get(f"{PAGE}{chart}.csv", asked)


def test_an_account_without_mandate_reads_no_number():
    client = sign_in(MandateFactory(ended=True).account)

    page = client.get(PAGE)

    assert page.status_code == 200
    assert page.context["charts"] == []
    assert csv_of(client, "personnes").status_code == 404


@pytest.mark.parametrize("value", ["nation", "x", "-1", "9" * 40, "٣", "1e3"])
def test_numbers_that_are_not_this_accounts_are_not_found(registrar, value):
    assert registrar.get(PAGE, {"autorite": value}).status_code == 404
    assert csv_of(registrar, "personnes", autorite=value).status_code == 404


def test_the_numbers_of_another_authority_answer_like_missing_ones(registrar):
    foreign = RegistrationAuthorityFactory(local=True)

    answers = [registrar.get(PAGE, {"autorite": key}).status_code for key in (foreign.pk, foreign.pk + 10_000)]

    assert answers == [404, 404]
    assert csv_of(registrar, "mois", autorite=foreign.pk).status_code == 404
    assert foreign.name not in registrar.get(PAGE).content.decode()


def test_a_registrar_counts_the_people_of_the_structure_and_no_others(registrar, mandate):
    PractitionerFactory(authority=mandate.authority, ready=True)
    PractitionerRoleFactory(
        organization=mandate.authority.organization,
        exercise__practitioner__authority=RegistrationAuthorityFactory(order=True),
    )
    PractitionerFactory(practising=True)

    found = dict(rows(registrar, "personnes"))

    assert [values for title, values in found.items()] == [[1, 0, 1, 2], [0, 0, 1, 1], [0, 0, 0, 0]]


def test_who_acts_for_one_site_counts_the_people_of_that_site_and_no_others():
    entity = OrganizationFactory(legal_entity=True, finess="750000001")
    authority = RegistrationAuthorityFactory(local=True, organization=entity)
    site, other = OrganizationFactory(parent=entity), OrganizationFactory(parent=entity)
    for place in (site, other, other):
        PractitionerRoleFactory(
            exercise__practitioner=PractitionerFactory(authority=authority), organization=place, authority=authority
        )
    client = sign_in(MandateFactory(authority=authority, organization=site).account)

    assert rows(client, "personnes")[0][1][-1] == 1
    whole = sign_in(MandateFactory(authority=authority).account)
    assert rows(whole, "personnes")[0][1][-1] == 3


def test_a_council_counts_the_people_of_its_department_and_is_never_given_those_of_its_order(monkeypatch):
    monkeypatch.setattr(dashboard_numbers, "FIGURES_LIVE", 0)
    council = RegistrationAuthorityFactory(order=True, department_code="75", name="Conseil de Paris")
    for place in ({}, {"in_brittany": True}):
        person = PractitionerFactory(authority=RegistrationAuthorityFactory(order=True))
        PractitionerRoleFactory(
            exercise__practitioner=person, exercise__order_code="ONI", organization=OrganizationFactory(**place)
        )
    figures.keep_figures(now=timezone.now())
    officer = MandateFactory(authority=council, role=MandateRole.ORDER_OFFICER).account

    assert rows(sign_in(officer), "personnes")[0][1][-1] == 1


def test_an_operator_chooses_the_country_or_any_authority_of_its_world():
    operator = sign_in(MandateFactory(operator=True).account)
    agency = RegistrationAuthorityFactory(regional=True)
    real = RegistrationAuthorityFactory(regional=True, is_test=False)
    PractitionerFactory(authority=agency, practising=True)
    PractitionerFactory(real=True, practising=True)

    assert rows(operator, "personnes")[0][1][-1] == 1
    assert rows(operator, "personnes", autorite=agency.pk)[0][1] == [0, 1, 0, 1]
    assert operator.get(PAGE, {"autorite": real.pk}).status_code == 404


def test_a_superuser_counts_both_worlds():
    client = sign_in(AccountFactory(operator=True))
    PractitionerFactory(practising=True)
    PractitionerFactory(real=True, practising=True)

    assert rows(client, "personnes")[0][1][-1] == 2


def test_many_local_authorities_are_searched_by_name_or_number(monkeypatch):
    operator = sign_in(MandateFactory(role=MandateRole.OPERATOR, operator=True).account)
    wanted = RegistrationAuthorityFactory(local=True, name="EHPAD Les Bruyères")
    RegistrationAuthorityFactory(local=True, name="Foyer du Lac")
    monkeypatch.setattr("directory.admin.dashboards.scopes.MOST_LOCAL", 1)

    assert list(operator.get(PAGE, {"nom": "bruy"}).context["named"]) == [wanted]
    assert operator.get(PAGE, {"nom": "%_'\\"}).context["named"] == []
    assert operator.get(PAGE, {"nom": "\0"}).status_code == 400


def test_months_show_who_was_registered_in_them(registrar, mandate):
    now = timezone.now()
    for days in (0, 0, 400):
        person = PractitionerFactory(authority=mandate.authority, practising=True)
        EnrolmentFactory(
            practitioner=person,
            role=person.exercises.get().roles.get(),
            authority=mandate.authority,
            enrolled_at=now - timedelta(days=days),
        )

    found = rows(registrar, "mois")

    assert len(found) == 12
    assert found[-1][1] == [2, 0]
    assert sum(values[0] for _title, values in found) == 2


def test_many_people_are_read_from_what_the_clock_kept_and_said_so(monkeypatch):
    agent = MandateFactory(agent=True)
    PractitionerFactory(authority=agent.authority, practising=True)
    client = sign_in(agent.account)
    monkeypatch.setattr(dashboard_numbers, "FIGURES_LIVE", 0)
    assert client.get(PAGE).context["charts"] == []
    assert csv_of(client, "personnes").status_code == 404

    then = timezone.now() - timedelta(hours=2)
    figures.keep_figures(now=then)
    PractitionerFactory(authority=agent.authority, practising=True)
    page = client.get(PAGE)

    assert (page.context["is_live"], page.context["counted_at"]) == (False, then)
    assert rows(client, "personnes")[0][1][-1] == 1


def test_a_chart_is_taken_away_as_a_file_and_the_trail_tells_of_it(registrar, mandate):
    PractitionerFactory(authority=mandate.authority, practising=True)

    answer = csv_of(registrar, "personnes")

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].startswith("Mes") or lines[0].startswith("Measure")
    assert lines[1].endswith(";1")
    event = AuditEvent.objects.get(action="directory.figures_exported")
    assert (event.actor, event.subject_id, event.details) == (
        mandate.account,
        str(mandate.authority.pk),
        {"chart": "personnes"},
    )


@pytest.mark.parametrize("chart", ["unknown", "people"])
def test_an_unknown_chart_is_no_file_and_leaves_no_line(registrar, chart):
    assert csv_of(registrar, chart).status_code == 404
    assert not AuditEvent.objects.filter(action="directory.figures_exported").exists()


def test_pages_only_read(registrar):
    assert registrar.post(PAGE).status_code == 405
    assert registrar.head(f"{PAGE}mois.csv").status_code == 405


def test_eleven_people_cost_the_same_queries_as_one(registrar, mandate):
    def cost():
        registrar.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get(PAGE).status_code == 200
        return len(queries)

    PractitionerFactory(authority=mandate.authority, ready=True)
    one = cost()
    for _ in range(10):
        PractitionerFactory(authority=mandate.authority, ready=True)

    assert cost() == one
