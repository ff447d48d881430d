"""Two workers, two registrars, a worker that is killed: each line registers one person, once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from directory.errors import StaffImportRefused
from directory.models import Enrolment, Practitioner, StaffImport, StaffImportState, StaffLineState
from directory.workflows import enrolment, one_more_role, staff_imports
from tests.factories.directory import ConceptFactory, MandateFactory
from tests.support.killed_import import register_and_kill
from tests.support.sheets import csv_file, person

pytestmark = pytest.mark.django_db(transaction=True)

VERBS = staff_imports.Verbs(enrol=enrolment.enrol, add_role=one_more_role.add_role)


@pytest.fixture
def mandate():
    ConceptFactory()
    ConceptFactory(activity_kind=True)
    return MandateFactory()


def checked(mandate, count, first=1):
    now = timezone.now()
    start = f"{timezone.localdate():%d/%m/%Y}"
    people = [person(place, start_date=start) for place in range(first, first + count)]
    given = staff_imports.receive(
        account=mandate.account,
        authority_id=mandate.authority_id,
        file_name="personnel.csv",
        content=csv_file(people),
        now=now,
    )
    while staff_imports.advance(now=now, verbs=VERBS):
        pass
    return given


def at_once(*acts):
    """Run these in threads of their own, and return what they raised."""
    raised = []
    gate = threading.Barrier(len(acts))

    def run(act):
        try:
            gate.wait()
            act()
        except Exception as fault:  # noqa: BLE001 - handed to the test
            raised.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_workers_register_each_line_once(mandate):
    given = checked(mandate, 12)
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=timezone.now())

    def work():
        for _ in range(20):
            staff_imports.advance(now=timezone.now(), verbs=VERBS, applied=3)

    assert at_once(work, work) == []

    given.refresh_from_db()
    assert given.state == StaffImportState.FINISHED
    assert Practitioner.objects.count() == Enrolment.objects.count() == 12


def test_two_registrars_confirm_two_files_and_one_waits(mandate):
    first, second = checked(mandate, 1), checked(mandate, 1, first=5)

    def confirm(given):
        return lambda: staff_imports.confirm(import_id=given.pk, account=mandate.account, now=timezone.now())

    raised = at_once(confirm(first), confirm(second))

    assert [type(fault) for fault in raised] == [StaffImportRefused]
    assert StaffImport.objects.filter(state=StaffImportState.CONFIRMED).count() == 1


def test_a_stop_during_the_registration_leaves_whole_lines(mandate):
    given = checked(mandate, 10)
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=timezone.now())
    begun = threading.Event()

    def enrol(**asked):
        written = enrolment.enrol(**asked)
        begun.set()
        return written

    def work():
        staff_imports.advance(
            now=timezone.now(), verbs=staff_imports.Verbs(enrol=enrol, add_role=one_more_role.add_role)
        )

    def stop():
        begun.wait(20)
        staff_imports.stop(import_id=given.pk, account=mandate.account, now=timezone.now())

    assert at_once(work, stop) == []

    given.refresh_from_db()
    assert given.state == StaffImportState.STOPPED
    done = given.lines.filter(state=StaffLineState.DONE).count()
    assert 1 <= done < 10
    assert Enrolment.objects.count() == done


@pytest.mark.slow
def test_a_worker_that_is_killed_leaves_no_half_line_and_the_next_one_goes_on(mandate):
    given = checked(mandate, 4)
    staff_imports.confirm(import_id=given.pk, account=mandate.account, now=timezone.now())

    assert register_and_kill(3) == -9

    assert Enrolment.objects.count() == 1
    later = timezone.now() + timedelta(seconds=1)
    for _ in range(50):
        staff_imports.advance(now=later, verbs=VERBS)
        given.refresh_from_db()
        if given.state == StaffImportState.FINISHED:
            break
        threading.Event().wait(0.2)  # until PostgreSQL has noticed that the worker is dead
    assert given.state == StaffImportState.FINISHED
    assert Practitioner.objects.count() == Enrolment.objects.count() == 4
