"""A load is driven from where it stands to its end, or to the decision that it waits for."""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import F

from directory.errors import LoadAlreadyRunning, UnreadableExtract
from directory.models import ENDED, ExtractLoad, LoadState
from directory.policy import LOAD_TRIES
from directory.workflows.loading.applying import compare_and_apply
from directory.workflows.loading.board import Board, open_board
from directory.workflows.loading.finishing import finish, forget_copy
from directory.workflows.loading.outcome import LoadOutcome, Progress, outcome_of
from directory.workflows.loading.reading import is_staged, latest_finished, stage
from directory.workflows.loading.receiving import receive_forced
from directory.workflows.loading.transitions import LoadLost, move, refuse
from directory.workflows.loading.turn import sole_driver

_SHOWN_REFUSALS: Final = 1_000
_WAITING: Final = (LoadState.PAUSED, *ENDED)


def advance(*, load_id: int, now: datetime, progress: Progress | None = None) -> LoadOutcome:
    """Drive one load as far as it goes; safe to call again after any accident. Raises LoadAlreadyRunning."""
    with sole_driver():
        return outcome_of(_drive(ExtractLoad.objects.get(pk=load_id), now, progress))


def advance_all(*, now: datetime) -> int:
    """Drive the loads that can move, oldest first; a paused or refused load holds the rest of its batch.

    Returns how many moved; 0 when another process drives one.
    """
    moved = 0
    tried: set[int] = set()
    try:
        while (load := _next_load(tried)) is not None:
            tried.add(load.pk)
            advance(load_id=load.pk, now=now)
            moved += 1
    except LoadAlreadyRunning:
        return moved
    return moved


def rehearse(*, path: Path, now: datetime, progress: Progress | None = None) -> LoadOutcome:
    """Do everything and undo it: the outcome of a load, without one. Raises UnreadableExtract, LoadAlreadyRunning."""
    with sole_driver(), transaction.atomic():
        load = receive_forced(paths=[path], now=now)[0]
        if load.state == LoadState.REFUSED:
            raise UnreadableExtract(missing=tuple(load.refusal["missing"]))
        load = _drive(load, now, progress)
        lines = load.refused_lines.order_by("line_number").values_list("line_number", "fault")
        outcome = dataclasses.replace(outcome_of(load), load_id=None, refused_lines=tuple(lines[:_SHOWN_REFUSALS]))
        transaction.set_rollback(True)
    return outcome


def _next_load(tried: set[int]) -> ExtractLoad | None:
    open_loads = ExtractLoad.objects.exclude(state__in=_WAITING).exclude(pk__in=tried).order_by("started_at", "pk")
    held = ExtractLoad.objects.filter(state__in=[LoadState.PAUSED, LoadState.REFUSED]).values("batch")
    return open_loads.exclude(batch__in=held).first()


def _drive(load: ExtractLoad, now: datetime, progress: Progress | None) -> ExtractLoad:
    with open_board(load.pk, progress) as board:
        try:
            load = _count_try(load)
            while load.state not in _WAITING:
                load = _STEPS[LoadState(load.state)](load, now, board)
        except LoadLost:
            load = ExtractLoad.objects.get(pk=load.pk)
    if load.state in ENDED:
        forget_copy(load)
    return load


def _count_try(load: ExtractLoad) -> ExtractLoad:
    """A load that fails again and again is refused: it must not hold the others for ever."""
    if load.state in (*_WAITING, LoadState.APPLIED):
        return load
    if load.attempt_count >= LOAD_TRIES:
        return refuse(load, code="failed")
    return move(load, LoadState(load.state), to=LoadState(load.state), attempt_count=F("attempt_count") + 1)


def _begin(load: ExtractLoad, _now: datetime, board: Board) -> ExtractLoad:
    latest = latest_finished(load.kind)
    if latest is not None and latest.sha256 == load.sha256 and not load.is_forced:
        return move(load, LoadState.RECEIVED, to=LoadState.UNCHANGED)
    return stage(load, board)


def _go_on(load: ExtractLoad, now: datetime, board: Board) -> ExtractLoad:
    if not is_staged(load):
        load = stage(load, board)
        if load.state != LoadState.STAGED:
            return load
    return compare_and_apply(load, now=now, board=board)


def _end(load: ExtractLoad, _now: datetime, board: Board) -> ExtractLoad:
    return finish(load, board)


_STEPS: Final[dict[LoadState, Callable[[ExtractLoad, datetime, Board], ExtractLoad]]] = {
    LoadState.RECEIVED: _begin,
    LoadState.STAGED: _go_on,
    LoadState.COMPARED: _go_on,
    LoadState.APPLIED: _end,
}
