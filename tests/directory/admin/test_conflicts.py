"""Conflicts of contacts on a record: shown in full to the authority of the person, and to nobody else."""

import pytest
from django.urls import reverse

from directory.models import ContactConflict, ContactKind
from tests.factories.directory import ContactPointFactory, MandateFactory, PractitionerFactory
from tests.factories.loads import ExtractLoadFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    """An officer of an order."""
    return MandateFactory(officer=True)


@pytest.fixture
def conflict(officer, now):
    """One about somebody of that order."""
    person = PractitionerFactory(authority=officer.authority, practising=True)
    ContactPointFactory(practitioner=person, email="holder@exemple.test", verified=True)
    return ContactConflict.objects.create(
        practitioner=person,
        kind=ContactKind.EMAIL,
        email="extract@exemple.test",
        load=ExtractLoadFactory(kind="RESTRICTED"),
        opened_at=now,
    )


def record_of(conflict):
    return reverse("portal:directory_practitioner_change", args=[conflict.practitioner_id])


def decision_on(conflict):
    return reverse("portal:resolve_conflict", args=[conflict.pk])


def test_a_national_operator_sees_the_person_and_neither_conflict_nor_decision(conflict):
    browser = sign_in(MandateFactory(operator=True).account)

    page = browser.get(record_of(conflict))
    refused = browser.post(decision_on(conflict), {"decision": "keep"})

    assert page.status_code == 200
    assert "extract@exemple.test" not in page.content.decode()
    assert refused.status_code == 404


def test_an_officer_of_another_order_finds_nothing(conflict):
    browser = sign_in(MandateFactory(officer=True, authority__code="CNOSF").account)

    assert browser.get(record_of(conflict)).status_code in {302, 404}
    assert browser.post(decision_on(conflict), {"decision": "take"}).status_code == 404


@pytest.mark.parametrize("decision", ["", "both"])
def test_a_decision_must_be_one_of_two(conflict, officer, decision):
    browser = sign_in(officer.account)

    assert browser.post(decision_on(conflict), {"decision": decision}).status_code == 404
    assert browser.get(decision_on(conflict)).status_code == 405


@pytest.mark.parametrize(("decision", "kept"), [("keep", "holder@exemple.test"), ("take", "extract@exemple.test")])
def test_the_officer_reads_the_conflict_and_ends_it_once(conflict, officer, decision, kept):
    browser = sign_in(officer.account)

    before = browser.get(record_of(conflict)).content.decode()
    browser.post(decision_on(conflict), {"decision": decision})
    again = browser.post(decision_on(conflict), {"decision": "keep"}, follow=True).content.decode()

    assert "extract@exemple.test" in before
    assert decision_on(conflict) not in again
    assert conflict.practitioner.contact_points.get(ended_at=None).email == kept
