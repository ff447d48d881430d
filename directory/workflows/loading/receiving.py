"""Files are given to the directory: one row each, in the order in which they must be taken."""

import shutil
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from directory.errors import UnreadableExtract
from directory.extract.layouts import kind_of_file_name
from directory.extract.reader import ExtractReader
from directory.models import ENDED, Account, ExtractKind, ExtractLoad, LoadState
from directory.workflows.loading.reading import digest_of

_ORDER = list(ExtractKind)


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    sha256: str
    kind: ExtractKind
    refusal: dict[str, object] = field(default_factory=dict)


def receive(
    *, paths: list[Path], now: datetime, loaded_by: Account | None = None, keep_copies: bool = False
) -> list[ExtractLoad]:
    """Note files to load, as one batch: activities, expertises, diplomas, restricted.

    keep_copies: the files will go (uploads); copies are kept until the loads end. A file that is no extract is a row
    REFUSED, and the rest of its batch waits. A file that an unfinished load holds already is that load.
    Raises OSError from the files.
    """
    return _receive(paths, now, loaded_by, keep_copies=keep_copies, is_forced=False)


def receive_forced(*, paths: list[Path], now: datetime, loaded_by: Account | None = None) -> list[ExtractLoad]:
    """The same, to be loaded whatever they change, and even when they are the files that were loaded last."""
    return _receive(paths, now, loaded_by, keep_copies=False, is_forced=True)


def kind_of_name(name: str) -> ExtractKind | None:
    """The kind of extract that a file is named for; what its first line says decides when it is received."""
    kind = kind_of_file_name(name)
    return ExtractKind(kind) if kind is not None else None


def _receive(
    paths: list[Path], now: datetime, loaded_by: Account | None, *, keep_copies: bool, is_forced: bool
) -> list[ExtractLoad]:
    batch = uuid.uuid4()
    found = sorted((_look_at(path.absolute()) for path in paths), key=lambda file: _ORDER.index(file.kind))
    if keep_copies:
        found = [_keep(file, batch) for file in found]
    with transaction.atomic():
        return [_note(file, batch, now, loaded_by, is_forced=is_forced) for file in found]


def _look_at(path: Path) -> _Found:
    digest = digest_of(path)
    try:
        with ExtractReader(path) as reader:
            return _Found(path, digest, ExtractKind(reader.kind))
    except UnreadableExtract as refusal:
        told: dict[str, object] = {"code": refusal.code, "missing": list(refusal.missing)}
        return _Found(path, digest, ExtractKind(refusal.kind), told)


def _keep(file: _Found, batch: uuid.UUID) -> _Found:
    if file.refusal:
        return file
    folder = Path(settings.LOADS_DIR) / str(batch) / file.kind.value.lower()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _Found(Path(shutil.copy2(file.path, folder / file.path.name)), file.sha256, file.kind)


def _note(file: _Found, batch: uuid.UUID, now: datetime, loaded_by: Account | None, *, is_forced: bool) -> ExtractLoad:
    if not file.refusal:
        held = ExtractLoad.objects.filter(kind=file.kind, sha256=file.sha256).exclude(state__in=ENDED)
        load = held.order_by("pk").first()
        if load is not None:
            return load
    return ExtractLoad.objects.create(
        batch=batch,
        kind=file.kind,
        file_name=file.path.name,
        path=str(file.path),
        sha256=file.sha256,
        state=LoadState.REFUSED if file.refusal else LoadState.RECEIVED,
        is_forced=is_forced,
        started_at=now,
        finished_at=now if file.refusal else None,
        loaded_by=loaded_by,
        refusal=file.refusal,
    )
