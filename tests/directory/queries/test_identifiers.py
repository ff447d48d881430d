"""Who a number names: present ones, former ones, and those of records that became somebody else's."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory import queries
from directory.identifiers import make_rpps
from directory.models import DirectoryEntry, Fusion
from directory.queries import public
from directory.queries.identifiers import is_number
from tests.factories.directory import AccountFactory, FormerIdentifierFactory, PractitionerFactory

pytestmark = pytest.mark.django_db
UNKNOWN = f"8{make_rpps(9_979_999_999)}"


def fuse(kept, absorbed, **given):
    return Fusion.objects.create(
        kept=kept, absorbed=absorbed, reason="essai", made_by=AccountFactory(), made_at=timezone.now(), **given
    )


def test_nobody_is_found_for_nothing_and_for_numbers_of_nobody():
    PractitionerFactory()

    for number in ("", "8", "899799999992", "0750712184"):
        assert queries.find_by_national_id(number) is None
        assert not queries.people_of_number(number).exists()


def test_a_number_is_found_with_its_type_digit_or_without_and_with_spaces():
    person = PractitionerFactory()
    adeli = PractitionerFactory(identifier_type="0", identifier="2A1000019", national_id="02A1000019")

    for number in (person.national_id, person.identifier, f" {person.identifier[:5]} {person.identifier[5:]} "):
        assert queries.people_of_number(number).get() == person
    for number in ("02A1000019", "2a1 000 019"):
        assert queries.people_of_number(number).get() == adeli
    assert queries.find_by_national_id(person.identifier) is None


def test_a_former_number_finds_its_person_until_it_ends():
    person = PractitionerFactory()
    FormerIdentifierFactory(practitioner=person, national_id="0750712184")
    FormerIdentifierFactory(practitioner=person, national_id="0012800736", ended=True)

    assert queries.find_by_national_id("0750712184") == person
    assert queries.people_of_number("750712184").get() == person
    assert queries.find_by_national_id("0012800736") is None
    assert [one.national_id for one in queries.other_identifiers(person)] == ["0750712184"]


def test_who_carries_a_number_goes_before_who_carried_it():
    present = PractitionerFactory()
    FormerIdentifierFactory(national_id=present.national_id)

    assert queries.find_by_national_id(present.national_id) == present


def test_numbers_follow_fusions_until_they_are_undone(django_assert_num_queries):
    people = [PractitionerFactory() for _ in range(4)]
    for kept, absorbed in zip(people[1:], people, strict=False):
        fuse(kept, absorbed)
    undone = PractitionerFactory()
    fuse(people[0], undone, undone_at=timezone.now())

    with django_assert_num_queries(1):
        assert queries.find_by_national_id(people[0].national_id) == people[3]
    assert queries.find_by_national_id(undone.national_id) == undone
    assert queries.records_now([people[1].pk, undone.pk, people[2].pk]) == [people[3].pk, undone.pk]


def test_a_circle_that_no_workflow_makes_still_ends():
    left, right = PractitionerFactory(), PractitionerFactory()
    fuse(left, right)
    fuse(right, left)

    assert queries.find_by_national_id(left.national_id) in {left, right}
    assert queries.records_now([left.pk])


@pytest.mark.parametrize(("text", "expected"), [("Jean Martin", False), ("2A1000019", True), ("997 0000 0005", True)])
def test_numbers_are_told_from_names(text, expected):
    assert is_number(text) is expected


def test_who_is_not_listed_costs_what_nobody_does():
    hidden = PractitionerFactory()
    DirectoryEntry.objects.filter(practitioner=hidden).update(is_listed=False)

    def cost(work):
        with CaptureQueriesContext(connection) as asked:
            assert not work()
        return len(asked)

    def searched(number):
        terms = queries.SearchTerms(text=number)
        return lambda: queries.search_people(terms, listed_only=True, test_people=hidden.is_test).found

    def page(number):
        return lambda: public.find_public_person(number, test_people=hidden.is_test, today=date(2026, 3, 17))

    assert cost(page(hidden.national_id)) == cost(page(UNKNOWN))
    assert cost(searched(hidden.national_id)) == cost(searched(UNKNOWN))
