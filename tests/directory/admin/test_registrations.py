"""The list of registrations and the page of one: one's own, found by person, structure, period and registrar."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.directory import (
    EnrolmentFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

LIST = "/portail/directory/enrolment/"


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


def registration(mandate, family, *, place=None, **fields):
    authority = mandate.authority
    person = PractitionerFactory(family_name=family, given_names="Ana", authority=authority)
    role = PractitionerRoleFactory(exercise__practitioner=person, organization=place or authority.organization)
    return EnrolmentFactory(practitioner=person, authority=authority, role=role, **fields)


def people(client, **asked):
    page = client.get(LIST, asked)
    assert page.status_code == 200
    return [line.head.words.split()[-1] for line in page.context["lines"]]


def test_ones_own_registrations_come_latest_first(registrar, mandate):
    now = timezone.now()
    registration(mandate, "HIER", enrolled_at=now - timedelta(days=1))
    registration(mandate, "AUJOURDHUI", enrolled_at=now)
    EnrolmentFactory(practitioner__family_name="ETRANGER", authority=RegistrationAuthorityFactory())

    assert people(registrar) == ["AUJOURDHUI", "HIER"]


def test_a_person_is_found_by_number_by_words_and_by_how_the_family_name_begins(registrar, mandate):
    found = registration(mandate, "D'ARÇON-LÉGER").practitioner
    registration(mandate, "AUTRE")

    for text in (found.national_id, found.identifier, "leger arcon", "d arcon", "d’arçon", "ana leger"):
        assert people(registrar, q=text) == ["D'ARÇON-LÉGER"], text
    assert people(registrar, q="nemo") == people(registrar, q="'%") == []


def test_filters_narrow_by_structure_period_and_registrar(mandate):
    site = OrganizationFactory(parent=mandate.authority.organization)
    now = timezone.now()
    registration(mandate, "SITE", place=site, enrolled_at=now - timedelta(days=40))
    registration(mandate, "MIEN", enrolled_by=mandate.account, enrolled_at=now - timedelta(days=3))
    client = sign_in(mandate.account)

    assert people(client, structure=str(site.pk)) == ["SITE"]
    assert people(client, period="7") == ["MIEN"]
    assert people(client, period="90") == ["MIEN", "SITE"]
    assert people(client, by="me") == ["MIEN"]
    assert people(client, structure="987654321", period="x", by="x") == ["MIEN", "SITE"]


def test_choices_are_offered_to_those_who_have_them(registrar, mandate):
    def offered(client):
        return {one.name for one in client.get(LIST).context["filters"]}

    assert offered(registrar) == {"period", "by"}
    OrganizationFactory(parent=mandate.authority.organization)
    assert offered(registrar) == {"structure", "period", "by"}
    assert offered(sign_in(MandateFactory(auditor=True).account)) == {"period"}


def test_the_page_says_who_registered_whom_where_and_when(registrar, mandate):
    made = registration(mandate, "MARTIN", enrolled_by__display_name="Camille Roux")
    MandateFactory(account=made.enrolled_by)

    page = registrar.get(f"{LIST}{made.pk}/change/", headers={"Accept-Language": "en"}).content.decode()

    assert f"Camille Roux registered {made.practitioner.display_name} on" in page
    assert f"/portail/directory/practitioner/{made.practitioner_id}/change/" in page
    assert f"/portail/directory/organization/{made.role.organization_id}/change/" in page
    assert "the activity is open" in page


@pytest.mark.parametrize(("days", "words"), [(-2, "the activity has ended"), (20, "the activity is to come")])
def test_the_page_tells_how_the_activity_stands(days, words, registrar, mandate):
    made = registration(mandate, "MARTIN")
    day = timezone.localdate() + timedelta(days=days)
    made.role.valid_from, made.role.valid_until = (day, None) if days > 0 else (day - timedelta(days=9), day)
    made.role.save()

    page = registrar.get(f"{LIST}{made.pk}/change/", headers={"Accept-Language": "en"}).content.decode()

    assert words in page


def test_a_page_links_only_what_its_reader_sees(mandate):
    left = registration(mandate, "PARTI")
    left.role.organization = OrganizationFactory(in_brittany=True)
    left.role.save()

    page = sign_in(mandate.account).get(f"{LIST}{left.pk}/change/").content.decode()

    assert f"/portail/directory/organization/{left.role.organization_id}/" not in page


def test_eleven_registrations_cost_the_same_queries_as_one(registrar, mandate):
    def cost():
        registrar.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert registrar.get(LIST).status_code == 200
        return len(queries)

    registration(mandate, "MARTIN")
    one = cost()
    for _ in range(10):
        registration(mandate, "MARTIN")

    assert cost() == one
