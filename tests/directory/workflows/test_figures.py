"""The figures of dashboards: counted for the nation and each authority, kept, and counted again without harm."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directory.models import DirectoryFigure, Population
from directory.queries.figures import REGISTERED, STANDING, count_live
from directory.workflows import figures
from tests.factories.directory import (
    EnrolmentFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def kept(measure, authority=None, **where):
    rows = DirectoryFigure.objects.filter(measure=measure, authority=authority, **where)
    return {(row.day, row.population): row.value for row in rows}


def registered_on(day, **fields):
    role = PractitionerRoleFactory(exercise__practitioner__practising=True)
    return EnrolmentFactory(
        practitioner=role.exercise.practitioner, role=role, enrolled_at=datetime(*day, 12, tzinfo=UTC), **fields
    )


def test_people_are_counted_by_the_authority_that_answers_for_them():
    local, agency = RegistrationAuthorityFactory(local=True), RegistrationAuthorityFactory(regional=True)
    PractitionerFactory(authority=local, ready=True)
    PractitionerFactory(authority=agency, practising=True)
    PractitionerFactory(authority=agency, dead=True, practising=True)

    figures.keep_figures(now=NOW)

    assert kept("enrolled") == {(TODAY, Population.LOCAL): 1, (TODAY, Population.AGENCY): 1}
    assert kept("activable") == {(TODAY, Population.LOCAL): 1}


def test_each_authority_has_the_numbers_of_whom_its_staff_sees_and_local_ones_are_not_kept():
    agency = RegistrationAuthorityFactory(regional=True)
    other_agency = RegistrationAuthorityFactory(regional=True, code="ARS-53", region_code="53")
    order, local = RegistrationAuthorityFactory(order=True), RegistrationAuthorityFactory(local=True)
    worker = PractitionerFactory(authority=local)
    PractitionerRoleFactory(exercise__practitioner=worker)
    PractitionerRoleFactory(
        exercise=ProfessionalExerciseFactory(practitioner=PractitionerFactory(authority=order), of_order=True),
        organization__in_brittany=True,
    )

    figures.keep_figures(now=NOW)

    assert kept("enrolled", agency) == {(TODAY, Population.LOCAL): 1}
    assert kept("enrolled", other_agency) == {(TODAY, Population.ORDER): 1}
    assert kept("enrolled", order) == {(TODAY, Population.ORDER): 1}
    assert kept("enrolled", local) == {}


def test_test_people_and_real_people_are_never_added_up():
    agency = RegistrationAuthorityFactory(regional=True)
    PractitionerFactory(authority=agency, practising=True)
    PractitionerFactory(real=True, practising=True)

    figures.keep_figures(now=NOW)

    assert sum(kept("enrolled", is_test=True).values()) == 1
    assert sum(kept("enrolled", is_test=False).values()) == 1


def test_registrations_are_told_by_their_day_from_the_first_month_on():
    registered_on((2026, 11, 24))
    registered_on((2026, 11, 24))
    registered_on((2025, 12, 1))
    registered_on((2025, 11, 30))

    figures.keep_figures(now=NOW)

    days = {day for day, _population in kept("registered")}
    assert days == {date(2026, 11, 24), date(2025, 12, 1)}
    assert sum(kept("registered", day=date(2026, 11, 24)).values()) == 2


def test_counting_again_changes_nothing_and_what_was_kept_of_former_days_stays():
    registered_on((2026, 11, 24))
    figures.keep_figures(now=NOW)
    before = set(DirectoryFigure.objects.values_list("day", "authority", "measure", "population", "value"))

    figures.keep_figures(now=NOW + timedelta(hours=1))
    assert set(DirectoryFigure.objects.values_list("day", "authority", "measure", "population", "value")) == before

    registered_on((2026, 11, 24))
    figures.keep_figures(now=NOW + timedelta(days=1))
    assert sum(kept("registered", day=date(2026, 11, 24)).values()) == 2
    assert {day for day, _population in kept("enrolled")} == {TODAY, date(2026, 11, 26)}


def test_what_is_counted_at_once_is_what_the_clock_keeps():
    people = [registered_on((2026, 10, day)).practitioner for day in (3, 9)]
    figures.keep_figures(now=NOW)

    live = count_live([STANDING, REGISTERED], [one.pk for one in people], since=figures.first_day_shown(NOW), now=NOW)

    assert {(one.day, one.population): one.value for one in live if one.measure == "registered"} == kept("registered")
    assert sum(one.value for one in live if one.measure == "enrolled") == sum(kept("enrolled").values())


def test_people_who_are_not_asked_for_are_not_counted():
    registered_on((2026, 10, 3))

    assert count_live([STANDING, REGISTERED], [], since=figures.first_day_shown(NOW), now=NOW) == []
