"""Every page of the portal shows the viewer's rows and no others; foreign rows answer like missing ones."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.admin.base import ScopedModelAdmin
from directory.admin.site import portal
from directory.models import Practitioner
from directory.queries import entries
from tests.factories.directory import (
    AuditEventFactory,
    ContactPointFactory,
    EnrolmentFactory,
    MandateFactory,
    OrganizationFactory,
    OutboundMessageFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


@pytest.fixture
def foreigner():
    """A person of another structure, with everything a person may have."""
    person = PractitionerFactory(
        family_name="ETRANGER", ready=True, identified=True, authority=RegistrationAuthorityFactory()
    )
    EnrolmentFactory(practitioner=person, authority=person.authority)
    OutboundMessageFactory(practitioner=person)
    AuditEventFactory(practitioner=person)
    return person


def colleague_of(mandate, **traits):
    exercise = PractitionerRoleFactory(
        exercise__practitioner=PractitionerFactory(authority=RegistrationAuthorityFactory(), **traits),
        organization=mandate.authority.organization,
    ).exercise
    return exercise.practitioner


def address_of(row, page="change"):
    meta = row._meta
    return f"/portail/{meta.app_label}/{meta.model_name}/{row.pk}/{page}/"


def test_every_list_of_the_floor_is_scoped_and_read_only():
    admins = [item for model, item in portal._registry.items() if model._meta.app_label == "directory"]

    assert admins
    for item in admins:
        assert isinstance(item, ScopedModelAdmin)
        assert item.actions is None


def test_foreign_rows_answer_like_missing_ones(registrar, foreigner):
    for model in [model for model in portal._registry if model._meta.app_label == "directory"]:
        row = model.objects.order_by("-pk").first()  # what was made last is the foreigner's
        if row is None or model._meta.model_name in {"mandate", "organization"}:
            continue
        answer = registrar.get(address_of(row))
        missing = registrar.get(address_of(row).replace(f"/{row.pk}/", "/987654321/"))

        assert answer.status_code == missing.status_code, model
        assert answer.status_code in {302, 403, 404}, model


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_a_foreign_person_has_no_page(page, registrar, foreigner):
    answer = registrar.get(address_of(foreigner, page))

    assert answer.status_code in {302, 403, 404}
    assert b"ETRANGER" not in answer.content


def test_lists_show_no_foreign_row(registrar, mandate, foreigner):
    colleague_of(mandate, family_name="COLLEGUE")

    people = registrar.get("/portail/directory/practitioner/").content.decode()
    enrolments = registrar.get("/portail/directory/enrolment/").content.decode()
    messages = registrar.get("/portail/directory/outboundmessage/").content.decode()

    assert "COLLEGUE" in people
    assert "ETRANGER" not in people + enrolments + messages


def test_search_finds_a_whole_number_or_words_of_the_name_and_nobody_foreign(registrar, mandate, foreigner):
    person = colleague_of(mandate, family_name="D'ARÇON-LÉGER", given_names="Zoé")

    def found(text):
        return registrar.get("/portail/directory/practitioner/", {"q": text}).context["page"].count

    assert [found(text) for text in (person.national_id, person.identifier, "leger arcon", "zoe", "ETRANGER")] == [
        1,
        1,
        1,
        1,
        0,
    ]
    assert found(foreigner.national_id) == 0


@pytest.mark.parametrize("page", ["directory/extractload", "journal"])
def test_national_lists_are_for_operators(page, registrar):
    operator = sign_in(MandateFactory(operator=True).account)

    assert registrar.get(f"/portail/{page}/").status_code in {403, 404}
    assert operator.get(f"/portail/{page}/").status_code == 200


def test_nothing_is_added_changed_nor_deleted_in_lists(registrar, mandate):
    person = colleague_of(mandate)

    assert registrar.get("/portail/directory/practitioner/add/").status_code in {302, 403}
    registrar.post(address_of(person), {"family_name": "CHANGED"})
    registrar.post(address_of(person, "delete"), {"post": "yes"})

    person.refresh_from_db()
    assert person.family_name != "CHANGED"


def test_messages_show_states_and_never_content(registrar, mandate):
    OutboundMessageFactory(practitioner=colleague_of(mandate), sealed=b"the secret content")

    page = registrar.get("/portail/directory/outboundmessage/")

    assert b"the secret content" not in page.content


def test_contacts_are_masked_for_those_who_do_not_answer_for_the_person(registrar, mandate):
    person = colleague_of(mandate)
    ContactPointFactory(practitioner=person, email="secret.name@exemple.test")

    page = registrar.get(address_of(person)).content.decode()

    assert "secret.name@exemple.test" not in page
    assert "s•••@e•••.test" in page


def test_contacts_and_identity_are_shown_to_the_authority_of_the_person(registrar, mandate):
    person = PractitionerFactory(authority=mandate.authority, identified=True)
    ContactPointFactory(practitioner=person, email="ana@exemple.test")

    page = registrar.get(address_of(person)).content.decode()

    assert "ana@exemple.test" in page
    assert "04/03/1985" in page


def test_suggestions_and_the_toolkits_search_reveal_nobody(registrar, foreigner):
    asked = {"app_label": "directory", "model_name": "enrolment", "field_name": "practitioner", "term": "etranger"}

    suggestions = registrar.get("/portail/autocomplete/", asked)
    search = registrar.get("/portail/search/", {"s": "etranger", "extended": "1"})

    assert b"ETRANGER" not in suggestions.content
    assert search.status_code == 404


def test_an_officer_of_an_order_registers_nobody():
    client = sign_in(MandateFactory(officer=True).account)

    assert client.get("/portail/inscription/").status_code == 404


def test_an_activity_of_another_structure_is_not_ended(registrar, mandate):
    person = colleague_of(mandate)
    elsewhere = PractitionerRoleFactory(
        exercise=person.exercises.get(), organization=OrganizationFactory(), role_code="328"
    )

    assert registrar.get(f"/portail/situations/{elsewhere.pk}/fin/").status_code == 404


def test_a_foreign_person_gets_no_codes(registrar, foreigner):
    assert registrar.post(f"/portail/personnes/{foreigner.pk}/codes/").status_code == 404


def test_eleven_rows_cost_the_same_as_one(registrar, mandate):
    colleague_of(mandate, reachable=True)

    def cost(address):
        registrar.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert registrar.get(address).status_code == 200
        return len(queries)

    pages = ["/portail/", "/portail/directory/practitioner/", "/portail/directory/organization/"]
    one = [cost(page) for page in pages]
    for _ in range(10):
        colleague_of(mandate, reachable=True)

    assert [cost(page) for page in pages] == one
    assert Practitioner.objects.count() == 11


@pytest.mark.parametrize("address", ["/portail/", "/portail/directory/practitioner/", "/portail/directory/enrolment/"])
def test_a_page_reads_the_mandates_of_its_viewer_once(registrar, mandate, address):
    with CaptureQueriesContext(connection) as queries:
        assert registrar.get(address).status_code == 200

    read = [query["sql"] for query in queries if 'FROM "directory_mandate" INNER JOIN' in query["sql"]]
    own = [sql for sql in read if f'"directory_mandate"."account_id" = {mandate.account_id}' in sql]
    assert sum("LIMIT" not in sql for sql in own) == 1  # a task of my day reads a bounded list of its own


def figures(client):
    page = client.get("/portail/").content.decode()
    return re.findall(r'p-figure__count">([^<]*)</span> <span class="p-muted">([^<]*)<', page)


def test_the_day_counts_the_few_and_tells_about_how_many_there_are_of_the_many(registrar, mandate, monkeypatch):
    for _ in range(3):
        colleague_of(mandate, reachable=True)
    PractitionerRoleFactory()
    colleague_of(mandate)

    assert figures(registrar)[0] == ("4", "Personnes")

    monkeypatch.setattr(entries, "MANY", 0)
    monkeypatch.setattr(entries, "expect", lambda question: 213_987)

    assert figures(registrar)[0] == ("≈ 210\xa0000", "Personnes")


def test_the_portal_has_its_own_policy_for_scripts_and_every_other_page_the_strict_one(registrar, settings):
    def policy(address):
        return registrar.get(address)["Content-Security-Policy"]

    def scripts(address):
        return next(part for part in policy(address).split("; ") if part.startswith("script-src"))

    for address in ("/portail/", "/portail/inscription/", "/portail/directory/practitioner/"):
        assert scripts(address) == "script-src 'self' 'unsafe-eval'"
        assert "unsafe-inline" not in policy(address)
    for address in ("/", "/contact/unknown/", "/compte/2fa/", "/demo/boite/"):
        assert scripts(address) == "script-src 'self'"
        assert "unsafe" not in policy(address)
