"""What an operator decides of a load: compare again, go on whatever it changes, or give up. Each with a reason."""

from datetime import datetime
from typing import Any

from django.db import transaction

from directory import journal
from directory.errors import LoadNotPaused, NotAllowed
from directory.models import Account, ExtractLoad, LoadState
from directory.permissions import acting_mandate, can_run_loads
from directory.workflows.loading.finishing import forget_copy
from directory.workflows.loading.transitions import IN_PROGRESS, decide


def resume(*, load_id: int, account: Account | None, reason: str, now: datetime) -> ExtractLoad:
    """A paused load is compared again when it is next driven; the limits apply. account: None, the command line.

    Raises NotAllowed, LoadNotPaused.
    """
    return _decide(load_id, account, reason, now, action="directory.load_resumed", attempt_count=0)


def force(*, load_id: int, account: Account | None, reason: str, now: datetime) -> ExtractLoad:
    """A paused load is applied when it is next driven, whatever it changes. Raises NotAllowed, LoadNotPaused."""
    return _decide(load_id, account, reason, now, action="directory.load_forced", attempt_count=0, is_forced=True)


def abandon(*, load_id: int, account: Account | None, reason: str, now: datetime) -> ExtractLoad:
    """A load that is not applied yet never will be. Raises NotAllowed, LoadNotPaused (it has ended, or is applied)."""
    _require_operator(account, now)
    with transaction.atomic():
        sources = (LoadState.PAUSED, *IN_PROGRESS)
        account_id = account.pk if account is not None else None
        if not decide(load_id, *sources, to=LoadState.ABANDONED, account_id=account_id, reason=reason, now=now):
            raise LoadNotPaused
        load = ExtractLoad.objects.get(pk=load_id)
        _record("directory.load_abandoned", load, account, reason, now)
    forget_copy(load)
    return load


def _decide(
    load_id: int, account: Account | None, reason: str, now: datetime, *, action: str, **values: Any
) -> ExtractLoad:
    _require_operator(account, now)
    with transaction.atomic():
        account_id = account.pk if account is not None else None
        if not decide(
            load_id, LoadState.PAUSED, to=LoadState.STAGED, account_id=account_id, reason=reason, now=now, **values
        ):
            raise LoadNotPaused
        load = ExtractLoad.objects.get(pk=load_id)
        _record(action, load, account, reason, now)
    return load


def _record(action: str, load: ExtractLoad, account: Account | None, reason: str, now: datetime) -> None:
    mandate = acting_mandate(account, None, now)
    journal.record(action=action, now=now, actor=account, subject=load, mandate=mandate, reason=reason)


def _require_operator(account: Account | None, now: datetime) -> None:
    if account is not None and not can_run_loads(account, now):
        raise NotAllowed
