"""Files are sent, or taken from a folder that the server allows; what cannot be taken leaves nothing on disk."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from directory.extract.columns import COLUMNS
from directory.extract.layouts import FileKind, header_line
from directory.models import ExtractKind, ExtractLoad, LoadState
from tests.factories.directory import MandateFactory
from tests.support.staff import sign_in

pytestmark = pytest.mark.django_db

ADDRESS = "/portail/chargements/nouveau/"
HEADER = "|".join(COLUMNS.values()) + "|\n"


@pytest.fixture
def loads_dir(settings, tmp_path):
    settings.LOADS_DIR = tmp_path / "loads"
    return settings.LOADS_DIR


@pytest.fixture
def account():
    return MandateFactory(operator=True).account


@pytest.fixture
def operator(account, loads_dir):
    return sign_in(account)


@pytest.fixture(autouse=True)
def poked(monkeypatch):
    """How often the worker was asked; nothing runs here."""
    calls: list[str] = []
    monkeypatch.setattr("directory.tasks.advance_loads.apply_async", lambda **_options: calls.append("advance"))
    return calls


def a_file(name="PS_LibreAcces_Personne_activite_202603170800.txt", content=HEADER):
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def an_archive(*members, name="extraits.zip"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return SimpleUploadedFile(name, buffer.getvalue())


def left_on_disk(folder: Path):
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_a_stranger_leaves_nothing_on_disk(loads_dir):
    registrar = sign_in(MandateFactory().account)

    assert registrar.post(ADDRESS, {"files": a_file()}).status_code == 404
    assert Client().post(ADDRESS, {"files": a_file()}).status_code == 302
    assert left_on_disk(loads_dir) == []
    assert not ExtractLoad.objects.exists()


def test_a_form_of_another_site_leaves_nothing_on_disk(operator, loads_dir):
    operator.handler.enforce_csrf_checks = True

    answer = operator.post(ADDRESS, {"files": a_file()})

    assert answer.status_code == 403
    assert left_on_disk(loads_dir) == []
    assert not ExtractLoad.objects.exists()


def test_more_than_the_limit_is_refused_in_words_and_leaves_nothing(operator, loads_dir, settings):
    settings.LOAD_MAX_UPLOAD_MB = 1

    answer = operator.post(ADDRESS, {"files": a_file(content=HEADER + "x" * 1_100_000)})

    assert answer.status_code == 422
    assert "load-error" in answer.content.decode()
    assert left_on_disk(loads_dir) == []


def test_no_file_at_all_is_refused(operator):
    assert operator.post(ADDRESS, {}).status_code == 422


def test_too_many_files_are_refused(operator, loads_dir):
    answer = operator.post(ADDRESS, {"files": [a_file(f"{number}.txt") for number in range(21)]})

    assert answer.status_code == 422
    assert left_on_disk(loads_dir) == []


@pytest.mark.parametrize(
    "archive",
    [
        an_archive(("../out.txt", HEADER)),
        an_archive(),
        SimpleUploadedFile("broken.zip", b"PK\x03\x04 broken"),
        an_archive(*[(f"{number}.txt", HEADER) for number in range(21)]),
    ],
    ids=["outside", "empty", "broken", "too many"],
)
def test_an_archive_that_is_not_fit_leaves_nothing(archive, operator, loads_dir):
    archive.seek(0)

    answer = operator.post(ADDRESS, {"files": archive})

    assert answer.status_code == 422
    assert left_on_disk(loads_dir.parent) == []
    assert not ExtractLoad.objects.exists()


def test_an_archive_that_unpacks_beyond_the_limit_is_refused(operator, loads_dir, settings):
    settings.LOAD_MAX_UNPACKED_MB = 1

    answer = operator.post(ADDRESS, {"files": an_archive(("a.txt", "0" * 2_000_000))})

    assert answer.status_code == 422
    assert left_on_disk(loads_dir) == []


def test_a_full_disk_is_told_and_leaves_nothing(operator, loads_dir, monkeypatch):
    def full(*_values):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("directory.extract.arrival.new_place", full)

    assert operator.post(ADDRESS, {"files": a_file()}).status_code == 422


def test_files_are_received_under_harmless_names_and_the_worker_is_asked_once(
    operator, account, loads_dir, poked, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = operator.post(ADDRESS, {"files": a_file("..\\..\\PS LibreAccès activité.txt")})

    load = ExtractLoad.objects.get()
    assert answer.url == reverse("portal:directory_extractload_change", args=[load.pk])
    assert load.state == LoadState.RECEIVED
    assert load.loaded_by == account
    assert load.file_name == "PS_LibreAcces_activite.txt"
    assert Path(load.path).read_text() == HEADER
    assert loads_dir in Path(load.path).parents
    assert poked == ["advance"]


def test_the_files_of_an_archive_are_one_delivery(operator, loads_dir):
    operator.post(
        ADDRESS, {"files": [an_archive(("a.txt", HEADER), ("sub/b.txt", HEADER + "x")), a_file(content=HEADER + "y")]}
    )

    loads = list(ExtractLoad.objects.all())
    assert len(loads) == 3
    assert len({load.batch for load in loads}) == 1
    assert all(Path(load.path).exists() for load in loads)


def test_an_archive_of_every_kind_is_taken_in_the_order_of_kinds_told_by_first_lines(operator):
    members = [(f"{number}.txt", f"{header_line(kind)}\n") for number, kind in enumerate(reversed(FileKind))]

    operator.post(ADDRESS, {"files": an_archive(*members)})

    loads = ExtractLoad.objects.order_by("pk")
    assert list(loads.values_list("kind", "state")) == [(kind, LoadState.RECEIVED) for kind in ExtractKind]


def test_two_archives_are_sent_at_once(operator, loads_dir):
    operator.post(ADDRESS, {"files": [an_archive(("a.txt", HEADER)), an_archive(("a.txt", HEADER + "x"))]})

    assert ExtractLoad.objects.count() == 2


def test_a_file_that_is_no_extract_is_a_refused_load_and_its_file_goes(operator, loads_dir):
    operator.post(ADDRESS, {"files": a_file(content="a|b|c\n1|2|3\n")})

    load = ExtractLoad.objects.get()
    assert load.state == LoadState.REFUSED
    assert left_on_disk(loads_dir) == []


def test_the_same_file_sent_twice_is_one_load_and_one_copy(operator, loads_dir):
    for _ in range(2):
        operator.post(ADDRESS, {"files": a_file()})

    assert ExtractLoad.objects.count() == 1
    assert len(left_on_disk(loads_dir)) == 1


def test_a_folder_that_is_not_allowed_does_not_exist(operator, settings, tmp_path):
    settings.LOAD_FOLDERS = [tmp_path / "allowed"]
    (tmp_path / "allowed").mkdir()
    (tmp_path / "secret.txt").write_text(HEADER)

    for folder in (str(tmp_path), str(tmp_path / "allowed" / ".."), "/etc", "", "\0"):
        assert operator.post(ADDRESS, {"folder": folder}).status_code == 404
    assert not ExtractLoad.objects.exists()


def test_an_empty_folder_is_told(operator, settings, tmp_path):
    settings.LOAD_FOLDERS = [tmp_path]

    assert operator.post(ADDRESS, {"folder": str(tmp_path)}).status_code == 422


def test_a_folder_that_is_gone_is_told_and_does_not_break_the_page(operator, settings, tmp_path):
    settings.LOAD_FOLDERS = [tmp_path / "gone"]

    assert operator.get(ADDRESS).status_code == 200
    assert operator.post(ADDRESS, {"folder": str(tmp_path / "gone")}).status_code == 422


def test_the_files_of_a_folder_are_loaded_where_they_are_and_stay(operator, settings, tmp_path, loads_dir):
    folder = tmp_path / "sftp"
    folder.mkdir()
    source = folder / "PS_LibreAcces_Personne_activite.txt"
    source.write_text(HEADER)
    settings.LOAD_FOLDERS = [folder]

    operator.post(ADDRESS, {"folder": str(folder)})

    assert ExtractLoad.objects.get().path == str(source)
    assert source.exists()
    assert left_on_disk(loads_dir) == []
