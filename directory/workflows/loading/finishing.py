"""After a load was applied: what remains to be tidied, and may be done again."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from directory.extract.plans import PLAN_OF
from directory.extract.staging import drop_staging
from directory.models import ExtractKind, ExtractLoad, LoadState
from directory.policy import LOAD_STATISTICS_RATIO
from directory.workflows.loading.board import Board
from directory.workflows.loading.outcome import outcome_of
from directory.workflows.loading.transitions import move


def finish(load: ExtractLoad, board: Board) -> ExtractLoad:
    """Statistics are renewed where much has changed, the copy of the file goes, the load is FINISHED."""
    board.tell("finish")
    with transaction.atomic(), connection.cursor() as cursor:
        drop_staging(cursor)
        if _has_changed_much(load):
            for table in PLAN_OF[ExtractKind(load.kind)].TABLES:
                cursor.execute(f"ANALYZE {table}")
        load = move(load, LoadState.APPLIED, to=LoadState.FINISHED)
    forget_copy(load)
    return load


def _has_changed_much(load: ExtractLoad) -> bool:
    """Whether the planner would be misled; the server renews the statistics of small changes by itself."""
    return outcome_of(load).change_count * LOAD_STATISTICS_RATIO > load.line_count


def forget_copy(load: ExtractLoad) -> None:
    """Remove our own copy of a file whose load has ended; a file of somebody else stays."""
    path = Path(load.path)
    if load.path and Path(settings.LOADS_DIR) in path.parents:
        shutil.rmtree(path.parent, ignore_errors=True)
