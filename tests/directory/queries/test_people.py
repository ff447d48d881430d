"""Who may hold a card, who can be reached, and what codes are called."""

from datetime import date, timedelta

import pytest

from directory import queries
from directory.models import Concept
from tests.factories.directory import (
    ContactPointFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
)

pytestmark = pytest.mark.django_db

YESTERDAY = date(2026, 3, 16)
TODAY = date(2026, 3, 17)
TOMORROW = date(2026, 3, 18)


def eligible_with(now, *, person=None, exercise=None, role=None):
    practitioner = PractitionerFactory(**(person or {}))
    if exercise is not None:
        line = ProfessionalExerciseFactory(practitioner=practitioner, **exercise)
        if role is not None:
            PractitionerRoleFactory(exercise=line, **role)
    return queries.is_eligible(practitioner.pk, now)


def test_an_unknown_person_is_not_eligible(now):
    assert queries.is_eligible(0, now) is False


def test_a_person_without_practice_is_not_eligible(now):
    assert eligible_with(now) is False
    assert eligible_with(now, exercise={"order_code": ""}) is False


def test_an_open_role_makes_eligible(now):
    assert eligible_with(now, exercise={"order_code": ""}, role={"valid_until": None}) is True
    assert eligible_with(now, exercise={"order_code": ""}, role={"valid_until": TOMORROW}) is True


def test_a_role_that_ends_today_or_begins_tomorrow_does_not(now):
    assert (
        eligible_with(now, exercise={"order_code": ""}, role={"valid_from": YESTERDAY, "valid_until": TODAY}) is False
    )
    assert eligible_with(now, exercise={"order_code": ""}, role={"valid_from": TOMORROW, "valid_until": None}) is False


def test_registration_with_an_order_makes_eligible_without_any_role(now):
    assert eligible_with(now, exercise={"order_code": "CNOM", "struck_off_date": None}) is True
    assert eligible_with(now, exercise={"order_code": "CNOM", "struck_off_date": TOMORROW}) is True


def test_a_person_struck_off_is_not_eligible_even_with_an_open_role(now):
    struck = {"order_code": "CNOM", "struck_off_date": TODAY}

    assert eligible_with(now, exercise=struck) is False
    assert eligible_with(now, exercise=struck, role={"valid_until": None}) is False


def test_a_dead_person_is_not_eligible(now):
    assert eligible_with(now, person={"deceased_date": YESTERDAY}, exercise={"order_code": "CNOM"}) is False


def test_an_ended_exercise_does_not_count(now):
    ended = {"order_code": "CNOM", "valid_from": date(2020, 1, 1), "valid_until": TODAY}

    assert eligible_with(now, exercise=ended) is False


def test_the_day_is_the_one_of_paris(now):
    late = now.replace(hour=23, minute=30)  # already the 18th in Paris

    assert eligible_with(late, exercise={"order_code": ""}, role={"valid_from": TOMORROW, "valid_until": None}) is True


def test_eligibility_costs_one_query_known_or_not(now, practitioner, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.is_eligible(practitioner.pk, now)
    with django_assert_num_queries(1):
        queries.is_eligible(0, now)


def test_contacts_serve_once_verified_and_settled(now, practitioner):
    common = {"practitioner": practitioner, "verified_at": now, "verified_by": "CODE"}
    ContactPointFactory(kind="EMAIL", email="ana@example.org", mobile="", settled_at=now, **common)
    mobile = ContactPointFactory(
        kind="MOBILE", email="", mobile="+33639980001", settled_at=now + timedelta(hours=48), **common
    )

    assert set(queries.activation_contacts(practitioner.pk, now)) == {"EMAIL"}
    assert queries.can_be_reached(practitioner.pk, now) is False

    mobile.settled_at = now
    mobile.save()
    assert queries.can_be_reached(practitioner.pk, now) is True


def test_contacts_of_nobody_cost_the_same_query(now, practitioner, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.activation_contacts(practitioner.pk, now) == {}
    with django_assert_num_queries(1):
        assert queries.activation_contacts(None, now) == {}


def test_labels_are_asked_once_and_an_unknown_code_shows_itself(django_assert_num_queries):
    Concept.objects.create(table="TRE_R85-RolePriseCharge", oid="1.2.3", code="313", label="Aide-soignant")

    with django_assert_num_queries(1):
        assert queries.label("TRE_R85-RolePriseCharge", "313") == "Aide-soignant"
        assert queries.label("TRE_R85-RolePriseCharge", "999") == "999"
    assert queries.label("TRE_R85-RolePriseCharge", "") == ""
    assert queries.oid("TRE_R85-RolePriseCharge") == "1.2.3"
    assert queries.profession_label("313") == "Aide-soignant"
