"""An official extract becomes the directory: staged by COPY, checked, merged by a fixed number of statements.

One load at a time, all or nothing. The same file again changes nothing, recognised by its digest or not.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.functions import Now
from django.utils import timezone

from directory import journal
from directory.errors import LoadAlreadyRunning
from directory.extract.checks import count_unknown_codes, refuse_faulty_lines
from directory.extract.counting import Merged, Params
from directory.extract.departures import close_departures
from directory.extract.merge_codes import merge_codes
from directory.extract.merge_people import merge_exercises, merge_expertises, merge_people, merge_roles
from directory.extract.merge_structures import merge_authorities, merge_structures
from directory.extract.reader import ExtractReader, RefusedLine
from directory.extract.staging import copy_lines, create_staging
from directory.models import Account, ExtractLoad, LoadState
from directory.models import RefusedLine as RefusedLineRow

Progress = Callable[[str, int], None]

_ONE_LOAD_AT_A_TIME: Final = 0x45585452  # key of the advisory lock, arbitrary
_WORK_MEMORY: Final = "256MB"  # for sorts and hashes of this transaction only


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, or would do.

    counts: rows by kind (codes, structures, authorities, people, exercises, expertises, roles).
    refused: the first refused lines (refused_count tells all). unknown_codes: lines by field and code, kept raw.
    departures_kept: too many lines were refused to tell who is gone; nothing was closed.
    """

    file_name: str
    sha256: str
    state: LoadState
    line_count: int = 0
    counts: dict[str, Merged] | None = None
    refused: tuple[RefusedLine, ...] = ()
    refused_count: int = 0
    unknown_codes: dict[str, dict[str, int]] | None = None
    departures_kept: bool = False

    @property
    def change_count(self) -> int:
        """Rows that changed, of all kinds."""
        return sum(merged.total for merged in (self.counts or {}).values())


def _silent(_step: str, _count: int) -> None:
    """Progress that nobody watches."""


def load_extract(
    *, path: Path, now: datetime, loaded_by: Account | None = None, progress: Progress = _silent
) -> LoadReport:
    """Load a file, unless it is the one that was loaded last (UNCHANGED, nothing is read but its digest).

    progress: told the step and a count. Raises UnreadableExtract, LoadAlreadyRunning; OSError from the file.
    """
    digest = _digest_of(path)
    latest = ExtractLoad.objects.filter(state=LoadState.FINISHED).order_by("-finished_at", "-pk").first()
    if latest is not None and latest.sha256 == digest:
        ExtractLoad.objects.create(
            file_name=path.name,
            sha256=digest,
            state=LoadState.UNCHANGED,
            started_at=now,
            finished_at=now,
            loaded_by=loaded_by,
        )
        return LoadReport(path.name, digest, LoadState.UNCHANGED)
    return _load(path, digest, now, loaded_by, progress)


def reload_extract(
    *, path: Path, now: datetime, loaded_by: Account | None = None, progress: Progress = _silent
) -> LoadReport:
    """Load a file even when it is the last one: rows changed by other means come back to what it says.

    Raises as `load_extract`.
    """
    return _load(path, _digest_of(path), now, loaded_by, progress)


def rehearse_extract(*, path: Path, now: datetime, progress: Progress = _silent) -> LoadReport:
    """Do everything and undo it: the report of a load, without one. Raises as `load_extract`."""
    digest = _digest_of(path)
    with transaction.atomic():
        load = ExtractLoad.objects.create(file_name=path.name, sha256=digest, started_at=now)
        report = _merge_file(path, load, now, progress)
        transaction.set_rollback(True)
    return report


def _load(path: Path, digest: str, now: datetime, loaded_by: Account | None, progress: Progress) -> LoadReport:
    load = ExtractLoad.objects.create(file_name=path.name, sha256=digest, started_at=now, loaded_by=loaded_by)
    try:
        with transaction.atomic():
            report = _merge_file(path, load, now, progress)
            _close(load, report)
            journal.record(
                action="directory.load_extract",
                now=now,
                actor=loaded_by,
                subject=load,
                lines=report.line_count,
                changes=report.change_count,
                refused=report.refused_count,
            )
    except BaseException:
        ExtractLoad.objects.filter(pk=load.pk).update(state=LoadState.REFUSED, finished_at=Now())
        raise
    return report


def _merge_file(path: Path, load: ExtractLoad, now: datetime, progress: Progress) -> LoadReport:
    with ExtractReader(path) as reader, connection.cursor() as cursor:
        _prepare(cursor)
        create_staging(cursor, reader.layout)
        copy_lines(cursor, reader, lambda count: progress("lines", count))
        refusals = reader.refusals
        refuse_faulty_lines(cursor, refusals)
        progress("refused", refusals.count)
        merged = _merge_all(cursor, load, now, progress)
        departures_kept = not refusals.are_all_kept
        if not departures_kept:
            params: Params = {"load": load.pk, "today": timezone.localdate(now)}
            spared = [line.national_id for line in refusals.lines if line.national_id]
            for kind, gone in close_departures(cursor, params, spared=spared).items():
                merged[kind] += gone
                progress(f"{kind} gone", gone.total)
        return LoadReport(
            file_name=path.name,
            sha256=load.sha256,
            state=LoadState.FINISHED,
            line_count=reader.line_count,
            counts=merged,
            refused=tuple(refusals.lines),
            refused_count=refusals.count,
            unknown_codes=count_unknown_codes(cursor),
            departures_kept=departures_kept,
        )


def _prepare(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ONE_LOAD_AT_A_TIME])
    if not cursor.fetchone()[0]:
        raise LoadAlreadyRunning
    cursor.execute(f"SET LOCAL work_mem = '{_WORK_MEMORY}'")


def _merge_all(cursor: CursorWrapper, load: ExtractLoad, now: datetime, progress: Progress) -> dict[str, Merged]:
    params: Params = {"load": load.pk, "now": now}
    steps: dict[str, Callable[[], Merged]] = {
        "codes": lambda: merge_codes(cursor),
        "structures": lambda: merge_structures(cursor, load_id=load.pk),
        "authorities": lambda: merge_authorities(cursor),
        "people": lambda: merge_people(cursor, params),
        "exercises": lambda: merge_exercises(cursor, params),
        "expertises": lambda: merge_expertises(cursor, params),
        "roles": lambda: merge_roles(cursor, params),
    }
    merged = {}
    for name, step in steps.items():
        merged[name] = step()
        progress(name, merged[name].total)
    return merged


def _close(load: ExtractLoad, report: LoadReport) -> None:
    load.state = report.state
    load.counts = {
        "lines": report.line_count,
        "refused": report.refused_count,
        "departures_kept": report.departures_kept,
        "unknown_codes": report.unknown_codes,
        **{kind: asdict(merged) for kind, merged in (report.counts or {}).items()},
    }
    load.line_count, load.refused_count = report.line_count, report.refused_count
    load.unknown_codes = report.unknown_codes or {}
    RefusedLineRow.objects.bulk_create(
        RefusedLineRow(load=load, line_number=line.number, fault=line.fault.value) for line in report.refused
    )
    load.save(update_fields=["state", "counts", "line_count", "refused_count", "unknown_codes"])
    ExtractLoad.objects.filter(pk=load.pk).update(finished_at=Now())  # how long it took: only the database saw it


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
