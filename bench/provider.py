"""Requests a second of our provider on one core, beside npm oidc-provider, django-oauth-toolkit and stock DOP.

SECONDS=2.5 is how long each operation of each provider lasts in one round, ROUNDS=3 how many rounds; in each, the
providers take turns, and medians over rounds are told. PEERS=folder keeps what is installed for the next time
(bench/peers says which versions; without a network, the rest is measured).

All have the same PostgreSQL, each a database of its own; each is one process on the same core, the three of Django
under the same server with as many threads; those who ask (bench/_provider_load.py) have another core, on eight
connections. All ask for the same scopes with a proof key, authenticate their client by a secret in the header, keep
codes and tokens in the database, sign with keys of the same kind and size, and tell the same things of a person. Each
operation of npm oidc-provider reads its account in one query, and its clients are in its memory: ours reads them in the
database. DOT keeps its clients' secrets as they are, which its documentation allows: hashed as passwords they would
take most of a second a call. Ours alone asks at each use what its directory of some thousands says of card and rights.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import django

from bench import _provider_ours, _provider_sides, _provider_table
from bench._serving import ROOT, cores, family, seconds_used, serving
from config import embedded
from oidc.policy import RSA_KEY_BITS

PORT = 18560
# A code is exchanged at once, for it does not live long: these two follow each other at each provider
STEPS = (("discovery",), ("jwks",), ("authorize", "exchange"), ("refresh",), ("userinfo",), ("introspect",), ("own",))
ONLY_RS256 = ("authorize", "exchange", "refresh")  # of our second client; its authorize is for its codes
WARM_SECONDS = 1.0

Round = dict[tuple[str, str], dict[str, float]]


def run() -> None:
    """Print what was measured, in a database made for this run; exit 1 when an answer was wrong."""
    seconds, rounds = float(os.environ.get("SECONDS", "2.5")), int(os.environ.get("ROUNDS", "3"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    os.environ.update({"PORT": str(PORT), "DEMO": "0"})
    with tempfile.TemporaryDirectory(prefix="ecps-bench-") as folder, ExitStack() as things:
        Path(folder).chmod(0o755)
        os.environ["DATA_DIR"] = folder
        kept = Path(os.environ.get("PEERS") or Path(folder) / "peers").absolute()
        kept.mkdir(parents=True, exist_ok=True)
        names = _provider_sides.install(kept)
        database = things.enter_context(embedded.running(Path(folder)))
        django.setup()
        sides, processes = _start(things, names, kept)
        (Path(folder) / "sides.json").write_text(json.dumps(sides))
        load = things.enter_context(_asking(Path(folder) / "sides.json"))
        _measure(load, processes, database.pid, WARM_SECONDS)
        found = [_measure(load, processes, database.pid, seconds) for _round in range(rounds)]
    _provider_table.tell(found, rsa_bits=RSA_KEY_BITS)


def _start(things: ExitStack, names: list[str], kept: Path) -> tuple[list[dict[str, Any]], dict[str, list[int]]]:
    """Every provider, each with what it must hold. Returns what the one who asks must know, and their processes."""
    from django.conf import settings  # noqa: PLC0415  # after setup
    from django.db import connection  # noqa: PLC0415

    from bench._cards import place_of  # noqa: PLC0415

    sides, claims = _provider_ours.prepare(connection)
    server = place_of(connection)
    connection.close()
    core = cores()[-1]
    door = things.enter_context(serving("web", core=core))
    processes = {side["name"]: door for side in sides}
    common: dict[str, Any] = {
        "server": server,
        "claims": claims,
        "base": PORT,
        "core": core,
        "threads": settings.WEB_THREADS,
    }
    for name in names:
        peer = _provider_sides.serving_peer(name, folder=kept, **common)
        known, processes[name] = things.enter_context(peer)
        sides.append(known)
    return sides, processes


@contextmanager
def _asking(sides: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "bench._provider_load", str(sides), str(cores()[0])]
    load = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if load.stdout is None or load.stdout.readline().strip() != "ready":
            raise SystemExit("not held: the one who asks does not begin")
        yield load
    finally:
        load.terminate()
        load.wait()


def _measure(load: "subprocess.Popen[str]", processes: dict[str, list[int]], database: int, seconds: float) -> Round:
    """One round: each operation, of each provider in turn."""
    found: Round = {}
    for step in STEPS:
        for side, own in processes.items():
            for operation in step:
                if side == _provider_table.OURS_RS256 and operation not in ONLY_RS256:
                    continue
                before = seconds_used(own), _used_by(database)
                order = {"side": side, "operation": operation, "seconds": seconds}
                seen = _order(load, order)
                seen["server"] = (seconds_used(own) - before[0]) / seen["count"]
                seen["both"] = seen["server"] + (_used_by(database) - before[1]) / seen["count"]
                found[operation, side] = seen
    return found


def _order(load: "subprocess.Popen[str]", order: dict[str, Any]) -> dict[str, float]:
    if load.stdin is None or load.stdout is None:
        raise SystemExit("not held: nobody asks")
    print(json.dumps(order), file=load.stdin, flush=True)
    line = load.stdout.readline()
    if not line:
        raise SystemExit(f"not held: a wrong answer of {order['side']} to {order['operation']}")
    seen: dict[str, float] = json.loads(line)
    return seen


def _used_by(database: int) -> float:
    """Seconds of the database's processes; one that ends meanwhile is counted with its parent, another time."""
    while True:
        try:
            return seconds_used(family(database))
        except FileNotFoundError:
            continue
