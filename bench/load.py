"""Seconds to load an extract: first, unchanged lines again, identical file; beside COPY alone of the same lines.

PEOPLE=20000 chooses the size. The yardstick is the fastest that the server takes the same bytes: COPY into an
unlogged table without index.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

from config import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")


def run() -> None:
    """Print seconds, lines a second and the ratio to COPY, in a database made for this run."""
    people = int(os.environ.get("PEOPLE", "20000"))
    with tempfile.TemporaryDirectory(prefix="ecps-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ["DATA_DIR"] = folder
        with embedded.running(Path(folder)):
            django.setup()
            _measure(Path(folder), people)


def _measure(folder: Path, people: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from directory.extract.sample.people import sample_rows  # noqa: PLC0415
    from directory.extract.writer import write_extract  # noqa: PLC0415
    from directory.workflows.loading import load_extract  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    first, second = folder / "first.txt", folder / "second.txt"
    with first.open("wb") as target:
        lines = write_extract(target, sample_rows(people=people, seed=2026))
    second.write_bytes(first.read_bytes() + first.read_bytes()[-1:])  # other digest, same lines

    def timed(label: str, work: Callable[[], object], limit: float | None = None) -> float:
        begun = time.perf_counter()
        work()
        seconds = time.perf_counter() - begun
        ratio = f", {seconds / limit:.1f} x COPY" if limit else ""
        print(f"{label}: {seconds:.2f} s, {lines / seconds:,.0f} lines/s{ratio}")
        return seconds

    print(f"{lines:,} lines of {people:,} people")
    limit = timed("COPY alone", lambda: _copy_alone(connection, first))
    timed("first load", lambda: load_extract(path=first, now=timezone.now()), limit)
    timed("same lines, other file", lambda: load_extract(path=second, now=timezone.now()), limit)
    timed("identical file", lambda: load_extract(path=second, now=timezone.now()), limit)
    connection.close()
    connection.close_pool()


def _copy_alone(connection: object, path: Path) -> None:
    with connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("CREATE UNLOGGED TABLE yardstick (line text)")
        statement = "COPY yardstick FROM STDIN WITH (FORMAT csv, DELIMITER E'\\x01', QUOTE E'\\x02')"
        with cursor.copy(statement) as copy, path.open("rb") as source:
            while block := source.read(1 << 20):
                copy.write(block)
        cursor.execute("DROP TABLE yardstick")
