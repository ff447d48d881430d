"""Loads as wholes: refused, paused, rehearsed, one at a time."""

import pytest
from django.db import connection, transaction

from directory.errors import LoadAlreadyRunning, UnreadableExtract
from directory.models import AuditEvent, ExtractLoad, LoadState, Practitioner, PractitionerRole
from directory.workflows import loading
from directory.workflows.loading.turn import ONE_LOAD_AT_A_TIME
from tests.support.extracts import assistant, load, nurse

pytestmark = pytest.mark.django_db


def test_a_file_of_another_kind_leaves_a_refused_load_and_nothing_else(tmp_path, now):
    path = tmp_path / "other.txt"
    path.write_text("a;b\n1;2\n")

    outcome = load(path, now)

    assert (outcome.state, outcome.refusal["code"]) == (LoadState.REFUSED, "unreadable_extract")
    assert "Identifiant PP" in outcome.refusal["missing"]
    assert ExtractLoad.objects.get().state == LoadState.REFUSED
    assert not Practitioner.objects.exists()


def test_a_first_file_tells_about_how_many_lines_it_has(sample, now):
    told = []
    (received,) = loading.receive(paths=[sample], now=now)

    loading.advance(load_id=received.pk, now=now, progress=lambda *step: told.append(step))

    lines = ExtractLoad.objects.get().line_count
    ((_step, done, about),) = [step for step in told if step[0] == "read"][-1:]
    assert done <= lines
    assert 0.9 < about / lines < 1.1


def test_a_rehearsal_of_a_file_of_another_kind_is_refused(tmp_path, now):
    path = tmp_path / "other.txt"
    path.write_text("a;b\n1;2\n")

    with pytest.raises(UnreadableExtract):
        loading.rehearse(path=path, now=now)

    assert not ExtractLoad.objects.exists()


def test_a_file_full_of_damaged_lines_waits_and_closes_nothing(extract, no_limits, now):
    load(extract(nurse(), assistant()), now)

    outcome = load(extract(nurse(), extra=b"broken\n" * 1_001), now)

    assert (outcome.state, outcome.refused_count) == (LoadState.PAUSED, 1_001)
    assert not PractitionerRole.objects.filter(valid_until__isnull=False).exists()


def test_a_rehearsal_tells_everything_and_changes_nothing(sample, now):
    outcome = loading.rehearse(path=sample, now=now)

    assert outcome.counts["people"].created == 120
    assert not Practitioner.objects.exists()
    assert not ExtractLoad.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_are_refused(extract, now):
    path = extract(nurse())
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_LOAD_AT_A_TIME])
            with pytest.raises(LoadAlreadyRunning):
                load(path, now)
    finally:
        other.close()


def test_several_loads_may_share_an_outer_transaction(extract, no_limits, now):
    with transaction.atomic():
        load(extract(nurse()), now)
        load(extract(nurse(), assistant()), now)

    assert Practitioner.objects.count() == 2
