"""`manage.py load_extract`: files and folders; refusals in one line."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from directory.extract.layouts import FileKind, header_line
from directory.models import ExtractKind, ExtractLoad, LoadState, Practitioner
from tests.support.extracts import graduate, known, nurse, specialist

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("content", [None, "a;b\n", ""])
def test_the_command_refuses_in_one_line(tmp_path, content):
    path = tmp_path / "extract.txt"
    if content is not None:
        path.write_text(content)

    with pytest.raises(CommandError) as refusal:
        call_command("load_extract", str(path))

    assert "\n" not in str(refusal.value)


def test_the_command_refuses_a_folder_without_extract(tmp_path):
    (tmp_path / "notes.txt").write_text(header_line())

    with pytest.raises(CommandError):
        call_command("load_extract", str(tmp_path))


def test_the_command_prints_its_report_and_takes_the_newest_file_of_a_folder(extract, capsys):
    path = extract(nurse(sector_code="SA99"), extra=b"broken\n")
    (path.parent / "PS_LibreAcces_Personne_activite_202001010000.txt").write_text("older")

    with translation.override("en"):
        call_command("load_extract", str(path.parent))
        call_command("load_extract", str(path))

    out = capsys.readouterr().out
    assert "SA99 (1)" in out
    assert "line 3: wrong number of fields" in out
    assert "people: 1 created, 0 updated, 0 closed, 0 removed" in out
    assert ExtractLoad.objects.filter(state=LoadState.UNCHANGED).count() == 1


def test_the_command_takes_the_files_of_every_kind_of_a_folder_in_their_order(extract):
    for kind, line in (
        (FileKind.RESTRICTED, known(9970000003)),
        (FileKind.DIPLOMAS, graduate()),
        (FileKind.EXPERTISES, specialist(expertise_code="SM41")),
        (FileKind.ACTIVITIES, specialist()),
    ):
        folder = extract(line, kind=kind).parent

    call_command("load_extract", str(folder))

    loads = ExtractLoad.objects.order_by("pk")
    assert list(loads.values_list("kind", "state", "refused_count")) == [
        (kind, LoadState.FINISHED, 0) for kind in ExtractKind
    ]
    person = Practitioner.objects.get()
    assert (person.diplomas.count(), person.contact_points.count()) == (1, 2)
    assert person.exercises.get().expertises.count() == 2


def test_the_command_rehearses_and_forces(extract, capsys):
    path = extract(nurse())

    call_command("load_extract", str(path), "--dry-run")
    assert not Practitioner.objects.exists()
    call_command("load_extract", str(path))
    call_command("load_extract", str(path), "--force")

    assert list(ExtractLoad.objects.values_list("state", flat=True)) == [LoadState.FINISHED, LoadState.FINISHED]
