"""A file far larger than the directory fills tables without indexes: same rows, and the same tables afterwards."""

import pytest
from django.db import connection

from directory.extract.sample.people import sample_rows
from directory.extract.writer import write_extract
from directory.models import DirectoryEntry, LoadState, Practitioner
from directory.workflows.loading import applying
from tests.support.extracts import load, nurse, write_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits")]

set_aside = applying.set_aside  # the real one, whatever a test puts in its place

_SCHEMA = """
SELECT 'index', schemaname || '.' || tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname || ' ' || tgenabled::text
    FROM pg_trigger WHERE NOT tgisinternal
ORDER BY 1, 2, 3
"""


def schema() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_SCHEMA)
        return cursor.fetchall()


def told() -> list[tuple[object, ...]]:
    """What the directory says of its people, without the keys that a sequence gave."""
    people = Practitioner.objects.order_by("national_id").values_list(
        "national_id",
        "family_name",
        "given_names",
        "authority__code",
        "exercises__profession_code",
        "exercises__roles__source_key",
        "exercises__roles__organization__technical_id",
        "exercises__expertises__code",
    )
    entries = DirectoryEntry.objects.order_by("practitioner__national_id").values_list("family_key", "is_listed")
    return sorted(map(repr, people)) + list(map(repr, entries))


@pytest.fixture
def sample(tmp_path):
    path = tmp_path / "sample.txt"
    with path.open("wb") as out:
        write_extract(out, sample_rows(people=60, seed=5))
    return path


@pytest.fixture
def small_is_large(monkeypatch):
    monkeypatch.setattr(applying, "LOAD_BULK_LINES", 50)


def test_tables_filled_without_indexes_have_all_of_them_afterwards(sample, small_is_large, now):
    before = schema()

    outcome = load(sample, now)

    assert outcome.state == LoadState.FINISHED
    assert schema() == before


@pytest.mark.django_db(transaction=True)
def test_the_rows_are_those_of_an_ordinary_load(sample, monkeypatch, now):
    load(sample, now)
    ordinary = told()
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE directory_organization, directory_registrationauthority, directory_practitioner,"
            " directory_extractload CASCADE; DELETE FROM loading.memory_of; DELETE FROM loading.stage"
        )
    monkeypatch.setattr(applying, "LOAD_BULK_LINES", 50)
    calls = []
    monkeypatch.setattr(applying, "set_aside", lambda *given: calls.append(given) or set_aside(*given))

    load(sample, now)

    assert len(calls) == 1
    assert told() == ordinary


def test_a_directory_that_remembers_a_small_file_is_filled_the_same_way(
    sample, small_is_large, monkeypatch, tmp_path, now
):
    load(write_file(tmp_path, nurse(9970100001), nurse(9970100002)), now)
    calls = []
    monkeypatch.setattr(applying, "set_aside", lambda *given: calls.append(given) or set_aside(*given))

    outcome = load(sample, now)

    assert outcome.state == LoadState.FINISHED
    assert len(calls) == 1


def test_a_directory_that_holds_as_many_people_keeps_its_indexes_while_rows_come(
    sample, small_is_large, monkeypatch, tmp_path, now
):
    load(write_file(tmp_path, *(nurse(9970100001 + number) for number in range(8))), now)
    monkeypatch.setattr(applying, "set_aside", None)  # a call would fail

    assert load(sample, now).state == LoadState.FINISHED


def test_entries_of_very_many_people_are_written_all_at_once_to_the_same_end(sample, monkeypatch, now):
    monkeypatch.setattr(applying, "LOAD_ENTRIES_AT_ONCE", 10)
    load(sample, now)
    at_once = told()
    monkeypatch.undo()
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_directory_entries(ARRAY(SELECT id FROM directory_practitioner))")

    assert DirectoryEntry.objects.count() == 60
    assert told() == at_once
