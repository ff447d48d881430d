"""GET /healthz: can this deployment do its work?"""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from kombu.exceptions import OperationalError

from config.celery import app
from directory.queries import last_worker_beat

WORKER_SILENCE = timedelta(seconds=60)  # six missed heartbeats of the timetable


def health(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations, broker and worker are well, else 503; the body says which is not."""
    found = checks()
    well = all(value == "ok" for value in found.values())
    return JsonResponse({"status": "ok" if well else "failing", **found}, status=200 if well else 503)


def checks() -> dict[str, str]:
    """Each part by its name: `ok`, or in a word what is wrong."""
    return {"database": _database(), "migrations": _migrations(), "broker": _broker(), "worker": _worker()}


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return "unknown"
    return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _broker() -> str:
    try:
        with app.connection_for_write() as channel:
            channel.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError):
        return "unreachable"
    return "ok"


def _worker() -> str:
    try:
        beat = last_worker_beat()
    except DatabaseError:
        return "unknown"
    if beat is None or timezone.now() - beat > WORKER_SILENCE:
        return "silent"
    return "ok"
