"""What is refused or read again and again leaves few lines: the first ones are written, the others counted.

A stranger who is refused a million times fills no disk: one row counts them, and one line tells how many there were.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from directory import journal
from directory.journal import Detail
from directory.models import Account, AuditFold, AuditOutcome, Mandate
from directory.policy import READING_WINDOW, REFUSALS_A_MINUTE

_MINUTE: Final = timedelta(minutes=1)
_LATE: Final = timedelta(minutes=1)  # processes do not agree on the second
_REFUSED: Final = "refused:"

_COUNT = """
INSERT INTO directory_auditfold AS fold (key, ends_at, seen_count) VALUES (%s, %s, 1)
ON CONFLICT (key, ends_at) DO UPDATE SET seen_count = fold.seen_count + 1
RETURNING seen_count
"""


def remember_refusal(
    *,
    action: str,
    reason: str,
    now: datetime,
    actor: Account | None = None,
    target: Account | None = None,
    mandate: Mandate | None = None,
    **details: Detail,
) -> bool:
    """Somebody was refused something. False: counted, told later by one line.

    actor: who asked, when it is known; target: the account that a stranger tried, when there is one. reason and
    details: codes and keys, never what somebody typed. Call it when the refused transaction is over: this one is its
    own.
    """
    who = f"actor {actor.pk}" if actor is not None else f"target {target.pk}" if target is not None else "nobody"
    with transaction.atomic():
        if _count(f"{_REFUSED}{who}", _MINUTE, now) > REFUSALS_A_MINUTE:
            return False
        journal.record(
            action=action,
            now=now,
            actor=actor,
            subject=target,
            mandate=mandate,
            reason=reason,
            outcome=AuditOutcome.REFUSED,
            **_as_any(details),
        )
    return True


def remember_reading(
    *,
    action: str,
    question: str,
    actor: Account,
    now: datetime,
    mandate: Mandate | None = None,
    practitioner_id: int | None = None,
    window: timedelta = READING_WINDOW,
    **details: Detail,
) -> bool:
    """Somebody read. question: a digest of what they asked; the same again within the window leaves no second line."""
    with transaction.atomic():
        if _count(f"{action}:{actor.pk}:{question}", window, now) > 1:
            return False
        journal.record(
            action=action,
            now=now,
            actor=actor,
            mandate=mandate,
            practitioner_id=practitioner_id,
            outcome=AuditOutcome.READ,
            **_as_any(details),
        )
    return True


def close_windows(*, now: datetime, limit: int = 1_000) -> int:
    """Tell what was only counted in the windows that are over, and forget them; how many windows were closed."""
    with transaction.atomic():
        over = AuditFold.objects.select_for_update(skip_locked=True).filter(ends_at__lt=now - _LATE)
        rows = list(over.order_by("ends_at")[:limit])
        accounts = Account.objects.in_bulk([key for row in rows if (key := _account_of(row)) is not None])
        for row in rows:
            if row.key.startswith(_REFUSED) and row.seen_count > REFUSALS_A_MINUTE:
                _tell(row, accounts, now)
        AuditFold.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _as_any(details: dict[str, Detail]) -> dict[str, Any]:
    """For the type checker: a name of details is never one of the writer's own."""
    return dict(details)


def _count(key: str, window: timedelta, now: datetime) -> int:
    """How often this key came in its window, this time included. Only those of one key wait for one another."""
    seconds = int(window.total_seconds())
    ends_at = datetime.fromtimestamp((int(now.timestamp()) // seconds + 1) * seconds, tz=UTC)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, ends_at])
        row = cursor.fetchone()
    return int(row[0]) if row else 1


def _account_of(row: AuditFold) -> int | None:
    number = row.key.rpartition(" ")[2]
    return int(number) if row.key.startswith(_REFUSED) and number.isdigit() else None


def _tell(row: AuditFold, accounts: dict[int, Account], now: datetime) -> None:
    account = accounts.get(_account_of(row) or 0)
    is_actor = row.key.startswith(f"{_REFUSED}actor")
    journal.record(
        action="directory.refusals_counted",
        now=now,
        actor=account if is_actor else None,
        subject=None if is_actor else account,
        outcome=AuditOutcome.REFUSED,
        count=row.seen_count - REFUSALS_A_MINUTE,
        until=row.ends_at.isoformat(),
    )
