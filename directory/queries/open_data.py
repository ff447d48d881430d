"""What is published for everybody: the manifests of publications, as the public page and its downloads need them."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file for downloading. kind: empty for the archive. line_count: of data, None for the archive."""

    kind: str
    name: str
    path: Path
    line_count: int | None
    byte_count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication. load_id, loaded_at: of the last load that it tells, None before any."""

    published_at: datetime
    load_id: int | None
    loaded_at: datetime | None
    has_test_people: bool
    archive: PublishedFile
    files: tuple[PublishedFile, ...]


def publication_folders() -> list[Path]:
    """Where publications are, newest first; unfinished ones are not among them."""
    root = Path(settings.OPEN_DATA_DIR)
    if not root.is_dir():
        return []
    found = [path for path in root.iterdir() if not path.name.startswith(".") and (path / MANIFEST).is_file()]
    return sorted(found, key=lambda path: path.name, reverse=True)


def latest_publication() -> Publication | None:
    """The newest one; None before the first."""
    folders = publication_folders()
    return _read(folders[0]) if folders else None


def find_published_file(name: str) -> tuple[Publication, PublishedFile] | None:
    """A file of one of the publications that are kept, by its name."""
    for folder in publication_folders():
        publication = _read(folder)
        for file in (publication.archive, *publication.files):
            if file.name == name:
                return publication, file
    return None


def _read(folder: Path) -> Publication:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Publication(
        published_at=datetime.fromisoformat(manifest["published_at"]),
        load_id=manifest["load"],
        loaded_at=datetime.fromisoformat(manifest["loaded_at"]) if manifest["loaded_at"] else None,
        has_test_people=manifest["has_test_people"],
        archive=_file(folder, manifest["archive"]),
        files=tuple(_file(folder, entry) for entry in manifest["files"]),
    )


def _file(folder: Path, entry: dict[str, Any]) -> PublishedFile:
    return PublishedFile(
        kind=entry.get("kind", ""),
        name=entry["name"],
        path=folder / entry["name"],
        line_count=entry.get("lines"),
        byte_count=entry["bytes"],
        sha256=entry["sha256"],
    )
