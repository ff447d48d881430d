"""The only writer of the audit trail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

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
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        reason=reason[:REASON_LENGTH],
        details=details,
    )


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
