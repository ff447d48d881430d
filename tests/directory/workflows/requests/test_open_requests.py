"""A direct enrolment of somebody with an open request in that structure says so, and leads to it."""

from dataclasses import replace
from datetime import date

import pytest

from directory.errors import OpenRequest
from directory.models import Practitioner
from directory.workflows.applicant import Person, Practice
from directory.workflows.enrolment import enrol
from directory.workflows.one_more_role import add_role
from tests.factories.directory import CivilIdentityFactory, EnrolmentRequestFactory, OrganizationFactory

ROSE = Person(
    birth_family_name="MARCHAND",
    given_names="Elise Rose",
    birth_date=date(1992, 11, 6),  # day and month swapped
    sex_code="F",
    email="rose@exemple.test",
    mobile="+33639980101",
)


@pytest.fixture
def practice(structure, now):
    return Practice(organization=structure, role_code="313", activity_kind_code="GENR11", start_date=now.date())


@pytest.fixture
def make(mandate, structure):
    def made(**traits):
        return EnrolmentRequestFactory(
            **{"authority": mandate.authority, "organization": structure, **traits},
        )

    return made


def test_the_same_traits_lead_to_the_request(make, mandate, practice, now):
    request = make()

    with pytest.raises(OpenRequest) as refusal:
        enrol(registrar=mandate.account, person=ROSE, practice=practice, now=now)

    assert refusal.value.request_id == request.pk
    assert not Practitioner.objects.exists()


def test_the_same_address_leads_to_the_invitation(make, mandate, practice, now):
    request = make(invited=True, answers__email="rose@exemple.test")

    with pytest.raises(OpenRequest) as refusal:
        enrol(registrar=mandate.account, person=ROSE, practice=practice, now=now)

    assert refusal.value.request_id == request.pk


def test_the_person_recognised_leads_to_the_request_when_a_role_is_added(make, mandate, practice, now):
    known = CivilIdentityFactory(
        birth_family_name="MARCHAND", given_names="Rose", birth_date=ROSE.birth_date
    ).practitioner
    request = make(practitioner=known, answers__given_names="Zoé")

    with pytest.raises(OpenRequest) as refusal:
        add_role(registrar=mandate.account, practitioner_id=known.pk, person=ROSE, practice=practice, now=now)

    assert refusal.value.request_id == request.pk


@pytest.mark.parametrize(
    "traits",
    [
        {"refused": True},
        {"draft": True, "answers__email": "rose@exemple.test"},
        {"answers__birth_date": date(1960, 1, 20)},
        {"answers__given_names": "Zoé"},
    ],
    ids=["closed", "a draft that no registrar knows of", "another birth date", "another given name"],
)
def test_nothing_else_stands_in_the_way(traits, make, mandate, practice, now):
    make(**traits)

    enrol(registrar=mandate.account, person=ROSE, practice=practice, now=now)


def test_a_request_elsewhere_stands_in_nobodys_way(make, mandate, practice, now):
    make(organization=OrganizationFactory())

    enrol(registrar=mandate.account, person=replace(ROSE, birth_date=date(1992, 6, 11)), practice=practice, now=now)
