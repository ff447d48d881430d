"""Whatever is done to the trail behind the program's back is found, and called what it is."""

from datetime import timedelta

import pytest

from directory.models import AuditEvent, AuditSeal, AuditWaiting
from directory.workflows import auditing
from directory.workflows.auditing import verifying
from tests.factories.directory import MandateFactory
from tests.support.audit import seal_batches, tamper, told_seals, write_lines

pytestmark = pytest.mark.django_db


def found(now, **given):
    return [(fault.kind.value, fault.seal, fault.line) for fault in auditing.verify(now=now, **given).faults]


def test_an_empty_trail_has_no_fault(now):
    assert found(now) == []


def test_a_sound_trail_is_read_whole(now, practitioner):
    seal_batches(now, 3, 2, practitioner_id=practitioner.pk, subject=practitioner, reason="Élodie « dit »", codes=["a"])
    write_lines(1, now)

    result = auditing.verify(now=now)

    assert (result.seal_count, result.line_count, result.waiting_count, result.faults) == (2, 5, 1, [])


@pytest.mark.parametrize(
    "change",
    [
        "action = 'directory.other'",
        "occurred_at = occurred_at + interval '1 microsecond'",
        "reason = 'another'",
        "details = details || '{\"more\": 1}'",
        "outcome = 'REFUSED'",
        "category = 'READING'",
        "subject_id = subject_id || '1'",
        "actor_id = NULL",
        "mandate_id = NULL",
        "authority_id = NULL",
        "practitioner_id = NULL",
    ],
)
def test_a_changed_line_is_found_whatever_was_changed(now, practitioner, change):
    mandate = MandateFactory()
    given = {
        "actor": mandate.account,
        "mandate": mandate,
        "practitioner_id": practitioner.pk,
        "reason": "asked for",
    }
    batch = seal_batches(now, 2, 3, **given)[1]
    tamper(f"UPDATE directory_auditevent SET {change} WHERE id = %s", [batch[1].pk])  # noqa: S608  # constants of this test

    assert found(now) == [("changed", 2, batch[1].pk)]


def test_a_removed_line_is_found(now):
    first, second = seal_batches(now, 2, 2)
    tamper("DELETE FROM directory_auditevent WHERE id IN (%s, %s)", [first[0].pk, second[1].pk])

    assert found(now) == [("removed", 1, first[0].pk), ("removed", 2, second[1].pk)]


def test_lines_in_each_others_place_are_found(now):
    [batch] = seal_batches(now, 3)
    first, last = batch[0].pk, batch[2].pk
    tamper("UPDATE directory_auditevent SET id = -id WHERE id = %s", [first])
    tamper("UPDATE directory_auditevent SET id = %s WHERE id = %s", [first, last])
    tamper("UPDATE directory_auditevent SET id = %s WHERE id = %s", [last, -first])

    assert found(now) == [("reordered", 1, first), ("reordered", 1, last)]


def test_a_line_added_behind_the_trigger_is_found(now):
    seal_batches(now, 1)
    tamper(
        "INSERT INTO directory_auditevent (occurred_at, action, outcome, category, subject_type, subject_id, reason,"
        " details) VALUES (%s, 'directory.forged', 'DONE', 'ACT', '', '', '', '{}')",
        [now],
    )

    assert found(now) == [("added", None, AuditEvent.objects.get(action="directory.forged").pk)]


def test_a_line_that_nobody_seals_is_found_after_a_while_only(now):
    [line] = write_lines(1, now)
    since = AuditWaiting.objects.get().waits_since

    assert found(since + timedelta(minutes=9)) == []
    assert ("unsealed", None, line.pk) in found(since + timedelta(minutes=11))


@pytest.mark.parametrize(
    "change",
    [
        "sealed_at = sealed_at - interval '1 day'",
        "line_kinds = 'RA'",
        "line_ids = ARRAY[line_ids[2], line_ids[1]]",
        "mac = previous_mac",
        "previous_mac = mac",
    ],
)
def test_a_changed_seal_is_found_and_the_next_one_is_not_blamed(now, change):
    seal_batches(now, 1, 2, 1)
    tamper(f"UPDATE directory_auditseal SET {change} WHERE number = 2")  # noqa: S608  # constants of this test

    assert found(now) == [("seal_changed", 2, None)]


def test_a_seal_taken_out_of_the_chain_is_found_with_its_lines(now):
    _, second, _ = seal_batches(now, 1, 1, 1)
    tamper("DELETE FROM directory_auditseal WHERE number = 2")

    assert found(now) == [("seal_removed", 2, None), ("added", None, second[0].pk)]


