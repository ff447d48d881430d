"""Loads that follow others: the same again changes nothing, what is gone ends, what others entered stays."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.extract.sample.people import sample_rows
from directory.extract.writer import write_extract
from directory.models import Expertise, LoadState, Practitioner, PractitionerRole, ProfessionalExercise
from tests.factories.directory import PractitionerRoleFactory
from tests.support.extracts import PRACTICE, assistant, load, load_by_force, nurse, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

TODAY = date(2026, 3, 17)


@pytest.mark.parametrize("columns", [56, 52])
def test_the_same_file_again_changes_nothing_even_when_forced(tmp_path, now, columns):
    path = tmp_path / "sample.txt"
    with path.open("wb") as out:
        write_extract(out, sample_rows(people=120, seed=3), columns=columns)
    first = load(path, now)
    before = snapshot()

    again = load(path, now + timedelta(days=1))
    forced = load_by_force(path, now + timedelta(days=1))

    assert first.change_count > 500
    assert (again.state, again.change_count) == (LoadState.UNCHANGED, 0)
    assert (forced.state, forced.change_count) == (LoadState.FINISHED, 0)
    assert snapshot() == before


def test_the_order_of_lines_does_not_matter(sample, tmp_path, now):
    load(sample, now)
    header, *lines = sample.read_bytes().splitlines(keepends=True)
    reversed_file = tmp_path / "reversed.txt"
    reversed_file.write_bytes(header + b"".join(reversed(lines)))

    outcome = load(reversed_file, now)

    assert (outcome.state, outcome.change_count) == (LoadState.FINISHED, 0)


def test_a_changed_line_changes_its_row_only(extract, now):
    load(extract(nurse(), assistant()), now)

    outcome = load(extract(nurse(family_name="LE GOFF-MOREAU"), assistant()), now + timedelta(days=1))

    assert {kind: merged.total for kind, merged in outcome.counts.items() if merged.total} == {
        "people": 1,
        "exercises": 1,
    }
    assert Practitioner.objects.get(family_name="LE GOFF-MOREAU").updated_at == now + timedelta(days=1)


def test_activities_gone_from_the_file_end_that_day(extract, now):
    load(extract(nurse(), nurse(**PRACTICE), assistant()), now - timedelta(days=30))

    outcome = load(extract(nurse()), now)

    assert outcome.counts["roles"].closed == 2
    assert outcome.counts["exercises"].closed == 1
    ended = PractitionerRole.objects.filter(valid_until=TODAY)
    assert set(ended.values_list("organization__technical_id", "role_code")) == {
        ("R99700000013018", "FON-33"),
        ("F359000007", "313"),
    }
    assert ProfessionalExercise.objects.get(valid_until=TODAY).practitioner.national_id == "899700000021"
    assert Practitioner.objects.count() == 2


def test_what_a_load_ended_opens_again_when_it_comes_back(extract, now):
    load(extract(nurse(), assistant()), now)
    load(extract(nurse()), now)

    outcome = load(extract(nurse(), assistant()), now)

    assert outcome.counts["roles"].updated == 1
    assert not PractitionerRole.objects.filter(valid_until__isnull=False).exists()
    assert not ProfessionalExercise.objects.filter(valid_until__isnull=False).exists()


def test_what_a_registrar_ended_with_a_reason_stays_ended(extract, now):
    load(extract(nurse()), now)
    PractitionerRole.objects.update(valid_until=TODAY, end_reason_code="CHL")

    outcome = load_by_force(extract(nurse()), now)

    assert outcome.change_count == 0
    assert PractitionerRole.objects.get().valid_until == TODAY


def test_what_a_registrar_entered_is_not_touched(extract, now):
    entered = PractitionerRoleFactory()

    load(extract(nurse()), now)

    assert PractitionerRole.objects.get(pk=entered.pk).valid_until == entered.valid_until
    assert ProfessionalExercise.objects.get(pk=entered.exercise_id).valid_until is None


def test_a_test_file_ends_no_activity_of_a_real_person(extract, now):
    load(extract(nurse(order=1234567890)), now)

    outcome = load(extract(nurse()), now)

    assert outcome.counts["roles"].closed == 0


def test_expertises_gone_from_the_file_are_removed(extract, now):
    specialist = nurse(expertise_kind_code="S", expertise_code="SI01")
    load(extract(specialist), now)

    outcome = load(extract(nurse(expertise_kind_code="S", expertise_code="SI04")), now)

    assert (outcome.counts["expertises"].created, outcome.counts["expertises"].removed) == (1, 1)
    assert Expertise.objects.get().code == "SI04"


def test_a_damaged_line_takes_no_right_away(extract, now):
    others = [nurse(9970000100 + number) for number in range(10)]
    load(extract(*others, assistant()), now)

    outcome = load(extract(*others, assistant(authority="")), now)

    assert outcome.refused_count == 1
    assert outcome.counts["roles"].closed == 0


def test_the_number_of_queries_does_not_grow_with_the_file(extract, now):
    load(extract(nurse()), now)  # codes and authorities come once
    counts = []
    for size in (1, 11):
        path = extract(*(nurse(order=9970000000 + size * 100 + number) for number in range(size)))
        with CaptureQueriesContext(connection) as queries:
            load(path, now)
        counts.append(len(queries))

    assert counts[0] == counts[1]
