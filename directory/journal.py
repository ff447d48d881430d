"""The only writer of the audit trail."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import models

from directory.models import Account, AuditCategory, AuditEvent, AuditOutcome, Mandate, RegistrationAuthority
from directory.models.audit import REASON_LENGTH

Detail = str | int | bool | None | list[str]

_CATEGORIES: Final = {
    AuditOutcome.DONE: AuditCategory.ACT,
    AuditOutcome.EXPORTED: AuditCategory.ACT,
    AuditOutcome.READ: AuditCategory.READING,
    AuditOutcome.REFUSED: AuditCategory.REFUSAL,
}


def record(
    *,
    action: str,
    now: datetime,
    actor: Account | None = None,
    practitioner_id: int | None = None,
    subject: models.Model | None = None,
    mandate: Mandate | None = None,
    authority_id: int | None = None,
    reason: str = "",
    outcome: AuditOutcome = AuditOutcome.DONE,
    category: AuditCategory | None = None,
    **details: Detail,
) -> AuditEvent:
    """Write one line, in the transaction of the act that it tells.

    action: `app.verb`. subject: the row that changed. mandate: the one by which the actor could; its authority is the
    line's unless another is named; without one, that of the subject. reason: a code, or what an operator typed, cut to
    its column. category: how long the line is kept; by its outcome when none is given. details: codes, ids and counts;
    never a contact nor a secret.
    """
    if authority_id is None:
        authority_id = mandate.authority_id if mandate is not None else _authority_of(subject)
    return AuditEvent.objects.create(
        occurred_at=now,
        action=action,
        outcome=outcome,
        category=category or _CATEGORIES[outcome],
        actor=actor,
        mandate=mandate,
        authority_id=authority_id,
        practitioner_id=practitioner_id,
        **_told_of(subject),
        reason=reason[:REASON_LENGTH],
        details=details,
    )


# A line of what a person did, written by the very statement that does it: for what comes at every sign-in. In a CTE,
# beside the values of that statement, as `line_of` gives them; `FROM` another of its tables may follow: a line for each
# of its rows, and none when the statement changed nothing
LINE: Final = """
    INSERT INTO directory_auditevent (occurred_at, action, outcome, category, practitioner_id, subject_type, subject_id,
        reason, details)
    SELECT %(line_at)s, %(line_action)s, %(line_outcome)s, %(line_category)s, %(line_practitioner)s,
        %(line_subject_type)s, %(line_subject_id)s, '', %(line_details)s::jsonb
"""


def line_of(
    *,
    action: str,
    now: datetime,
    practitioner_id: int,
    subject: models.Model,
    category: AuditCategory,
    **details: Detail,
) -> dict[str, Any]:
    """Return the values of LINE, for something done; each as `record` says. subject: of no authority."""
    return {
        "line_at": now,
        "line_action": action,
        "line_outcome": AuditOutcome.DONE.value,
        "line_category": category.value,
        "line_practitioner": practitioner_id,
        "line_details": json.dumps(details),
        **{f"line_{name}": value for name, value in _told_of(subject).items()},
    }


def _told_of(subject: models.Model | None) -> dict[str, str]:
    if subject is None:
        return {"subject_type": "", "subject_id": ""}
    return {"subject_type": subject._meta.label, "subject_id": str(subject.pk)}


def record_of_each(
    *, action: str, practitioner_ids: Iterable[int], now: datetime, category: AuditCategory = AuditCategory.ACT
) -> None:
    """Write the same line of many people, in one statement: what the clock did to each of them."""
    lines = [
        AuditEvent(
            occurred_at=now,
            action=action,
            outcome=AuditOutcome.DONE,
            category=category,
            practitioner_id=practitioner_id,
            details={},
        )
        for practitioner_id in practitioner_ids
    ]
    AuditEvent.objects.bulk_create(lines)


def _authority_of(subject: models.Model | None) -> int | None:
    """Whose thing it is: who reads the trail of an authority finds there what was done to its mandates and files."""
    if isinstance(subject, RegistrationAuthority):
        return subject.pk
    key = getattr(subject, "authority_id", None)
    return key if isinstance(key, int) else None
