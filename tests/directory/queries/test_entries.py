"""Entries stay true: whatever changes about a person changes what finds them, at once or with the day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from directory import tasks
from directory.models import DirectoryEntry, Fusion, NameWord, Practitioner, PractitionerRole
from directory.workflows import entries
from tests.factories.directory import (
    LONG_AGO,
    AccountFactory,
    ContactPointFactory,
    EnrolmentFactory,
    ExpertiseFactory,
    OrganizationFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    ProfessionalExerciseFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def role():
    return PractitionerRoleFactory(exercise__practitioner=PractitionerFactory(family_name="DE LA TOUR"))


@pytest.fixture
def today():
    return timezone.localdate()


def entry(person):
    return DirectoryEntry.objects.get(pk=person.pk)


def terms(person):
    return set(entry(person).terms)


def test_an_entry_holds_what_finds_the_person(role):
    person = role.exercise.practitioner
    ExpertiseFactory(exercise=role.exercise)
    place = role.organization

    assert terms(person) == {
        *("n:de", "n:la", "n:tour", "n:delatour", "n:dela", "n:latour", "n:eloise"),
        *("w:t", "v:n", f"a:{person.authority_id}", "p:60", "x:SM54", "o:313"),
        *(f"s:{place.pk}", "c:75111", "z:75011", "d:75", "q:60:75", "r:11"),
    }
    assert (entry(person).family_key, entry(person).given_key) == ("de la tour", "eloise")
    assert entry(person).is_listed is True


def test_a_new_name_is_followed_and_its_words_are_known(role):
    person = role.exercise.practitioner

    Practitioner.objects.filter(pk=person.pk).update(family_name="ŒUVRARD", given_names="Ana")
    person.exercises.update(practice_family_name="ŒUVRARD", practice_given_name="Ana")

    assert entry(person).family_key == "oeuvrard"
    assert "n:tour" not in terms(person)
    assert NameWord.objects.filter(word="oeuvrard").exists()


def test_a_person_who_dies_is_listed_no_more(role, today):
    person = role.exercise.practitioner

    Practitioner.objects.filter(pk=person.pk).update(deceased_date=today)

    assert entry(person).is_listed is False


def test_a_person_removed_leaves_no_entry():
    person = PractitionerFactory()

    person.delete()

    assert not DirectoryEntry.objects.filter(pk=person.pk).exists()


def test_a_role_that_is_ended_finds_them_no_more_but_keeps_the_region(role, today):
    person = role.exercise.practitioner

    PractitionerRole.objects.filter(pk=role.pk).update(valid_until=today)

    assert entry(person).is_listed is False
    assert not {f"s:{role.organization_id}", "d:75", "o:313"} & terms(person)
    assert {"r:11", "p:60"} <= terms(person)


def test_a_role_moved_to_another_person_is_both_persons_change(role):
    other = ProfessionalExerciseFactory()

    PractitionerRole.objects.filter(pk=role.pk).update(exercise=other)

    assert "d:75" not in terms(role.exercise.practitioner)
    assert "d:75" in terms(other.practitioner)


def test_a_role_removed_finds_them_no_more(role):
    PractitionerRole.objects.filter(pk=role.pk).delete()

    assert "d:75" not in terms(role.exercise.practitioner)


def test_a_struck_off_profession_lists_nobody(role, today):
    role.exercise.struck_off_date = today
    role.exercise.save()

    assert entry(role.exercise.practitioner).is_listed is False
    assert not {"p:60", "d:75"} & terms(role.exercise.practitioner)


def test_an_expertise_given_up_finds_them_no_more(role, today):
    expertise = ExpertiseFactory(exercise=role.exercise)

    expertise.given_up_date = today
    expertise.save()

    assert "x:SM54" not in terms(role.exercise.practitioner)


def test_a_structure_that_moves_takes_its_people_along(role):
    place = role.organization
    place.region_code, place.department_code, place.postal_code, place.commune_code = "53", "35", "35000", "35238"

    place.save()

    assert {"r:53", "d:35", "z:35000", "c:35238"} <= terms(role.exercise.practitioner)
    assert not {"r:11", "d:75"} & terms(role.exercise.practitioner)


def test_a_fusion_hides_the_absorbed_record_until_it_is_undone(role):
    person = role.exercise.practitioner
    fusion = Fusion.objects.create(
        kept=PractitionerFactory(), absorbed=person, reason="one", made_by=AccountFactory(), made_at=LONG_AGO
    )
    assert entry(person).is_listed is False

    Fusion.objects.filter(pk=fusion.pk).update(undone_at=LONG_AGO)

    assert entry(person).is_listed is True


def test_those_who_registered_somebody_find_them(role):
    authority = RegistrationAuthorityFactory()

    EnrolmentFactory(practitioner=role.exercise.practitioner, role=role, authority=authority)

    assert f"a:{authority.pk}" in terms(role.exercise.practitioner)


def test_contacts_wait_then_are_proven():
    person = PractitionerFactory()
    assert {"v:w", "v:p", "v:n"} & terms(person) == {"v:n"}
    email = ContactPointFactory(practitioner=person)
    ContactPointFactory(practitioner=person, mobile_phone=True, verified=True)
    assert {"v:w", "v:p", "v:n"} & terms(person) == {"v:w"}

    email.verified_at, email.verified_by = LONG_AGO, "CODE"
    email.save()

    assert {"v:w", "v:p", "v:n"} & terms(person) == {"v:p"}


def test_somebody_with_one_proven_contact_and_no_other_misses_one():
    person = PractitionerFactory()

    ContactPointFactory(practitioner=person, verified=True)

    assert {"v:w", "v:p", "v:n"} & terms(person) == {"v:n"}


def test_what_begins_tomorrow_waits_for_tomorrow(today, now):
    tomorrow = today + timedelta(days=1)
    role = PractitionerRoleFactory(valid_from=tomorrow)
    person = role.exercise.practitioner
    assert entry(person).is_listed is False
    assert entry(person).changes_on == tomorrow
    assert tasks.refresh_entries() == 0

    assert entries.refresh_due(limit=10, now=timezone.now() + timedelta(days=1)) == 1

    assert entry(person).is_listed is True
    assert "d:75" in terms(person)
    assert entry(person).changes_on is None


@pytest.mark.parametrize("whose", ["role", "exercise", "expertise", "person"])
def test_what_ends_with_a_day_finds_nobody_from_that_day_on(whose, role, today):
    later = today + timedelta(days=40)
    expertise = ExpertiseFactory(exercise=role.exercise)
    row, field = {
        "role": (role, "valid_until"),
        "exercise": (role.exercise, "valid_until"),
        "expertise": (expertise, "given_up_date"),
        "person": (role.exercise.practitioner, "deceased_date"),
    }[whose]
    setattr(row, field, later)
    row.save()
    before = terms(role.exercise.practitioner)
    assert entry(role.exercise.practitioner).changes_on == later
    assert entries.refresh_due(limit=10, now=timezone.now() + timedelta(days=39)) == 0

    assert entries.refresh_due(limit=10, now=timezone.now() + timedelta(days=40)) == 1

    after = entry(role.exercise.practitioner)
    assert (set(after.terms), after.is_listed) != (before, True)
    assert after.changes_on is None


def test_a_round_of_the_calendar_is_bounded_and_goes_on(today):
    for _ in range(3):
        PractitionerRoleFactory(valid_from=today + timedelta(days=1))
    tomorrow = timezone.now() + timedelta(days=1)

    rounds = [entries.refresh_due(limit=2, now=tomorrow) for _ in range(3)]

    assert rounds == [2, 1, 0]


def test_all_entries_written_anew_are_the_same_as_one_by_one(role, today):
    ExpertiseFactory(exercise=role.exercise, given_up_date=today + timedelta(days=3))
    ContactPointFactory(practitioner=role.exercise.practitioner)
    PractitionerRoleFactory(organization=OrganizationFactory(in_brittany=True), valid_until=today + timedelta(days=9))
    ProfessionalExerciseFactory(struck_off=True, practice_family_name="VAN DER BERG")
    before = sorted(DirectoryEntry.objects.values_list())

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending on a table that is emptied
        cursor.execute("SELECT refresh_all_entries()")

    assert sorted(DirectoryEntry.objects.values_list()) == before
    assert NameWord.objects.get(word="vanderberg").person_count == 1


def test_words_are_counted_again():
    for _ in range(3):
        PractitionerFactory(family_name="MARTIN")
    NameWord.objects.filter(word="martin").update(person_count=1)

    assert tasks.recount_name_words() >= 1

    assert NameWord.objects.get(word="martin").person_count == 3
    assert tasks.recount_name_words() == 0
