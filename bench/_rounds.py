"""Rounds in which providers take turns on one core, asked by a process on another: bench/provider.py, bench/ciba.py."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

from bench import _provider_sides
from bench._serving import ROOT, cores, family, seconds_used, serving
from config import embedded

WARM_SECONDS = 1.0

Round = dict[tuple[str, str], dict[str, float]]


@dataclass(frozen=True)
class Arena:
    """Where they meet. names: of the peers that could be installed, in kept. database: the process of PostgreSQL."""

    port: int
    folder: Path
    kept: Path
    names: list[str]
    database: int
    things: ExitStack


@contextmanager
def opened(port: int, *, peers: Collection[str]) -> Iterator[Arena]:
    """Make an empty database on which Django is set up; all that is started there ends with the block."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    os.environ.update({"PORT": str(port), "DEMO": "0"})
    with tempfile.TemporaryDirectory(prefix="ecps-bench-") as folder, ExitStack() as things:
        Path(folder).chmod(0o755)
        os.environ["DATA_DIR"] = folder
        kept = Path(os.environ.get("PEERS") or Path(folder) / "peers").absolute()
        kept.mkdir(parents=True, exist_ok=True)
        names = _provider_sides.install(kept, peers)
        database = things.enter_context(embedded.running(Path(folder)))
        django.setup()
        yield Arena(port, Path(folder), kept, names, database.pid, things)


def serve(arena: Arena, sides: list[dict[str, Any]], claims: dict[str, Any]) -> dict[str, list[int]]:
    """Start ours, which these sides name, and every peer, which is added to them. Returns the processes of each.

    sides: what the one who asks must know. claims: what peers tell of a person.
    """
    from django.conf import settings  # noqa: PLC0415  # after setup
    from django.db import connection  # noqa: PLC0415

    from bench._cards import place_of  # noqa: PLC0415

    server = place_of(connection)
    connection.close()
    core = cores()[-1]
    door = arena.things.enter_context(serving("web", core=core))
    processes = {side["name"]: door for side in sides}
    common: dict[str, Any] = {
        "server": server,
        "claims": claims,
        "base": arena.port,
        "core": core,
        "threads": settings.WEB_THREADS,
    }
    for name in arena.names:
        peer = _provider_sides.serving_peer(name, folder=arena.kept, **common)
        known, processes[name] = arena.things.enter_context(peer)
        sides.append(known)
    (arena.folder / "sides.json").write_text(json.dumps(sides))
    return processes


@contextmanager
def asking(arena: Arena, module: str) -> Iterator["subprocess.Popen[str]"]:
    """The one who asks, until the block ends."""
    command = [sys.executable, "-m", module, str(arena.folder / "sides.json"), str(cores()[0])]
    load = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if load.stdout is None or load.stdout.readline().strip() != "ready":
            raise SystemExit("not held: the one who asks does not begin")
        yield load
    finally:
        load.terminate()
        load.wait()


@dataclass(frozen=True)
class Rounds:
    """What is done in each. steps: operations that follow each other at each provider, before the next one's turn;
    left_out: those of one provider that nobody asks; unmeasured: what only makes the next operation possible.
    """

    arena: Arena
    load: "subprocess.Popen[str]"
    processes: dict[str, list[int]]
    steps: Sequence[Sequence[str]]
    left_out: Collection[tuple[str, str]] = ()
    unmeasured: Collection[str] = ()

    def run(self, *, seconds: float, rounds: int) -> list[Round]:
        """Measure so often, after a short round that nobody sees. seconds: of each operation of each provider."""
        self._one(WARM_SECONDS)
        return [self._one(seconds) for _round in range(rounds)]

    def _one(self, seconds: float) -> Round:
        found: Round = {}
        for step in self.steps:
            for side, own in self.processes.items():
                for operation in step:
                    if (operation, side) in self.left_out:
                        continue
                    before = seconds_used(own), used_by(self.arena.database)
                    seen = order(self.load, {"side": side, "operation": operation, "seconds": seconds})
                    if operation in self.unmeasured:
                        continue
                    seen["server"] = (seconds_used(own) - before[0]) / seen["count"]
                    seen["both"] = seen["server"] + (used_by(self.arena.database) - before[1]) / seen["count"]
                    found[operation, side] = seen
        return found


def order(load: "subprocess.Popen[str]", what: dict[str, Any]) -> dict[str, Any]:
    """Let the one who asks do something; returns what it saw."""
    if load.stdin is None or load.stdout is None:
        raise SystemExit("not held: nobody asks")
    print(json.dumps(what), file=load.stdin, flush=True)
    line = load.stdout.readline()
    if not line:
        raise SystemExit(f"not held: a wrong answer of {what['side']} to {what['operation']}")
    seen: dict[str, Any] = json.loads(line)
    return seen


def used_by(database: int) -> float:
    """Seconds of the database's processes; one that ends meanwhile is counted with its parent, another time."""
    while True:
        try:
            return seconds_used(family(database))
        except FileNotFoundError:
            continue
