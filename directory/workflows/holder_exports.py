"""A person takes their own data away: the trail remembers it, as it does of every export."""

from datetime import datetime

from django.db import transaction

from directory import journal
from directory.models import AuditOutcome, Practitioner


def remember_export(*, practitioner: Practitioner, kind: str, now: datetime) -> None:
    """One line. kind: json or pdf."""
    with transaction.atomic():
        journal.record(
            action="directory.holder_exported",
            practitioner_id=practitioner.pk,
            now=now,
            outcome=AuditOutcome.EXPORTED,
            kind=kind,
        )
