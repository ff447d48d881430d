"""`manage.py load_correspondence`: counts, the lines that could not be used, and a report of all of them."""

import pytest
from django.core.management import CommandError, call_command

from directory.models import FormerIdentifier
from tests.factories.directory import PractitionerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path):
    person = PractitionerFactory()
    path = tmp_path / "table.csv"
    lines = ["N° ADELI;N° RPPS", f"750712185;{person.identifier}", "012800736;99799999992", "rien;rien"]
    path.write_text("\n".join(lines), encoding="latin-1")
    return path


@pytest.mark.parametrize("content", [None, b"", b"a,b"])
def test_a_refusal_is_one_line(tmp_path, content):
    path = tmp_path / "table.csv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        call_command("load_correspondence", str(path))

    assert "\n" not in str(refusal.value)


def test_a_dry_run_says_what_a_load_would_do_and_the_report_holds_every_line(table, tmp_path, capsys):
    report = tmp_path / "report.csv"

    call_command("load_correspondence", str(table), "--dry-run", "--report", str(report))
    rehearsed = capsys.readouterr().out
    assert not FormerIdentifier.objects.exists()
    call_command("load_correspondence", str(table))
    done = capsys.readouterr().out

    assert rehearsed.startswith(done)
    assert FormerIdentifier.objects.get().national_id == "0750712185"
    assert "3" in done.splitlines()[0]
    assert sum("99799999992" in line or "rien;rien" in line for line in done.splitlines()) == 2
    lines = report.read_text(encoding="utf-8").splitlines()
    assert [line.split(";")[3:] for line in lines[1:]] == [
        ["linked", ""],
        ["refused", "unknown_rpps"],
        ["refused", "adeli"],
    ]
