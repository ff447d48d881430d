"""Lines go when their category keeps them no longer; the chain holds, and a hole that no purge tells is a fault."""

from datetime import timedelta

import pytest

from directory.models import AuditCategory, AuditEvent, AuditSeal
from directory.workflows import auditing
from directory.workflows.auditing import purging
from tests.support.audit import seal_batches, tamper, write_lines

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=366)


@pytest.fixture
def ago(now):
    """Two years before the clock of tests."""
    return now - 2 * YEAR


def kinds_left():
    return sorted(AuditEvent.objects.filter(action="directory.test").values_list("category", flat=True))


def test_each_category_is_kept_as_long_as_its_setting_says(now, ago):
    for category in AuditCategory.values:
        seal_batches(ago, 2, category=category)
    seal_batches(now - timedelta(days=30), 1, category="READING")

    assert auditing.purge(now=now) == 6
    assert kinds_left() == ["ACT", "ACT", "READING"]
    assert auditing.purge(now=now) == 0


def test_acts_go_after_ten_years(now):
    seal_batches(now - 11 * YEAR, 1)
    seal_batches(now - 9 * YEAR, 1)

    assert auditing.purge(now=now) == 1


def test_the_chain_holds_over_what_was_purged(now, ago):
    seal_batches(ago, 2, category="REFUSAL")
    seal_batches(ago, 1, category="ACT")
    seal_batches(now, 1, category="REFUSAL")

    auditing.purge(now=now)
    auditing.seal_waiting(now=now)
    result = auditing.verify(now=now)

    assert (result.faults, result.purged_count, result.line_count) == ([], 2, 3)
    assert AuditSeal.objects.count() == 4


def test_a_purge_is_a_line_of_the_trail(now, ago):
    seal_batches(ago, 3, category="SIGN_IN")

    auditing.purge(now=now)

    line = AuditEvent.objects.get(action=purging.PURGED)
    assert (line.details["kind"], line.details["count"], line.category) == ("SIGN_IN", 3, "ACT")


def test_a_line_of_another_category_removed_under_cover_of_a_purge_is_found(now, ago):
    seal_batches(ago, 1, category="READING")
    act = seal_batches(ago, 1)[0][0]
    auditing.purge(now=now)
    tamper("DELETE FROM directory_auditevent WHERE id = %s", [act.pk])

    assert [(fault.kind, fault.line) for fault in auditing.verify(now=now).faults] == [("removed", act.pk)]


def test_a_young_line_removed_after_a_purge_is_found(now, ago):
    seal_batches(ago, 1, category="READING")
    young = seal_batches(now, 1, category="READING")[0][0]
    auditing.purge(now=now)
    tamper("DELETE FROM directory_auditevent WHERE id = %s", [young.pk])

    assert [(fault.kind, fault.line) for fault in auditing.verify(now=now).faults] == [("removed", young.pk)]


@pytest.mark.parametrize("mac", ["", "00", None])
def test_a_purge_that_only_says_so_accounts_for_nothing(now, ago, settings, mac):
    line = seal_batches(ago, 1)[0][0]
    tamper("DELETE FROM directory_auditevent WHERE id = %s", [line.pk])
    claim = {"kind": "ACT", "before": now.isoformat(), "key": next(iter(settings.AUDIT_KEYS)), "mac": mac}
    write_lines(1, now, **{"action": purging.PURGED, **claim})

    assert [fault.kind for fault in auditing.verify(now=now).faults] == ["removed"]


def test_lines_that_no_seal_holds_stay(now, ago):
    write_lines(2, ago, category="READING")

    assert auditing.purge(now=now) == 0
    assert kinds_left() == ["READING", "READING"]


def test_a_purge_in_small_steps_removes_the_same(now, ago, monkeypatch):
    monkeypatch.setattr(purging, "AUDIT_PURGE_SEALS", 2)
    for day in range(5):
        seal_batches(ago + timedelta(days=day), 1, category="READING")

    assert auditing.purge(now=now) == 5
    assert auditing.verify(now=now).faults == []
    assert AuditEvent.objects.filter(action=purging.PURGED).count() > 1
