"""A received file is read into the staging tables: whole, or only what differs from the last file of its kind."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from directory.errors import UnreadableExtract
from directory.extract.checks import count_unknown_codes, note_remarks, refuse_faulty_lines
from directory.extract.identity import identity_judge
from directory.extract.memory import find_changed_people, remembered_load
from directory.extract.plans import PLAN_OF
from directory.extract.reader import ExtractReader
from directory.extract.refused import RefusalSpool
from directory.extract.staging import copy_chosen_lines, copy_digests, copy_lines, create_staging
from directory.models import ExtractKind, ExtractLoad, LoadState
from directory.workflows.loading.board import Board
from directory.workflows.loading.transitions import IN_PROGRESS, move, refuse

_BEGINNING = 1 << 18  # bytes whose lines are counted, to tell about how many the file has
_ENVIRONMENTS = """
SELECT ARRAY(SELECT DISTINCT starts_with(person, '8997') FROM (
    (SELECT {person} AS person FROM loading.{table} WHERE starts_with({person}, '8997') LIMIT 1) UNION ALL
    (SELECT {person} FROM loading.{table} WHERE NOT starts_with({person}, '8997') LIMIT 1)
) AS somebody)
"""
_KEEP_REFUSED = """
INSERT INTO directory_refusedline (load_id, line_number, fault, is_used)
SELECT DISTINCT ON (line_number) %s, line_number, fault, false FROM loading.refused ORDER BY line_number
"""
_KEEP_REMARKS = """
INSERT INTO directory_refusedline (load_id, line_number, fault, is_used)
SELECT %s, line_number, fault, true FROM loading.remark
"""


def latest_finished(kind: str) -> ExtractLoad | None:
    """The last load of a kind that became the directory."""
    applied = ExtractLoad.objects.filter(kind=kind, state__in=[LoadState.APPLIED, LoadState.FINISHED])
    return applied.order_by("-finished_at", "-pk").first()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_staged(load: ExtractLoad) -> bool:
    """Whether the staging tables hold this load, compared with what is remembered now."""
    latest = latest_finished(load.kind)
    with connection.cursor() as cursor:
        cursor.execute("SELECT memory_load_id FROM loading.stage WHERE load_id = %s", [load.pk])
        row = cursor.fetchone()
        if row is None:
            return False
        remembered = remembered_load(cursor, ExtractKind(load.kind), latest.pk if latest else None)
        return row[0] is None or row[0] == remembered


def stage(load: ExtractLoad, board: Board) -> ExtractLoad:
    """Read the file; the load is STAGED, or REFUSED when the file is gone, is another one, or is no extract."""
    path = Path(load.path)
    board.tell("digest")
    try:
        if digest_of(path) != load.sha256:
            return refuse(load, code="file_changed")
        with transaction.atomic(), connection.cursor() as cursor:
            return _stage(load, path, board, cursor)
    except FileNotFoundError:
        return refuse(load, code="file_missing")
    except UnreadableExtract as refusal:
        return refuse(load, code=refusal.code, missing=list(refusal.missing))


def _stage(load: ExtractLoad, path: Path, board: Board, cursor: CursorWrapper) -> ExtractLoad:
    kind = ExtractKind(load.kind)
    plan = PLAN_OF[kind]
    latest = latest_finished(kind)
    prepare(cursor)
    remembered = None if load.is_forced else remembered_load(cursor, kind, latest.pk if latest else None)
    judge = identity_judge(strict_keys=settings.LOAD_STRICT_RPPS_KEYS)
    expected = latest.line_count if latest is not None else _about_how_many_lines(path)
    with RefusalSpool() as refusals:
        with ExtractReader(path) as reader:
            reader.refusals = refusals
            create_staging(cursor, reader, plan)
            copy = copy_lines if remembered is None else copy_digests
            copy(cursor, reader, judge, lambda done: board.tell("read", done, expected))
            line_count = reader.line_count
        refusals.send(cursor)
    if remembered is not None:
        board.tell("changes")
        find_changed_people(cursor, kind)
        with ExtractReader(path) as reader:
            copy_chosen_lines(cursor, reader, lambda done: board.tell("read_changes", done, line_count))
    board.tell("check")
    refuse_faulty_lines(cursor, plan)
    note_remarks(cursor, plan)
    source = ("national_id", "staged") if remembered is None else ("person", "line")
    cursor.execute(_ENVIRONMENTS.format(person=source[0], table=source[1]))
    environments = cursor.fetchone()
    cursor.execute(
        "INSERT INTO loading.stage VALUES (%s, %s, %s)", [load.pk, remembered, environments and environments[0]]
    )
    load.refused_lines.all().delete()
    cursor.execute(_KEEP_REFUSED, [load.pk])
    refused_count = cursor.rowcount
    cursor.execute(_KEEP_REMARKS, [load.pk])
    return move(
        load,
        *IN_PROGRESS,
        to=LoadState.STAGED,
        line_count=line_count,
        refused_count=refused_count,
        unknown_codes=count_unknown_codes(cursor, plan),
    )


def _about_how_many_lines(path: Path) -> int:
    """As many as if all were as long as the first ones; 0 for a file that begins without an end of line."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    return beginning.count(b"\n") * path.stat().st_size // max(1, len(beginning))


def prepare(cursor: CursorWrapper) -> None:
    """Settings of one transaction of a load: where its tables are, and memory for sorts and hashes."""
    cursor.execute("SET LOCAL search_path TO public, loading")
    cursor.execute("SET LOCAL work_mem = '256MB'")
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    # Statistics of tables that last minutes: a tenth of the sample tells as well which join to take. The tables of the
    # directory are looked at in full when the load has ended.
    cursor.execute("SET LOCAL default_statistics_target = 10")