def test_seals_in_each_others_place_are_found(now):
    seal_batches(now, 1, 1, 1, 1)
    tamper("UPDATE directory_auditseal SET number = -2 WHERE number = 2")
    tamper("UPDATE directory_auditseal SET number = 2 WHERE number = 3")
    tamper("UPDATE directory_auditseal SET number = 3 WHERE number = -2")

    assert found(now) == [("reordered", 2, None), ("reordered", 3, None)]


def test_a_seal_made_again_with_the_key_is_found_by_the_next_one(now, settings):
    """Whoever holds the key can seal what they like, but not without sealing all that came after."""
    seal_batches(now, 1, 1, 1)
    seal = AuditSeal.objects.get(number=2)
    seal.previous_mac = b"\x01" * 32
    mac = verifying.mac_of(seal, settings.AUDIT_KEYS[seal.key_id])
    tamper("UPDATE directory_auditseal SET previous_mac = %s, mac = %s WHERE number = 2", [seal.previous_mac, mac])

    assert found(now) == [("seal_replaced", 1, None), ("seal_replaced", 2, None)]


def test_a_key_that_is_gone_is_named_and_the_rest_is_verified(now, settings):
    settings.AUDIT_KEYS = {"lost": b"l" * 32, "kept": b"k" * 32}
    seal_batches(now, 1)
    settings.AUDIT_KEYS = {"lost": b"l" * 32}
    seal_batches(now, 1)
    settings.AUDIT_KEYS = {"kept": b"k" * 32}

    assert found(now) == [("unknown_key", 2, None)]


@pytest.mark.parametrize("with_lines", [True, False])
def test_a_trail_whose_end_was_cut_off_is_found_by_the_log_alone(now, with_lines, django_capture_on_commit_callbacks):
    with told_seals(django_capture_on_commit_callbacks) as log:
        *_, last = seal_batches(now, 1, 1, 1)
    tamper("DELETE FROM directory_auditseal WHERE number = 3")
    if with_lines:
        tamper("DELETE FROM directory_auditevent WHERE id = %s", [last[0].pk])

    assert ("truncated", 3, None) in found(now, told=["unrelated {line}", *log])
    assert (found(now) == []) is with_lines


def test_a_trail_sealed_anew_does_not_match_the_log(now, django_capture_on_commit_callbacks):
    with told_seals(django_capture_on_commit_callbacks) as log:
        seal_batches(now, 1)
    tamper("DELETE FROM directory_auditseal")
    tamper("INSERT INTO directory_auditwaiting SELECT id, now() FROM directory_auditevent")
    auditing.seal_waiting(now=now + timedelta(hours=1))

    assert found(now, told=log) == [("seal_replaced", 1, None)]


@pytest.mark.parametrize(
    "line",
    ["", '{"number"', '{"number": "1", "mac": 2}', '{"number": ' + "9" * 60 + ', "mac": "a"}', '{"number"' * 999],
)
def test_lines_of_the_log_that_tell_no_seal_are_skipped(now, line):
    seal_batches(now, 1)

    assert found(now, told=[line]) == []


def test_verifying_from_a_seal_on_looks_at_the_later_ones_only(now):
    first, second = seal_batches(now, 1, 1)
    tamper("UPDATE directory_auditevent SET reason = 'x' WHERE id IN (%s, %s)", [first[0].pk, second[0].pk])

    assert found(now, since=2) == [("changed", 2, second[0].pk)]
    assert found(now, since=3) == []


def test_the_trail_keeps_that_it_was_verified_and_what_was_found(now):
    batch = seal_batches(now, 2)[0]
    tamper("UPDATE directory_auditevent SET reason = 'x' WHERE id = %s", [batch[0].pk])

    auditing.verify(now=now)

    line = verifying.last_verification()
    assert (line.reason, line.details["faults"], line.details["seals"]) == ("changed", 1, 1)


def test_many_faults_are_counted_and_the_first_are_told(now):
    seal_batches(now, 150)
    tamper("UPDATE directory_auditevent SET reason = 'x'")

    result = auditing.verify(now=now)

    assert (result.fault_count, len(result.faults)) == (150, 100)


def test_few_seals_are_held_at_once(now, monkeypatch):
    seal_batches(now, 3, 3, 3, 3)
    monkeypatch.setattr(verifying, "_LINES", 5)

    assert [[seal.number for seal in batch] for batch in verifying._batches(1)] == [[1, 2], [3, 4]]
    assert found(now) == []
