"""One measured step of `bench.load`, in a process of its own: its peak of memory is that of the step alone.

`python -m bench._load_child STEP PATH` prints one line of JSON: seconds by part, peak memory, what became of it.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

_EMPTIED = (
    "directory_extractload, directory_practitioner, directory_organization, directory_registrationauthority,"
    " directory_concept, loading.memory_of, loading.memory_activities, loading.stage"
)


def main(step: str, path: Path) -> dict[str, Any]:
    """Do one step."""
    django.setup()
    return {"plain": _plain, "load": _load, "empty": _empty}[step](path)


def _plain(path: Path) -> dict[str, Any]:
    from django.db import connection, transaction  # noqa: PLC0415  # after setup

    from bench._plain import load_plainly  # noqa: PLC0415

    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        load_plainly(cursor, path)
        filled = time.perf_counter()
        cursor.execute("SELECT refresh_all_entries()")
    return {"total": time.perf_counter() - begun, "search": time.perf_counter() - filled, "state": "plain"}


def _load(path: Path) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415

    from directory.workflows import loading  # noqa: PLC0415

    parts: dict[str, float] = {}
    last = ["begin", time.perf_counter()]

    def progress(name: str, _done: int, _total: int) -> None:
        if name != last[0]:
            parts[str(last[0])] = parts.get(str(last[0]), 0.0) + time.perf_counter() - float(last[1])
            last[:] = [name, time.perf_counter()]

    begun = time.perf_counter()
    (load,) = loading.receive(paths=[path], now=timezone.now())
    outcome = loading.advance(load_id=load.pk, now=timezone.now(), progress=progress)
    progress("", 0, 0)
    parts["total"] = time.perf_counter() - begun
    return {**parts, "state": str(outcome.state), "lines": outcome.line_count, "changes": outcome.change_count}


def _empty(_path: Path) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {_EMPTIED} CASCADE")
        cursor.execute("CHECKPOINT")
    return {}


if __name__ == "__main__":
    measured = main(sys.argv[1], Path(sys.argv[2]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**measured, "peak_mb": peak}))
