"""The claims of people whose practice is not the usual one."""

import pytest

from oidc.library.practitioner_claims import build_health_claims
from oidc.queries.practice import practice_of
from tests.factories.directory import (
    FormerIdentifierFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
)

pytestmark = pytest.mark.django_db


def claims_of(person, now):
    return build_health_claims(person, practice_of(person.national_id, now=now), auth_mode="MOBILE")


def test_a_care_assistant_has_a_role_and_no_profession(now):
    person = PractitionerFactory()
    exercise = ProfessionalExerciseFactory(practitioner=person, profession_code="", order_code="")
    PractitionerRoleFactory(exercise=exercise, role_code="313")

    claims = claims_of(person, now)

    assert claims["SubjectRole"] == ["313^1.2.250.1.213.1.6.1.107"]
    [told] = claims["SubjectRefPro"]["exercices"]
    assert told["codeProfession"] == ""
    assert told["activities"][0]["codeRole"] == "313"


def test_a_person_without_any_practice_has_empty_claims_and_no_role(now):
    claims = claims_of(PractitionerFactory(), now)

    assert claims["SubjectRole"] == []
    assert claims["SubjectOrganization"] == ""
    assert claims["Secteur_Activite"] == ""
    assert claims["SubjectRefPro"]["exercices"] == []


def test_other_identifiers_are_told_with_their_origin_and_quality(now):
    person = PractitionerFactory()
    FormerIdentifierFactory(practitioner=person, national_id="0750712184")
    FormerIdentifierFactory(practitioner=person, national_id="3750712184/0042", quality=0)
    FormerIdentifierFactory(practitioner=person, ended=True)

    claims = claims_of(person, now)

    assert claims["otherIds"] == [
        {"identifiant": person.national_id, "origine": "RPPS", "qualite": 1},
        {"identifiant": "0750712184", "origine": "ADELI", "qualite": 1},
        {"identifiant": "3750712184/0042", "origine": "EDIT", "qualite": 0},
    ]
