"""Wallets that wait: how many at once, what each takes, and how soon one is woken while 50 requests a second arrive.

WALLETS=2000 and SECONDS=40 choose how much. The wallets are in another process (bench/_wallets.py), with connections,
keys and proofs of their own. To reach: 99 wake-ups in a hundred within a second of the commit.
"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench._database import fresh_database

ROOT = Path(__file__).resolve().parents[1]
PORT = 18500
RATE = 50  # requests a second
LIMIT = 1.0  # seconds, 99 of a hundred
START_SECONDS = 40.0


def run() -> None:
    """Print what was measured, in a database made for this run; exit 1 when the limit is not held."""
    wallets, seconds = int(os.environ.get("WALLETS", "2000")), int(os.environ.get("SECONDS", "40"))
    os.environ.update({"PORT": str(PORT), "WAITING_CALLS": str(wallets + 100)})
    with fresh_database() as folder:
        _prepare(wallets, folder)
        with _door(wallets) as door:
            empty = _memory(door)
            found = _generate(folder, wallets, seconds, door)
    print(
        f"memory of the door: {empty / 2**20:.0f} MB without wallets, {found['memory'] / 2**20:.0f} MB with {wallets:,}"
    )
    print(f"a waiter: {(found['memory'] - empty) / wallets / 1024:.1f} KB")
    print(f"{found['answers']:,.0f} answers in {seconds} s, of which {found['unchanged']:,} unchanged")
    print(f"processor of the door: {found['processor']:.0%} of one core")
    print(
        f"{found['woken']:,} wake-ups of {found['pushed']:,}: median {found['median'] * 1000:.0f} ms, "
        f"p99 {found['p99'] * 1000:.0f} ms, worst {found['worst'] * 1000:.0f} ms (limit of p99 {LIMIT:.0f} s)"
    )
    if found["p99"] > LIMIT or found["woken"] < found["pushed"] or found["failures"]:
        raise SystemExit(f"not held: {found['failures']} failures")


def _prepare(wallets: int, folder: Path) -> None:
    """People, each with a card whose key the generator has."""
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.db import connection  # noqa: PLC0415

    from bench import _cards  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    content = {
        "keys": _cards.make_cards(connection, wallets),
        "service": _cards.make_service(),
        "database": _cards.place_of(connection),
        "origin": f"http://localhost:{PORT + 1}",
    }
    (folder / "wallets.json").write_text(json.dumps(content))
    connection.close()


@contextmanager
def _door(wallets: int) -> Iterator[int]:
    """The waiting door as `manage.py up` starts it; yields the process that answers."""
    together = str(wallets + 1124)
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "asgi",
        "--backlog",
        together,
        "--backpressure",
        together,
    ]
    command += ["--port", str(PORT + 1), "--log-level", "warning", "--no-ws", "config.asgi:application"]
    process = subprocess.Popen(["sh", "-c", 'ulimit -n $(ulimit -Hn); exec "$@"', "sh", *command], cwd=ROOT)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers():
            if time.monotonic() > deadline:
                raise SystemExit("the door does not answer")
            time.sleep(0.2)
        yield _answering(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{PORT + 1}/manifest.webmanifest", timeout=5) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _answering(parent: int) -> int:
    """The worker of the server, its only child that has our application."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return max((int(child) for child in children), key=_memory)


def _memory(process: int) -> int:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _processor(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _generate(folder: Path, wallets: int, seconds: int, door: int) -> dict[str, Any]:
    """Let the other process wait and push; look at the door meanwhile."""
    command = [sys.executable, "-m", "bench._wallets", str(folder / "wallets.json"), str(seconds), str(RATE)]
    other = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if other.stdout is None:
        raise SystemExit("the wallets cannot be read")
    print(other.stdout.readline().strip())  # all wait
    began, used = time.monotonic(), _processor(door)
    time.sleep(seconds / 2)
    memory = _memory(door)
    found: dict[str, Any] = json.loads(other.stdout.readline())
    share = (_processor(door) - used) / (time.monotonic() - began)
    other.wait(timeout=60)
    return {**found, "memory": memory, "processor": share}
