"""A load goes from one state to the next by one conditional UPDATE."""

from datetime import datetime
from typing import Any

from django.db.models.functions import Now

from directory.models import ENDED, ExtractLoad, LoadState

IN_PROGRESS = (LoadState.RECEIVED, LoadState.STAGED, LoadState.COMPARED)


class LoadLost(Exception):
    """The load is no longer where its driver left it: an operator ended it. What the transaction wrote is undone."""


def move(load: ExtractLoad, *sources: LoadState, to: LoadState, **values: Any) -> ExtractLoad:
    """Go on from one of these states; returns the row as it is now. Raises LoadLost."""
    if to in ENDED:
        values = {"finished_at": Now(), "progress": {}, **values}  # how long it took: only the database saw it
    moved = ExtractLoad.objects.filter(pk=load.pk, state__in=sources).update(state=to, **values)
    if moved != 1:
        raise LoadLost
    return ExtractLoad.objects.get(pk=load.pk)


def refuse(load: ExtractLoad, *, code: str, **params: object) -> ExtractLoad:
    """The file is refused whole, before anything was written."""
    return move(load, *IN_PROGRESS, to=LoadState.REFUSED, refusal={"code": code, **params})


def decide(
    load_id: int, *sources: LoadState, to: LoadState, account_id: int | None, reason: str, now: datetime, **values: Any
) -> bool:
    """An operator's decision; False when the load does not wait for it."""
    if to in ENDED:
        values = {"finished_at": now, "progress": {}, **values}
    moved = ExtractLoad.objects.filter(pk=load_id, state__in=sources).update(
        state=to, decided_by_id=account_id, decided_at=now, decision_reason=reason[:500], **values
    )
    return moved == 1
