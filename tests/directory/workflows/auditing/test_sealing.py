"""Lines are sealed once their transactions are over: each once, in a chain, one sealer at a time."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from directory import journal
from directory.models import AuditEvent, AuditSeal, AuditWaiting
from directory.workflows import auditing
from directory.workflows.auditing import macs, sealing
from tests.support.audit import seal_batches, tamper, told_seals, write_lines

pytestmark = pytest.mark.django_db


def test_nothing_waits_and_nothing_is_sealed(now):
    assert auditing.seal_waiting(now=now) == 0
    assert not AuditSeal.objects.exists()


def test_lines_are_sealed_once_and_chained(now):
    first, second = seal_batches(now, 3, 2)

    seals = list(AuditSeal.objects.order_by("number"))
    assert [seal.number for seal in seals] == [1, 2]
    assert [seal.line_ids for seal in seals] == [[line.pk for line in first], [line.pk for line in second]]
    assert bytes(seals[0].previous_mac) == macs.FIRST
    assert bytes(seals[1].previous_mac) == bytes(seals[0].mac)
    assert len(macs.split(seals[0].line_macs)) == 3
    assert not AuditWaiting.objects.exists()
    assert auditing.seal_waiting(now=now) == 0


def test_a_round_seals_no_more_than_it_is_told(now):
    write_lines(5, now)

    assert [auditing.seal_waiting(now=now, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_seal_is_made_with_the_newest_key_and_names_it(now, settings):
    settings.AUDIT_KEYS = {"old": b"o" * 32}
    seal_batches(now, 1)
    settings.AUDIT_KEYS = {"old": b"o" * 32, "new": b"n" * 32}
    seal_batches(now, 1)

    assert list(AuditSeal.objects.order_by("number").values_list("key_id", flat=True)) == ["old", "new"]
    assert auditing.verify(now=now).faults == []


def test_each_seal_is_told_to_the_log_once_it_is_committed(now, django_capture_on_commit_callbacks):
    with told_seals(django_capture_on_commit_callbacks) as lines:
        seal_batches(now, 2, 1)

    told = [json.loads(line[line.index("{") :]) for line in lines]
    seals = AuditSeal.objects.order_by("number")
    assert told == [{"number": s.number, "count": len(s.line_ids), "mac": bytes(s.mac).hex()} for s in seals]


def test_numbers_that_failed_transactions_left_out_break_nothing(now):
    write_lines(1, now)
    with pytest.raises(RuntimeError), transaction.atomic():
        write_lines(2, now)
        raise RuntimeError
    write_lines(1, now)

    assert auditing.seal_waiting(now=now) == 2
    assert auditing.verify(now=now).faults == []


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("model", [AuditEvent, AuditSeal])
def test_lines_and_seals_are_never_changed(now, model, change):
    seal_batches(now, 1)
    values = {"reason": "x"} if model is AuditEvent else {"key_id": "x"}

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.update(**values) if change == "update" else model.objects.all().delete()


@pytest.mark.parametrize("asked", ["ACT", "SIGN_IN", ""])
def test_the_database_lets_no_young_line_go_whoever_asks(now, asked):
    write_lines(1, now + timedelta(days=365 * 20))

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('directory.audit_purge', %s, true)", [asked])
        AuditEvent.objects.all().delete()


def test_a_line_that_went_before_it_was_sealed_is_told(now):
    kept, gone = write_lines(2, now)
    tamper("DELETE FROM directory_auditevent WHERE id = %s", [gone.pk])

    assert auditing.seal_waiting(now=now) == 1

    line = AuditEvent.objects.get(action=sealing.LINES_MISSING)
    assert line.details == {"count": 1, "lines": [str(gone.pk)]}
    assert [fault.kind for fault in auditing.verify(now=now).faults] == ["vanished"]
    assert kept.pk in AuditSeal.objects.get().line_ids


@pytest.mark.django_db(transaction=True)
def test_a_line_committed_late_is_sealed_late_and_the_others_do_not_wait_for_it(now):
    written, sealed = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            journal.record(action="directory.slow", now=now)
            written.set()
            assert sealed.wait(10)
        connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    assert written.wait(10)
    quick = journal.record(action="directory.quick", now=now)

    assert auditing.seal_waiting(now=now) == 1
    sealed.set()
    slow.join()
    late = AuditEvent.objects.get(action="directory.slow")
    assert late.pk < quick.pk
    assert auditing.seal_waiting(now=now) == 1

    assert [seal.line_ids for seal in AuditSeal.objects.order_by("number")] == [[quick.pk], [late.pk]]
    assert auditing.verify(now=now).faults == []


@pytest.mark.django_db(transaction=True)
def test_of_two_sealers_at_once_one_does_nothing(now):
    write_lines(1, now)
    found = []

    def seal_too():
        found.append(auditing.seal_waiting(now=now))
        connection.close()

    with transaction.atomic():
        assert auditing.seal_waiting(now=now) == 1
        other = threading.Thread(target=seal_too)
        other.start()
        other.join(10)

    assert found == [0]
    assert AuditSeal.objects.count() == 1
