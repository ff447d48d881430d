"""Whether the worker lives."""

from datetime import datetime

from directory.models import WorkerHeartbeat


def last_worker_beat() -> datetime | None:
    """When the worker last said that it lives."""
    return WorkerHeartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first()
