"""The only writer of the audit trail."""

from datetime import datetime
from uuid import UUID

from django.db import models

from directory.models import Account, AuditEvent

Detail = str | int | bool | None | list[str]


def record(
    *,
    action: str,
    now: datetime,
    actor: Account | None = None,
    practitioner_id: int | None = None,
    subject: models.Model | None = None,
    **details: Detail,
) -> AuditEvent:
    """Write one line, in the transaction of the act that it tells.

    action: `app.verb`. subject: the row that changed. details: codes, ids and counts; never a contact nor a secret.
    """
    return AuditEvent.objects.create(
        occurred_at=now,
        action=action,
        actor=actor,
        practitioner_id=practitioner_id,
        subject_type=subject._meta.label if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        details=details,
    )


def count_since(*, action: str, practitioner_id: int, since: datetime, subject_id: str | UUID | None = None) -> int:
    """How often this happened to this person since then."""
    lines = AuditEvent.objects.filter(action=action, practitioner_id=practitioner_id, occurred_at__gte=since)
    if subject_id is not None:
        lines = lines.filter(subject_id=str(subject_id))
    return lines.count()
