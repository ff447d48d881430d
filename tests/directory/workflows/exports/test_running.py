"""Exports that the worker prepares: what they hold, what stops them, what is left of them after any accident."""

import csv
import io
from stat import S_IMODE

import pytest
from openpyxl import load_workbook

from directory.errors import ExportRefused
from directory.models import ExportForm, ExportJob, ExportKind, Mandate, OutboundMessage
from directory.policy import EXPORTS_OPEN, LOAD_TRIES
from directory.workflows import exports
from directory.workflows.exports import asking, files, running
from tests.directory.workflows.exports.steps import ask, numbers_in, run, take
from tests.factories.directory import (
    AccountFactory,
    PractitionerFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db


def test_an_account_has_so_many_open_exports_and_no_more(mandate, now):
    for _ in range(EXPORTS_OPEN):
        ask(mandate, now)

    with pytest.raises(ExportRefused, match="too_many"):
        ask(mandate, now)


def test_a_list_longer_than_its_format_is_refused_at_once(mandate, colleagues, now, monkeypatch):
    monkeypatch.setattr(asking, "MOST_LINES", {ExportForm.XLSX: 3, ExportForm.CSV: 100})

    with pytest.raises(ExportRefused, match="too_long"):
        ask(mandate, now, form=ExportForm.XLSX)
    assert run(ask(mandate, now), now).state == "READY"


@pytest.mark.parametrize("page", [2, 7, 500])
def test_a_list_that_grew_beyond_its_format_ends_in_words(page, mandate, colleagues, now, monkeypatch):
    job = ask(mandate, now)
    monkeypatch.setattr(running, "MOST_LINES", {ExportForm.CSV: 7})

    run(job, now, page=page)

    assert (job.state, job.reason, job.filters) == ("FAILED", "too_long", {})
    assert not files.keys_of_files()


@pytest.mark.parametrize("form", ExportForm)
def test_the_file_holds_every_page_of_what_the_account_sees(form, mandate, colleagues, now):
    PractitionerFactory(authority=RegistrationAuthorityFactory(local=True))

    job = run(ask(mandate, now, form=form), now, page=2, step=1)
    path = take(job, mandate, now)

    if form == ExportForm.XLSX:
        rows = list(load_workbook(path).active.values)
        found = sorted(row[0] for row in rows[1:])
    else:
        found = numbers_in(path.read_text(encoding="utf-8-sig"))
    assert found == sorted(person.national_id for person in colleagues)
    assert (job.row_count, job.line_count, job.expected_count) == (7, 7, 7)
    assert job.byte_count == path.stat().st_size
    assert S_IMODE(path.stat().st_mode) == 0o600
    assert S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", ExportKind)
def test_the_worker_writes_what_a_page_would_send(kind, mandate, colleagues, now):
    job = run(ask(mandate, now, kind=kind), now)
    sent = exports.lines_of(kind, exports.Reader(mandate.account, {}, now))

    written = list(csv.reader(io.StringIO(files.file_of(job).read_text(encoding="utf-8-sig")), delimiter=";"))

    assert written == [[str("" if cell is None else cell) for cell in line] for line in sent]


def test_an_empty_list_is_a_file_with_its_headings(mandate, now):
    job = run(ask(mandate, now, q="personne"), now)

    assert job.state == "READY"
    assert len(files.file_of(job).read_text().splitlines()) == 1


def test_filters_are_those_that_were_asked(mandate, colleagues, now):
    job = run(ask(mandate, now, q="collegue3"), now)

    assert numbers_in(files.file_of(job).read_text(encoding="utf-8-sig")) == [colleagues[3].national_id]


def test_a_mandate_that_ends_meanwhile_ends_the_export(mandate, colleagues, now):
    job = ask(mandate, now)
    exports.advance(now=now, page=2, step=1)
    Mandate.objects.filter(pk=mandate.pk).update(valid_until=now)

    run(job, now)

    assert (job.state, job.reason) == ("FAILED", "mandate")
    assert not files.keys_of_files()
    assert OutboundMessage.objects.filter(event="export_ended").count() == 1


def test_a_closed_account_gets_no_file(now):
    operator = AccountFactory(operator=True)
    job = exports.ask(
        account=operator, kind=ExportKind.STRUCTURES, form=ExportForm.CSV, filters={}, language="fr", now=now
    )
    operator.is_active = False
    operator.save()

    assert (run(job, now).state, job.reason) == ("FAILED", "mandate")


def test_whoever_asked_is_told_without_a_key_to_the_file(mandate, colleagues, now, monkeypatch):
    told = []
    monkeypatch.setattr(running.correspondence, "write_to_staff", lambda **letter: told.append(letter))

    job = run(ask(mandate, now), now)

    (letter,) = told
    (draft,) = letter["drafts"]
    assert draft.to == "registraire@exemple.test"
    assert draft.context["address"].endswith(f"/portail/exports/{job.pk}/")


def test_what_a_dead_worker_wrote_too_much_does_not_count(mandate, colleagues, now):
    job = ask(mandate, now)
    exports.advance(now=now, page=2, step=1)
    with (files.file_of(job).with_suffix(".draft")).open("a") as draft:
        draft.write("une demi-ligne")

    run(job, now, page=2)

    assert numbers_in(files.file_of(job).read_text(encoding="utf-8-sig")) == sorted(p.national_id for p in colleagues)


def test_an_export_whose_draft_is_lost_starts_again(mandate, colleagues, now):
    job = ask(mandate, now)
    exports.advance(now=now, page=2, step=1)
    files.erase(job.pk)

    run(job, now, page=2)

    assert (job.state, job.line_count) == ("READY", 7)


@pytest.mark.parametrize("form", ExportForm)
def test_a_worker_that_dies_before_it_says_that_the_file_is_made_is_caught_up(form, mandate, colleagues, now):
    job = ask(mandate, now, form=form)
    exports.advance(now=now, step=1)
    job.refresh_from_db()
    assert job.is_read
    files.finish(job)

    assert run(job, now).state == "READY"
    assert take(job, mandate, now).stat().st_size == job.byte_count


def test_an_export_that_fails_again_and_again_ends(mandate, colleagues, now, monkeypatch):
    def break_down(*_given):
        raise OSError("disk full")

    job = ask(mandate, now)
    monkeypatch.setattr(files, "append", break_down)
    for _ in range(LOAD_TRIES):
        with pytest.raises(OSError, match="disk full"):
            exports.advance(now=now)
    exports.advance(now=now)

    job.refresh_from_db()
    assert (job.state, job.reason) == ("FAILED", "failed")


def test_a_short_export_does_not_wait_for_a_long_one(mandate, colleagues, now):
    long, short = ask(mandate, now), ask(mandate, now, q="collegue1")

    exports.advance(now=now, page=1, step=3)
    exports.advance(now=now, page=1, step=3)

    assert ExportJob.objects.get(pk=short.pk).state == "READY"
    assert ExportJob.objects.get(pk=long.pk).state == "RUNNING"
