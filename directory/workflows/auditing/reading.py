"""The trail itself is read and taken away: both leave lines in it."""

import hashlib
import json
from datetime import datetime

from django.db import transaction

from directory import journal, permissions
from directory.errors import NotAllowed
from directory.models import Account, AuditOutcome, Practitioner
from directory.policy import RECORD_READING_WINDOW
from directory.workflows.auditing.folding import remember_reading


def remember_trail_read(*, account: Account, asked: dict[str, str], people: list[int], now: datetime) -> bool:
    """An account reads. asked: what it asks, of which the line keeps the names; people: keys of whom it asks about.

    The same question within ten minutes leaves one line: False. Raises NotAllowed.
    """
    _require_reader(account, now)
    reach = permissions.practitioners_visible_to(account, now).filter(pk__in=people).values_list("pk", flat=True)
    question = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return remember_reading(
        action="directory.audit_read",
        question=question,
        actor=account,
        now=now,
        mandate=permissions.reading_mandate(account, now),
        practitioner_id=reach.order_by("pk").first() if people else None,
        filters=sorted(asked),
    )


def remember_record_read(*, account: Account, person: Practitioner, now: datetime) -> bool:
    """An account opens a record that it sees; again within the hour leaves no second line: False.

    The mandate told is the one that answers for the person, else the one by which the account sees at all.
    """
    return remember_reading(
        action="directory.record_read",
        question=str(person.pk),
        actor=account,
        now=now,
        mandate=permissions.acting_mandate(account, person.authority, now)
        or permissions.reading_mandate(account, now)
        or next(iter(permissions.mandates_in_force(account, now)), None),
        practitioner_id=person.pk,
        window=RECORD_READING_WINDOW,
    )


def remember_trail_exported(*, account: Account, asked: list[str], count: int, now: datetime) -> None:
    """An account takes lines away as a file. asked: names of what it asks. Raises NotAllowed."""
    _require_reader(account, now)
    with transaction.atomic():
        journal.record(
            action="directory.audit_exported",
            now=now,
            actor=account,
            mandate=permissions.reading_mandate(account, now),
            outcome=AuditOutcome.EXPORTED,
            filters=sorted(asked),
            count=count,
        )


def _require_reader(account: Account, now: datetime) -> None:
    if not permissions.can_read_trail(account, now):
        raise NotAllowed()
