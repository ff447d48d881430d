"""What comes again and again leaves few lines, and how often it came."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from directory.models import AuditEvent, AuditFold
from directory.workflows import auditing
from tests.factories.directory import AccountFactory

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=4)


def refuse(now, times=1, **given):
    return sum(
        auditing.remember_refusal(action="directory.act_refused", reason="not_allowed", now=now, **given)
        for _ in range(times)
    )


def test_a_refusal_says_who_and_why(now):
    account = AccountFactory()

    assert refuse(now, actor=account, page="enrol") == 1

    line = AuditEvent.objects.get()
    assert (line.actor, line.reason, line.outcome, line.category) == (account, "not_allowed", "REFUSED", "REFUSAL")
    assert line.details == {"page": "enrol"}


def test_ten_refusals_a_minute_are_written_and_the_others_counted(now):
    account, other = AccountFactory(), AccountFactory()

    assert refuse(now, 25, actor=account) == 10
    assert refuse(now, actor=other) == 1
    assert refuse(now + timedelta(minutes=1), actor=account) == 1
    assert auditing.close_windows(now=now + LATER) == 3

    line = AuditEvent.objects.get(action="directory.refusals_counted")
    assert (line.actor, line.details["count"], line.outcome) == (account, 15, "REFUSED")
    assert not AuditFold.objects.exists()
    assert auditing.close_windows(now=now + LATER) == 0


def test_strangers_are_counted_together_and_by_the_account_that_they_try(now):
    tried = AccountFactory()

    assert refuse(now, 25) == 10
    assert refuse(now, 25, target=tried) == 10
    auditing.close_windows(now=now + LATER)

    told = AuditEvent.objects.filter(action="directory.refusals_counted").order_by("subject_id")
    assert [(line.actor, line.subject_id, line.details["count"]) for line in told] == [
        (None, "", 15),
        (None, str(tried.pk), 15),
    ]


def test_a_window_that_is_not_over_stays(now):
    refuse(now, 11)

    assert auditing.close_windows(now=now + timedelta(seconds=70)) == 0
    assert AuditFold.objects.get().seen_count == 11


def read(now, account, question="a"):
    return auditing.remember_reading(
        action="directory.audit_read", question=question, actor=account, now=now, filters=[]
    )


def test_the_same_question_within_ten_minutes_leaves_one_line(now):
    account = AccountFactory()

    assert [read(now, account), read(now + timedelta(minutes=9), account)] == [True, False]
    assert [read(now, account, "b"), read(now, AccountFactory())] == [True, True]
    assert read(now + timedelta(minutes=11), account) is True
    assert set(AuditEvent.objects.values_list("outcome", "category")) == {("READ", "READING")}
    auditing.close_windows(now=now + timedelta(hours=1))
    assert not AuditEvent.objects.filter(action="directory.refusals_counted").exists()


@pytest.mark.django_db(transaction=True)
def test_refusals_at_once_are_all_counted(now):
    def hammer():
        refuse(now, 10)
        connection.close()

    threads = [threading.Thread(target=hammer) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert AuditEvent.objects.count() == 10
    assert AuditFold.objects.get().seen_count == 30
