"""The last change of an activity: its person and its profession count, so that whoever reads changes misses no end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from directory.models import PractitionerRole
from directory.workflows import entries, merging
from tests.factories.directory import (
    AccountFactory,
    ContactPointFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
)
from tests.support.extracts import load, nurse

pytestmark = pytest.mark.django_db

LONG_BEFORE = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
YESTERDAY = date(2026, 3, 16)


@pytest.fixture
def role():
    return PractitionerRoleFactory(updated_at=LONG_BEFORE, valid_until=None)


def has_changed(role):
    return PractitionerRole.objects.get(pk=role.pk).updated_at > LONG_BEFORE


def test_a_contact_is_no_change_of_an_activity(role):
    ContactPointFactory(practitioner=role.exercise.practitioner)

    assert not has_changed(role)


def test_a_profession_struck_off_changes_its_activities(role):
    role.exercise.struck_off_date = YESTERDAY
    role.exercise.save(update_fields=["struck_off_date"])

    assert has_changed(role)


def test_a_death_changes_the_activities_of_the_person_and_of_nobody_else(role):
    other = PractitionerRoleFactory(updated_at=LONG_BEFORE)
    person = role.exercise.practitioner
    person.deceased_date = YESTERDAY
    person.save(update_fields=["deceased_date"])

    assert has_changed(role)
    assert not has_changed(other)


def test_activities_that_pass_to_another_record_have_changed(role, now):
    merging.merge(
        account=AccountFactory(operator=True),
        kept_id=PractitionerFactory().pk,
        absorbed_id=role.exercise.practitioner_id,
        reason="Une seule et même personne",
        now=now,
    )

    assert has_changed(role)


def test_an_activity_that_ends_by_the_calendar_has_changed_that_day():
    now = timezone.now()  # the database writes entries by its own clock
    ending = PractitionerRoleFactory(updated_at=LONG_BEFORE, valid_until=timezone.localdate(now) + timedelta(days=30))
    assert not has_changed(ending)

    entries.refresh_due(limit=10, now=now + timedelta(days=29))
    assert not has_changed(ending)

    entries.refresh_due(limit=10, now=now + timedelta(days=30))
    assert has_changed(ending)


@pytest.mark.usefixtures("no_limits")
def test_a_load_that_changes_a_profession_changes_its_activities(extract, now):
    load(extract(nurse()), now)
    loaded = PractitionerRole.objects.get()
    PractitionerRole.objects.all().delete()
    loaded.updated_at = LONG_BEFORE
    loaded.save(force_insert=True)

    load(extract(nurse(practice_title_code="DR")), now + timedelta(days=1))

    assert has_changed(loaded)
