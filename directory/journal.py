"""The only writer of the audit trail."""

from datetime import datetime

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
