"""`manage.py verify_audit`: a line of counts, the faults in words, and an exit code."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.support.audit import seal_batches, tamper, told_seals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_a_sound_trail_is_a_line_of_counts(now, capsys):
    seal_batches(now, 2, 1)

    call_command("verify_audit")

    assert capsys.readouterr().out == "2 seals, 3 lines, 0 purged, 0 waiting for their seal.\nNothing is wrong.\n"


def test_faults_are_told_in_words_and_fail_the_command(now, capsys):
    batch = seal_batches(now, 2)[0]
    tamper("UPDATE directory_auditevent SET reason = 'x' WHERE id = %s", [batch[1].pk])

    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_audit")

    assert f"Seal 1, line {batch[1].pk}: a line is not what was sealed." in capsys.readouterr().err


def test_the_log_finds_an_end_that_was_cut_off(now, tmp_path, capsys, django_capture_on_commit_callbacks):
    log = tmp_path / "worker.log"
    with told_seals(django_capture_on_commit_callbacks) as lines:
        seal_batches(now, 1, 1)
    log.write_text("INFO something else\n" + "\n".join(lines) + "\n", encoding="utf-8")
    call_command("verify_audit", "--seals", str(log))
    tamper("DELETE FROM directory_auditseal WHERE number = 2")
    tamper(
        "DELETE FROM directory_auditevent WHERE id = (SELECT max(id) FROM directory_auditevent WHERE action LIKE %s)",
        ["%test"],
    )

    with pytest.raises(CommandError):
        call_command("verify_audit", "--seals", str(log))

    assert "Seal 2: the log knows this seal, the trail ends before it." in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"nothing of ours\n", b"\xff\xfe\x00", b'{"number": 0, "mac": ""}\n'])
def test_a_log_without_seals_proves_nothing_and_says_so(now, tmp_path, content):
    seal_batches(now, 1)
    log = tmp_path / "worker.log"
    log.write_bytes(content)

    with pytest.raises(CommandError, match="No line of this file"):
        call_command("verify_audit", "--seals", str(log))


@pytest.mark.parametrize("since", ["0", "-1", "9" * 30])
def test_a_seal_that_no_trail_has_is_refused_in_a_line(now, since):
    with pytest.raises(CommandError, match="from 1 on"):
        call_command("verify_audit", f"--since={since}")


def test_a_missing_file_is_refused_in_a_line(tmp_path):
    with pytest.raises(CommandError, match="absent"):
        call_command("verify_audit", "--seals", str(tmp_path / "absent"))
