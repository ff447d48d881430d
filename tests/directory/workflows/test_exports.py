"""Exports that the worker prepares: whose they are, what they hold, what is left of them after any accident."""

import csv
import io
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from stat import S_IMODE

import pytest
from openpyxl import load_workbook

from directory.errors import ExportRefused
from directory.models import AuditEvent, ExportForm, ExportJob, ExportKind, Mandate, OutboundMessage
from directory.policy import EXPORT_KEPT, EXPORTS_OPEN, LOAD_TRIES
from directory.workflows import exports
from directory.workflows.exports import asking, files, running
from tests.factories.directory import (
    AccountFactory,
    MandateFactory,
    PractitionerFactory,
    PractitionerRoleFactory,
    RegistrationAuthorityFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path / "exports"
    return settings.EXPORTS_DIR


@pytest.fixture
def mandate():
    return MandateFactory(account__email="registraire@exemple.test")


@pytest.fixture
def colleagues(mandate):
    return [colleague(mandate, f"COLLEGUE{place}") for place in range(7)]


def colleague(mandate, name):
    person = PractitionerFactory(authority=mandate.authority, family_name=name)
    PractitionerRoleFactory(exercise__practitioner=person, organization=mandate.authority.organization)
    return person


def ask(mandate, now, form=ExportForm.CSV, kind=ExportKind.PEOPLE, **filters):
    return exports.ask(account=mandate.account, kind=kind, form=form, filters=filters, language="fr", now=now)


def run(job, now, **limits):
    for _ in range(100):
        job.refresh_from_db()
        if job.state not in {"WAITING", "RUNNING"}:
            break
        exports.advance(now=now, **limits)
    return job


def take(job, mandate, now):
    with exports.take(export_id=job.pk, account=mandate.account, now=now) as content:
        return Path(content.name)


def numbers_in(text):
    return sorted(row["Identification nationale PP"] for row in csv.DictReader(io.StringIO(text), delimiter=";"))


def test_another_account_neither_takes_nor_cancels_it(mandate, colleagues, now):
    job = run(ask(mandate, now), now)
    stranger = MandateFactory(authority=mandate.authority).account

    for act in (exports.take, exports.cancel):
        with pytest.raises(ExportRefused, match="gone"):
            act(export_id=job.pk, account=stranger, now=now)

    assert job.state == "READY"


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


def test_a_file_is_not_handed_over_once_a_mandate_has_ended(mandate, colleagues, now):
    job = run(ask(mandate, now), now)
    Mandate.objects.filter(pk=mandate.pk).update(valid_until=now)

    with pytest.raises(ExportRefused, match="mandate"):
        exports.take(export_id=job.pk, account=mandate.account, now=now)


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


def test_the_trail_tells_asking_making_and_each_download(mandate, colleagues, now):
    job = run(ask(mandate, now, q="collegue"), now)
    for _ in range(2):
        take(job, mandate, now)

    lines = AuditEvent.objects.filter(subject_type="directory.ExportJob").order_by("pk")
    assert list(lines.values_list("action", "outcome")) == [
        ("directory.export_asked", "DONE"),
        ("directory.export_made", "EXPORTED"),
        ("directory.export_taken", "EXPORTED"),
        ("directory.export_taken", "EXPORTED"),
    ]
    assert {line.mandate for line in lines} == {mandate}
    assert all("collegue" not in str(line.details) for line in lines)


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


def test_a_cancelled_export_leaves_nothing_even_when_the_worker_writes_at_that_moment(
    mandate, colleagues, now, monkeypatch
):
    job = ask(mandate, now, q="collegue")
    append = files.append

    def cancel_meanwhile(held, rows):
        exports.cancel(export_id=job.pk, account=mandate.account, now=now)
        return append(held, rows)

    monkeypatch.setattr(files, "append", cancel_meanwhile)
    exports.advance(now=now, page=2)

    job.refresh_from_db()
    assert (job.state, job.filters) == ("CANCELLED", {})
    assert not files.keys_of_files()


def test_a_ready_file_can_be_erased_at_once_and_once(mandate, colleagues, now):
    job = run(ask(mandate, now), now)

    exports.cancel(export_id=job.pk, account=mandate.account, now=now)

    assert not files.keys_of_files()
    with pytest.raises(ExportRefused, match="gone"):
        exports.cancel(export_id=job.pk, account=mandate.account, now=now)


def test_files_go_after_their_day_and_with_them_what_was_looked_for(mandate, colleagues, now, folder):
    job = run(ask(mandate, now, q="collegue"), now)
    later = run(ask(mandate, now), now + timedelta(hours=1))
    (folder / "987654.csv").write_text("an export that is in no table")

    with pytest.raises(ExportRefused, match="gone"):
        exports.take(export_id=job.pk, account=mandate.account, now=now + EXPORT_KEPT)
    assert exports.erase_due(now=now + EXPORT_KEPT) == 1

    job.refresh_from_db()
    assert (job.state, job.filters) == ("EXPIRED", {})
    assert files.keys_of_files() == {later.pk}


def test_what_a_killed_worker_left_of_a_workbook_goes_with_it(mandate, colleagues, now, folder, monkeypatch):
    left = []

    def die(_out, sheets):
        for rows in sheets.values():
            with tempfile.NamedTemporaryFile("w", delete=False) as rows_of_the_library:
                rows_of_the_library.write(str(list(rows)))
        left.extend(path for path in folder.rglob("*") if path.is_file())
        raise KeyboardInterrupt

    job = ask(mandate, now, form=ExportForm.XLSX)
    exports.advance(now=now, step=1)
    monkeypatch.setattr(files, "write_workbook", die)
    monkeypatch.setattr(shutil, "rmtree", lambda *_given, **_how: None)  # a killed process puts nothing away
    with pytest.raises(KeyboardInterrupt):
        exports.advance(now=now)
    monkeypatch.undo()

    assert len(left) == 3  # the draft, the workbook begun, the file of the library
    exports.cancel(export_id=job.pk, account=mandate.account, now=now)
    assert not any(folder.iterdir())


def test_a_file_that_is_gone_is_neither_taken_nor_said_to_be(mandate, colleagues, now):
    job = run(ask(mandate, now), now)
    files.file_of(job).unlink()

    with pytest.raises(ExportRefused, match="gone"):
        exports.take(export_id=job.pk, account=mandate.account, now=now)
    assert not AuditEvent.objects.filter(action="directory.export_taken").exists()


def test_a_short_export_does_not_wait_for_a_long_one(mandate, colleagues, now):
    long, short = ask(mandate, now), ask(mandate, now, q="collegue1")

    exports.advance(now=now, page=1, step=3)
    exports.advance(now=now, page=1, step=3)

    assert ExportJob.objects.get(pk=short.pk).state == "READY"
    assert ExportJob.objects.get(pk=long.pk).state == "RUNNING"
