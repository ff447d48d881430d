"""Files arrive under harmless names; an archive writes nothing outside its folder, and never more than it may."""

import stat
import zipfile
from pathlib import Path

import pytest

from directory.errors import RefusedDelivery
from directory.extract import arrival

MEGABYTE = 1024 * 1024


def archive_of(place: Path, *members: tuple[object, bytes], **options) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, **options)
    return place


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "delivery"


@pytest.fixture
def place(folder):
    return arrival.new_place(folder, "PS_LibreAcces.zip")


def refusal_of(place, folder, most_bytes=MEGABYTE):
    with pytest.raises(RefusedDelivery) as refused:
        arrival.unpack(place, delivery=folder, most_bytes=most_bytes)
    return refused.value.reason


@pytest.mark.parametrize("name", ["../out.txt", "a/../../out.txt", "/etc/out.txt", "..\\out.txt", "C:\\out.txt"])
def test_a_member_that_leaves_the_folder_refuses_the_archive(name, place, folder, tmp_path):
    archive_of(place, ("fine.txt", b"x"), (name, b"x"))

    assert refusal_of(place, folder) == "member_outside"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_link_in_an_archive_is_refused(place, folder):
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive_of(place, (link, b"/etc/passwd"))

    assert refusal_of(place, folder) == "member_not_a_file"


def test_an_archive_that_holds_more_than_it_may_is_refused_by_what_it_declares(place, folder):
    archive_of(place, ("a.txt", b"0" * MEGABYTE), ("b.txt", b"0" * 10))

    assert refusal_of(place, folder) == "too_large_unpacked"


def test_an_archive_that_lies_about_its_size_is_refused_and_leaves_nothing(place, folder, tmp_path):
    archive_of(place, ("a.txt", b"0" * 5000))
    content = bytearray(place.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")  # the size that the table declares
    place.write_bytes(content)

    assert refusal_of(place, folder, most_bytes=100) in {"too_large_unpacked", "damaged_archive"}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_archive_with_too_many_files_or_none_is_refused(place, folder):
    archive_of(place, *[(f"{n}.txt", b"x") for n in range(arrival.MOST_FILES + 1)])
    assert refusal_of(place, folder) == "too_many_files"

    other = archive_of(arrival.new_place(folder, "empty.zip"), ("__MACOSX/a.txt", b"x"), (".DS_Store", b"x"))
    assert refusal_of(other, folder) == "empty_archive"


def test_a_damaged_archive_is_refused(place, folder):
    place.write_bytes(b"PK\x03\x04" + b"nothing of the kind" * 20)

    assert arrival.is_archive(place)
    assert refusal_of(place, folder) == "damaged_archive"


def test_an_encrypted_member_is_refused(place, folder):
    archive_of(place, ("a.txt", b"secret"))
    content = bytearray(place.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    place.write_bytes(content)

    assert refusal_of(place, folder) == "encrypted_archive"


def test_an_archive_gives_its_files_each_in_a_folder_of_its_own_and_goes(place, folder):
    archive_of(place, ("extrait/PS_LibreAcces.txt", b"one"), ("autre/PS_LibreAcces.txt", b"two"))

    paths = arrival.unpack(place, delivery=folder, most_bytes=MEGABYTE)

    assert [path.read_bytes() for path in paths] == [b"one", b"two"]
    assert {path.name for path in paths} == {"PS_LibreAcces.txt"}
    assert len({path.parent for path in paths}) == 2
    assert not place.exists()


def test_two_archives_of_one_delivery_do_not_meet_and_go_together(place, folder, tmp_path):
    other = arrival.new_place(folder, "autre.zip")
    for archive in (place, other):
        archive_of(archive, ("a.txt", b"x"), ("b.txt", b"y"))

    paths = [
        *arrival.unpack(place, delivery=folder, most_bytes=100),
        *arrival.unpack(other, delivery=folder, most_bytes=100),
    ]

    assert len({path.parent for path in paths}) == 4
    arrival.forget_delivery(folder)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\PS.txt", "PS.txt"),
        (".hidden", "hidden"),
        ("données été.txt", "donnees_ete.txt"),
        ("a\0b\nc.txt", "a_b_c.txt"),
        ("..", "file"),
        ("", "file"),
        ("é" * 300 + ".txt", "e" * 116 + ".txt"),
    ],
)
def test_names_become_harmless(name, safe):
    assert arrival.safe_name(name) == safe


def test_a_folder_offers_its_regular_text_files_only(tmp_path):
    (tmp_path / "b.txt").write_text("x")
    (tmp_path / "a.CSV").write_text("x")
    (tmp_path / ".hidden.txt").write_text("x")
    (tmp_path / "image.png").write_text("x")
    (tmp_path / "sub.txt").mkdir()
    (tmp_path / "link.txt").symlink_to("/etc/passwd")

    assert [path.name for path in arrival.files_in(tmp_path)] == ["a.CSV", "b.txt"]
