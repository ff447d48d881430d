"""Files arrive: written to disk piece by piece under harmless names; archives are unpacked, none of them is trusted.

Each file has a folder of its own, named for its delivery, so that it can go when its load has ended.
"""

import re
import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final

from directory.errors import RefusedDelivery

PIECE: Final = 1024 * 1024  # bytes
MOST_FILES: Final = 20  # official deliveries hold four
_NAME_LENGTH: Final = 120
_ARCHIVE_MARK: Final = b"PK\x03\x04"
_EMPTY_ARCHIVE_MARK: Final = b"PK\x05\x06"
_IGNORED: Final = ("__MACOSX/", ".")  # what desktops add to archives
_FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9._-]+")


def safe_name(name: str) -> str:
    """A file name that no system reads otherwise: the last part, plain characters, neither hidden nor too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    return _FORBIDDEN.sub("_", plain).lstrip("._-")[-_NAME_LENGTH:] or "file"


def new_place(delivery: Path, name: str) -> Path:
    """Where a file of this name goes: in a folder of its own beside the others of its delivery, which is made."""
    delivery.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = tempfile.mkdtemp(prefix=f"{delivery.name}-", dir=delivery.parent)
    return Path(own) / safe_name(name)


def forget_delivery(delivery: Path) -> None:
    """Remove every file of a delivery."""
    for own in delivery.parent.glob(f"{delivery.name}-*"):
        shutil.rmtree(own, ignore_errors=True)


def is_archive(path: Path) -> bool:
    """Whether this is a zip archive, by its first bytes and not by its name."""
    with path.open("rb") as file:
        return file.read(4) in {_ARCHIVE_MARK, _EMPTY_ARCHIVE_MARK}


def unpack(path: Path, *, delivery: Path, most_bytes: int) -> list[Path]:
    """The files of an archive, as files of the same delivery; the archive goes.

    most_bytes: of all files together, counted as they are written, whatever the archive declares. Raises
    RefusedDelivery and leaves nothing behind; OSError from the disk.
    """
    written: list[Path] = []
    try:
        with zipfile.ZipFile(path) as archive:
            members = _checked_members(archive, path.name, most_bytes)
            for member in members:
                place = new_place(delivery, member.filename)
                written.append(place)
                most_bytes -= _write_member(archive, member, place, most_bytes)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as fault:
        forget(written)
        raise RefusedDelivery(reason="damaged_archive", name=path.name) from fault
    except (RefusedDelivery, OSError):
        forget(written)
        raise
    finally:
        forget([path])
    return written


def files_in(folder: Path) -> list[Path]:
    """The files of a folder of the server that may be extracts: regular ones, not hidden, in the order of names."""
    return sorted(
        entry
        for entry in folder.iterdir()
        if entry.suffix.lower() in {".txt", ".csv"}
        and not entry.name.startswith(".")
        and stat.S_ISREG(entry.lstat().st_mode)
    )


def forget(paths: Iterable[Path]) -> None:
    """Remove files that arrived here, with the folders of their own."""
    for path in paths:
        shutil.rmtree(path.parent, ignore_errors=True)


def _checked_members(archive: zipfile.ZipFile, name: str, most_bytes: int) -> list[zipfile.ZipInfo]:
    members = [member for member in archive.infolist() if not member.is_dir() and not _is_ignored(member.filename)]
    if not members:
        raise RefusedDelivery(reason="empty_archive", name=name)
    if len(members) > MOST_FILES:
        raise RefusedDelivery(reason="too_many_files", name=name)
    for member in members:
        _check_member(member)
    if sum(member.file_size for member in members) > most_bytes:
        raise RefusedDelivery(reason="too_large_unpacked", name=name)
    return members


def _is_ignored(name: str) -> bool:
    return name.startswith(_IGNORED[0]) or (PurePosixPath(name).name.startswith(_IGNORED[1]) and ".." not in name)


def _check_member(member: zipfile.ZipInfo) -> None:
    """Neither a way out of the folder, nor a link, nor a device, nor a secret."""
    name = member.filename.replace("\\", "/")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise RefusedDelivery(reason="member_outside", name=safe_name(name))
    if kind not in {0, stat.S_IFREG}:
        raise RefusedDelivery(reason="member_not_a_file", name=safe_name(name))
    if member.flag_bits & 0x1:
        raise RefusedDelivery(reason="encrypted_archive", name=safe_name(name))


def _write_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: Path, most_bytes: int) -> int:
    size = 0
    with archive.open(member) as source, place.open("xb") as target:
        for piece in _pieces(source):
            size += len(piece)
            if size > most_bytes:
                raise RefusedDelivery(reason="too_large_unpacked", name=safe_name(member.filename))
            target.write(piece)
    return size


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece
