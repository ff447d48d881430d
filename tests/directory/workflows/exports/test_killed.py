"""A worker that is killed while it prepares an export, and two workers at once: every row is in the file, once."""

import csv
import threading

import pytest
from django.utils import timezone

from directory.models import ExportForm, ExportJob, ExportKind, Practitioner
from directory.workflows import exports
from directory.workflows.exports import files
from tests.factories.directory import MandateFactory, PractitionerFactory
from tests.support.killed_export import prepare_and_kill
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path / "exports"
    mandate = MandateFactory()
    for _ in range(9):
        PractitionerFactory(authority=mandate.authority)
    return exports.ask(
        account=mandate.account,
        kind=ExportKind.PEOPLE,
        form=ExportForm.CSV,
        filters={},
        language="fr",
        now=timezone.now(),
    )


def numbers_of(job):
    with files.file_of(job).open(encoding="utf-8-sig", newline="") as lines:
        return sorted(row["Identification nationale PP"] for row in csv.DictReader(lines, delimiter=";"))


@pytest.mark.slow
def test_a_killed_worker_leaves_no_half_page_and_the_next_one_goes_on(job):
    assert prepare_and_kill(3) == -9

    held = ExportJob.objects.get(pk=job.pk)
    assert (held.state, held.row_count) == ("RUNNING", 4)
    for _ in range(50):
        exports.advance(now=timezone.now(), page=2)
        held.refresh_from_db()
        if held.state == "READY":
            break
        threading.Event().wait(0.2)  # until PostgreSQL has noticed that the worker is dead
    assert numbers_of(held) == sorted(person.national_id for person in Practitioner.objects.all())


def test_two_workers_write_one_file(job):
    def work():
        for _ in range(20):
            exports.advance(now=timezone.now(), page=1, step=1)

    at_once(work, work)
    for _ in range(20):
        exports.advance(now=timezone.now(), page=1, step=1)

    held = ExportJob.objects.get(pk=job.pk)
    assert (held.state, held.line_count) == ("READY", 9)
    assert numbers_of(held) == sorted(person.national_id for person in Practitioner.objects.all())
