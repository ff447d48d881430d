"""Files of exports: whose they are, handed over, erased, and nothing left behind."""

import shutil
import tempfile
from datetime import timedelta

import pytest

from directory.errors import ExportRefused
from directory.models import AuditEvent, ExportForm, Mandate
from directory.policy import EXPORT_KEPT
from directory.workflows import exports
from directory.workflows.exports import files
from tests.directory.workflows.exports.steps import ask, run, take
from tests.factories.directory import MandateFactory

pytestmark = pytest.mark.django_db


def test_another_account_neither_takes_nor_cancels_it(mandate, colleagues, now):
    job = run(ask(mandate, now), now)
    stranger = MandateFactory(authority=mandate.authority).account

    for act in (exports.take, exports.cancel):
        with pytest.raises(ExportRefused, match="gone"):
            act(export_id=job.pk, account=stranger, now=now)

    assert job.state == "READY"


def test_a_file_is_not_handed_over_once_a_mandate_has_ended(mandate, colleagues, now):
    job = run(ask(mandate, now), now)
    Mandate.objects.filter(pk=mandate.pk).update(valid_until=now)

    with pytest.raises(ExportRefused, match="mandate"):
        exports.take(export_id=job.pk, account=mandate.account, now=now)


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
