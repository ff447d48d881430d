"""The directory leaves the house as official files: open ones for everybody, the restricted one for operators.

A publication is a folder that appears whole: the open files, an archive of them, and the manifest that the public page
reads.
"""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from directory import journal, permissions
from directory.errors import NotAllowed
from directory.extract.export_parts import make_labels
from directory.extract.export_restricted import RESTRICTED
from directory.extract.exporting import STATEMENTS, ExportedFile, export_file
from directory.extract.layouts import FileKind, file_name
from directory.models import ENDED, Account, AuditOutcome, ExtractKind, ExtractLoad, LoadState
from directory.queries import open_data
from directory.workflows.turns import has_turn

ARCHIVE: Final = "PS_LibreAcces"
ONE_AT_A_TIME: Final = 0x4F50454E  # key of the advisory lock, arbitrary
_LEVEL: Final = 6  # of compression: the format's own default
_RESTRICTED_MODE: Final = 0o600


def export_extracts(*, folder: Path, now: datetime, test_people: bool) -> list[ExportedFile]:
    """Write the three open files into a folder, under their official names; each appears whole.

    test_people: people of tests are in them, beside real ones. Raises OSError.
    """
    with _snapshot() as cursor:
        return _export(cursor, STATEMENTS, folder, now, test_people=test_people)


def export_restricted(*, folder: Path, now: datetime, account: Account, test_people: bool) -> ExportedFile:
    """Write the restricted file into a folder, for its owner's eyes; the audit trail says who asked.

    Raises NotAllowed, OSError.
    """
    if not permissions.can_export_restricted(account, now):
        raise NotAllowed
    with _snapshot() as cursor:
        file = _export(cursor, {FileKind.RESTRICTED: RESTRICTED}, folder, now, test_people=test_people)[0]
        journal.record(
            action="directory.export_restricted",
            now=now,
            actor=account,
            mandate=permissions.acting_mandate(account, None, now),
            outcome=AuditOutcome.EXPORTED,
            file=file.path.name,
            lines=file.line_count,
            sha256=file.sha256,
        )
    return file


def is_publication_due() -> bool:
    """Whether a load has finished since the last publication, and none of its batch is under way."""
    latest = _latest_load()
    last = open_data.latest_publication()
    if latest is None or (last is not None and last.load_id == latest.pk):
        return False
    return not ExtractLoad.objects.exclude(state__in=[*ENDED, LoadState.PAUSED]).exists()


def publish(*, now: datetime) -> open_data.Publication | None:
    """Make a publication of the directory as it is, and forget the oldest ones; None while another one is made.

    People of tests are published in a demonstration only. Raises OSError.
    """
    root = Path(settings.OPEN_DATA_DIR)
    name = _timestamp(now)
    draft = root / f".{name}"
    with _snapshot() as cursor:
        if not has_turn(ONE_AT_A_TIME):
            return None
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            files = _export(cursor, STATEMENTS, draft, now, test_people=settings.DEMO)
            manifest = _manifest(files, _archive(files, draft / f"{ARCHIVE}_{name}.zip"), now)
            (draft / open_data.MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
            shutil.rmtree(root / name, ignore_errors=True)
            draft.rename(root / name)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    _forget_oldest()
    return open_data.latest_publication()


@contextmanager
def _snapshot() -> Iterator[CursorWrapper]:
    """One transaction that sees one state of the directory, whatever is written meanwhile."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL work_mem = '128MB'")
        yield cursor


def _export(
    cursor: CursorWrapper, statements: Mapping[FileKind, str], folder: Path, now: datetime, *, test_people: bool
) -> list[ExportedFile]:
    make_labels(cursor)
    today = timezone.localdate(now)
    files = []
    for kind, statement in statements.items():
        path = folder / file_name(kind, _timestamp(now))
        draft = path.with_name(f".{path.name}")
        try:
            draft.touch(mode=_RESTRICTED_MODE if kind is FileKind.RESTRICTED else 0o644)
            file = export_file(cursor, kind, statement, draft, today=today, test_people=test_people)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        files.append(ExportedFile(kind, path, file.line_count, file.byte_count, file.sha256))
    return files


def _archive(files: list[ExportedFile], path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for file in files:
            archive.write(file.path, file.path.name)
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _manifest(files: list[ExportedFile], archive: dict[str, Any], now: datetime) -> dict[str, Any]:
    latest = _latest_load()
    return {
        "published_at": now.isoformat(),
        "load": latest.pk if latest else None,
        "loaded_at": latest.finished_at.isoformat() if latest and latest.finished_at else None,
        "has_test_people": bool(settings.DEMO),
        "archive": archive,
        "files": [
            {
                "kind": file.kind.value,
                "name": file.path.name,
                "lines": file.line_count,
                "bytes": file.byte_count,
                "sha256": file.sha256,
            }
            for file in files
        ],
    }


def _forget_oldest() -> None:
    kept = settings.OPEN_DATA_KEPT
    for folder in open_data.publication_folders()[kept:]:
        shutil.rmtree(folder, ignore_errors=True)


def _latest_load() -> ExtractLoad | None:
    """The last load that changed what is published."""
    finished = ExtractLoad.objects.filter(state=LoadState.FINISHED).exclude(kind=ExtractKind.RESTRICTED)
    return finished.order_by("-finished_at", "-pk").first()


def _timestamp(now: datetime) -> str:
    """As official names carry it: minutes, in legal time."""
    return timezone.localtime(now).strftime("%Y%m%d%H%M")
