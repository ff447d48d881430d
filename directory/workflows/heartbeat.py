"""The worker says that it lives."""

from datetime import datetime

from directory.models import WorkerHeartbeat


def beat(*, now: datetime) -> None:
    """Note the instant; /healthz reads it."""
    WorkerHeartbeat.objects.update_or_create(name="worker", defaults={"beat_at": now})
