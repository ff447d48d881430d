"""A step: the files of exports. A draft grows page by page; what was written beyond what counts is cut off.

They hold personal data: only the server's own account reads them, and a round of the clock removes those of no export.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from directory.models import ExportForm, ExportJob
from directory.sheets.exported import SHEET
from directory.sheets.writing import Cells, csv_lines, read_back, write_workbook

_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600


def file_of(job: ExportJob) -> Path:
    """Where its file stands once it is ready."""
    return _folder() / f"{job.pk}.{job.form}"


def open_file(job: ExportJob) -> BinaryIO | None:
    """The file, open: whoever reads it is not cut off when it is erased meanwhile. None: it does not stand there."""
    try:
        return file_of(job).open("rb")
    except FileNotFoundError:
        return None


def has_draft(job: ExportJob) -> bool:
    """Is all that was written still there?"""
    draft = _draft_of(job)
    return job.byte_count == 0 or (draft.exists() and draft.stat().st_size >= job.byte_count)


def append(job: ExportJob, rows: Iterable[Cells]) -> int:
    """Write rows after what counts already. Returns how many bytes count once they do. Raises OSError."""
    handle = os.open(_draft_of(job), os.O_RDWR | os.O_CREAT, _FILE_MODE)
    with os.fdopen(handle, "r+b") as draft:
        draft.truncate(job.byte_count)
        draft.seek(job.byte_count)
        draft.writelines(line.encode() for line in csv_lines(rows, opens_file=job.byte_count == 0))
        draft.flush()
        os.fsync(draft.fileno())
        return draft.tell()


def finish(job: ExportJob) -> None:
    """Make the file of its draft; it appears whole. Raises OSError."""
    draft, whole = _draft_of(job), file_of(job)
    if not draft.exists():  # made already, by a worker that died before it could say so
        return
    os.truncate(draft, job.byte_count)
    if job.form == ExportForm.CSV:
        draft.replace(whole)
        return
    book = whole.with_suffix(".part")
    handle = os.open(book, os.O_RDWR | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
    with (
        _temporary_files_of(job),
        os.fdopen(handle, "w+b") as out,
        draft.open(encoding="utf-8-sig", newline="") as lines,
    ):
        write_workbook(out, {str(SHEET): read_back(lines)})
        out.flush()
        os.fsync(out.fileno())
    book.replace(whole)
    draft.unlink(missing_ok=True)


def erase(job_id: int) -> None:
    """Nothing of it stays."""
    for path in _folder().glob(f"{job_id}.*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def keys_of_files() -> set[int]:
    """The exports of which something stands in the folder."""
    return {int(path.stem) for path in _folder().iterdir() if path.stem.isdecimal()}


@contextmanager
def _temporary_files_of(job: ExportJob) -> Iterator[None]:
    """The library keeps the rows of a sheet in a temporary file: beside the draft, and erased as it is.

    Elsewhere, those of a worker that is killed would stay for ever.
    """
    folder, elsewhere = _folder() / f"{job.pk}.sheet", tempfile.tempdir
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=_FOLDER_MODE)
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = elsewhere
        shutil.rmtree(folder, ignore_errors=True)


def _draft_of(job: ExportJob) -> Path:
    return _folder() / f"{job.pk}.draft"


def _folder() -> Path:
    folder = Path(settings.EXPORTS_DIR)
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    return folder
