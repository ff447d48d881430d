"""« Register a person », as a registrar lives it: errors, people alike, the number, the next steps."""

from datetime import date

import pytest
from django.utils import timezone

from directory.models import Enrolment, OutboundMessage, Practitioner
from tests.factories.directory import (
    CivilIdentityFactory,
    ConceptFactory,
    MandateFactory,
    OrganizationFactory,
    PractitionerFactory,
)
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    ConceptFactory(profession=True)
    return MandateFactory()


@pytest.fixture
def registrar(mandate):
    return sign_in(mandate.account)


@pytest.fixture
def answers(mandate):
    return {
        "birth_family_name": "Léger",
        "given_names": "Ana, Éloïse",
        "birth_date": "1991-04-09",
        "sex_code": "F",
        "email": "Ana@Exemple.test",
        "mobile": "06 39 98 01 77",
        "organization": mandate.authority.organization_id,
        "role_code": "313",
        "activity_kind_code": "GENR11",
        "start_date": timezone.localdate().isoformat(),
    }


def test_a_foreign_structure_is_not_on_offer(registrar, answers):
    foreign = OrganizationFactory(legal_name="FOREIGN PLACE", trade_name="")

    page = registrar.get("/portail/inscription/").content.decode()
    answer = registrar.post("/portail/inscription/", {**answers, "organization": foreign.pk})

    assert "FOREIGN PLACE" not in page
    assert answer.status_code == 422
    assert not Practitioner.objects.exists()


@pytest.mark.parametrize(
    ("mobile", "is_accepted"),
    [
        ("01 99 00 12 34", False),
        ("+44 7400 123456", False),
        ("12", False),
        ("06 39 98 12 34", True),
        ("+262 692 12 34 56", True),
        ("+590 690 12 34 56", True),
    ],
)
def test_only_french_mobile_numbers_are_accepted_overseas_included(mobile, is_accepted, registrar, answers):
    answer = registrar.post("/portail/inscription/", {**answers, "mobile": mobile})

    assert answer.status_code == (302 if is_accepted else 422)


def test_an_error_is_said_at_its_field_and_nothing_is_registered(registrar, answers):
    answer = registrar.post("/portail/inscription/", {**answers, "birth_date": "2020-01-01", "email": "nothing"})

    assert answer.status_code == 422
    assert not Practitioner.objects.exists()
    assert "email" in answer.context["form"].errors


def test_a_person_is_registered_and_the_next_page_says_the_number(registrar, answers):
    answer = registrar.post("/portail/inscription/", answers, follow=True)

    person = Practitioner.objects.get()
    assert person.given_names == "Ana Éloïse"
    assert person.identifier in answer.content.decode()
    assert OutboundMessage.objects.count() == 2


def test_people_alike_are_shown_and_added_to_or_put_aside(registrar, answers):
    known = CivilIdentityFactory(
        birth_family_name="LEGER", given_names="Eloise Ana", birth_date=date(1991, 9, 4)
    ).practitioner

    compared = registrar.post("/portail/inscription/", answers)
    same = registrar.post("/portail/inscription/", {**answers, "same": known.pk})
    other = registrar.post("/portail/inscription/", {**answers, "stranger": [known.pk], "role_code": "313"})

    assert compared.status_code == 409
    assert known.national_id in compared.content.decode()
    assert "04/09/1991" not in compared.content.decode()
    assert same.status_code == other.status_code == 302
    assert Practitioner.objects.count() == 2
    assert Enrolment.objects.filter(practitioner=known).count() == 1


def test_a_real_person_is_never_chosen_by_a_test_authority(registrar, answers):
    real = PractitionerFactory(real=True)

    answer = registrar.post("/portail/inscription/", {**answers, "same": real.pk})

    assert answer.status_code == 422
    assert not Enrolment.objects.exists()


def test_the_result_of_another_structure_is_not_shown(registrar, answers):
    registrar.post("/portail/inscription/", answers)
    stranger = sign_in(MandateFactory().account)

    assert stranger.get(f"/portail/inscription/{Enrolment.objects.get().pk}/").status_code == 404
