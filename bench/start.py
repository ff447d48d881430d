"""Seconds from `manage.py up` to its banner: on an empty DATA_DIR, then again on the same.

To reach on two cores: 10 s the second time. The limit beside it is what the interpreter needs to import the
application once, which no start can avoid.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180.0  # seconds
PORT = 18400


def run() -> None:
    """Start twice, stop each time, print the times and their ratio to one import of the application."""
    limit = _seconds_to_import()
    print(f"import of the application, once: {limit:.1f} s")
    with tempfile.TemporaryDirectory(prefix="ecps-bench-") as folder:
        Path(folder).chmod(0o755)
        for label in ("first start (database, migrations, demo data)", "second start"):
            seconds = _seconds_to_banner(folder)
            print(f"{label}: {seconds:.1f} s, {seconds / limit:.1f} imports")


def _environment(folder: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATA_DIR": folder,
        "PORT": str(PORT),
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "PYTHONUNBUFFERED": "1",
    }


def _seconds_to_import() -> float:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import config.wsgi"], cwd=ROOT, env=_environment(folder), check=True)
        return time.perf_counter() - begun


def _seconds_to_banner(folder: str) -> float:
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        for line in process.stdout or []:
            if "Everything answers" in line:
                return time.perf_counter() - begun
            if time.perf_counter() - begun > PATIENCE:
                break
        raise SystemExit("no banner: run `manage.py up` and read what it says")
    finally:
        process.send_signal(signal.SIGINT)
        if process.stdout is not None:
            process.stdout.read()
        process.wait(timeout=60)
