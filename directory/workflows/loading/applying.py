"""The great transaction of a load: compare, then write; or wait for a decision, with nothing written."""

import json
import uuid
from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from directory import journal, permissions
from directory.extract.counting import Merged
from directory.extract.memory import remember
from directory.extract.merge_codes import merge_codes
from directory.extract.plan import Comparison, Params, Plan, make_table
from directory.extract.plans import PLAN_OF
from directory.extract.rebuilding import put_back, set_aside
from directory.extract.staging import drop_staging
from directory.models import ExtractKind, ExtractLoad, LoadState
from directory.policy import LOAD_BULK_LINES, LOAD_BULK_RATIO, LOAD_ENTRIES_AT_ONCE
from directory.workflows.loading.board import Board
from directory.workflows.loading.limits import exceeded_limits
from directory.workflows.loading.pausing import pause
from directory.workflows.loading.reading import prepare
from directory.workflows.loading.telling import tell_changed_contacts
from directory.workflows.loading.transitions import move

_CONCERNED = """
SELECT p.id FROM directory_practitioner AS p
WHERE p.is_test = ANY(%(environments)s) AND (%(is_full)s OR p.national_id IN (SELECT person FROM changed))
EXCEPT SELECT p.id FROM directory_practitioner AS p JOIN refused ON refused.person = p.national_id
EXCEPT SELECT f.practitioner_id FROM directory_formeridentifier AS f JOIN refused ON refused.person = f.national_id
    WHERE f.ended_at IS NULL
"""
_TOUCH = """
UPDATE directory_practitioner AS p SET updated_at = %(now)s
FROM (SELECT DISTINCT id FROM touched) AS t WHERE t.id = p.id AND p.updated_at <> %(now)s
"""
_COUNT_RELISTED = """
SELECT count(*), (SELECT count(*) FROM directory_practitioner)
FROM (SELECT id FROM touched UNION SELECT id FROM relisted) AS somebody
"""
_RELIST = """
SELECT refresh_directory_entries(ARRAY(SELECT id FROM touched UNION SELECT id FROM relisted))
"""


class _Exceeded(Exception):
    """Undoes the transaction of a load that must wait. limits: which it exceeds, by what it would change."""

    def __init__(self, limits: list[str], comparison: Comparison) -> None:
        super().__init__(limits)
        self.limits = limits
        self.comparison = comparison


def compare_and_apply(load: ExtractLoad, *, now: datetime, board: Board) -> ExtractLoad:
    """A staged load is APPLIED, or PAUSED. Raises LoadLost when an operator ended it meanwhile."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            return _compare_and_apply(load, now, board, cursor)
    except _Exceeded as exceeded:
        return pause(load, exceeded=exceeded.limits, comparison=exceeded.comparison, now=now)


def _compare_and_apply(load: ExtractLoad, now: datetime, board: Board, cursor: CursorWrapper) -> ExtractLoad:
    plan = PLAN_OF[ExtractKind(load.kind)]
    prepare(cursor)
    cursor.execute(f"LOCK TABLE {', '.join(plan.TABLES)} IN SHARE ROW EXCLUSIVE MODE")
    params = _params(cursor, load, now)
    counts = {"codes": merge_codes(cursor)}
    comparison = _compare(cursor, plan, params, board)
    board.show_comparison(comparison)
    limits = [] if load.is_forced else exceeded_limits(load, comparison)
    if limits:
        raise _Exceeded(limits, comparison)
    _tell_history(cursor, load)
    bulk = _is_bulk(cursor, load)
    counts |= _write(cursor, plan, params, board, bulk=bulk)
    tell_changed_contacts(cursor, now=now)
    board.tell("remember")
    remember(cursor, plan.KIND, load_id=load.pk, is_full=params.is_full)
    drop_staging(cursor)
    journal.record(
        action="directory.load_extract",
        now=now,
        actor=load.decided_by or load.loaded_by,
        mandate=permissions.acting_mandate(load.decided_by or load.loaded_by, None, now),
        subject=load,
        lines=load.line_count,
        changes=sum(merged.total for merged in counts.values()),
        refused=load.refused_count,
    )
    board.tell("commit")
    return move(
        load, LoadState.COMPARED, to=LoadState.APPLIED, counts={kind: asdict(rows) for kind, rows in counts.items()}
    )


def _params(cursor: CursorWrapper, load: ExtractLoad, now: datetime) -> Params:
    cursor.execute("SELECT memory_load_id IS NULL, environments FROM loading.stage WHERE load_id = %s", [load.pk])
    is_full, environments = cursor.fetchone() or (True, [])
    return Params(
        load=load.pk, now=now, today=timezone.localdate(now), is_full=is_full, environments=list(environments)
    )


def _compare(cursor: CursorWrapper, plan: Plan, params: Params, board: Board) -> Comparison:
    board.tell("compare")
    if params.is_full:
        cursor.execute("CREATE UNLOGGED TABLE IF NOT EXISTS loading.changed (person text)")
    make_table(cursor, "concerned", _CONCERNED, params.values)
    for name in ("touched", "relisted"):
        cursor.execute(f"DROP TABLE IF EXISTS loading.{name}")
        cursor.execute(f"CREATE UNLOGGED TABLE loading.{name} (id bigint NOT NULL)")
    plan.resolve(cursor, params)
    return plan.compare(cursor, params)


def _write(cursor: CursorWrapper, plan: Plan, params: Params, board: Board, *, bulk: bool) -> dict[str, Merged]:
    board.tell("write")
    cursor.execute("SELECT set_config('directory.loading', 'on', true)")
    aside = set_aside(cursor, plan.TABLES) if bulk else None
    counts = plan.apply(cursor, params, bulk=bulk)
    if aside is not None:
        board.tell("index")
        put_back(cursor, aside, plan.TABLES)
        board.tell("search")
        cursor.execute("SELECT refresh_all_entries()")
    else:
        board.tell("search")
        cursor.execute(_TOUCH, params.values)
        if plan.IS_SEARCHED:
            _refresh_entries(cursor)
    cursor.execute("SELECT set_config('directory.loading', '', true)")
    return counts


def _refresh_entries(cursor: CursorWrapper) -> None:
    """Some people one by one, or everybody at once where they are so many that it is quicker."""
    cursor.execute(_COUNT_RELISTED)
    some, everybody = cursor.fetchone() or (0, 0)
    if some >= LOAD_ENTRIES_AT_ONCE and some * LOAD_BULK_RATIO >= everybody:
        cursor.execute("SELECT refresh_all_entries()")
    elif some:
        cursor.execute(_RELIST)


def _is_bulk(cursor: CursorWrapper, load: ExtractLoad) -> bool:
    """Whether the file is so much larger than what the directory holds that its tables are better built anew."""
    if load.kind != ExtractKind.ACTIVITIES or load.line_count < LOAD_BULK_LINES:
        return False
    most = load.line_count // LOAD_BULK_RATIO
    cursor.execute("SELECT count(*) FROM (SELECT FROM directory_practitioner LIMIT %s) AS first", [most + 1])
    row = cursor.fetchone()
    return row is not None and row[0] <= most


def _tell_history(cursor: CursorWrapper, load: ExtractLoad) -> None:
    """What the history of changed rows names as their context: set once for the transaction, not at each statement."""
    cursor.execute(
        "SELECT set_config('pghistory.context_id', %s, true), set_config('pghistory.context_metadata', %s, true)",
        [str(uuid.uuid4()), json.dumps({"load": load.pk, "kind": load.kind, "file": load.file_name})],
    )
