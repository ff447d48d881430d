"""Decisions of phones a second on one core: a QR code is claimed and approved with the PIN; what cryptography takes.

SECONDS=20 chooses how long each part lasts. The wallet's door has one core, as `manage.py up` starts it; phones
(bench/_deciders.py) and database have the others. The yardstick is the cryptography of a decision alone, in a loop on
the same core.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import django

from bench import _primitives
from bench._serving import ROOT, cores, family, seconds_used, serving
from config import embedded

PORT = 18540
CARDS = 64
AT_ONCE = 8  # phones that decide at the same time
CRYPTOGRAPHY = ("signatures", "pin", "digests")


def run() -> None:
    """Print what was measured, in a database made for this run; exit 1 when a decision was refused."""
    seconds = int(os.environ.get("SECONDS", "20"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    os.environ.update({"PORT": str(PORT), "DEMO": "0"})
    with tempfile.TemporaryDirectory(prefix="ecps-bench-") as folder:
        Path(folder).chmod(0o755)
        os.environ["DATA_DIR"] = folder
        with embedded.running(Path(folder)) as database:
            django.setup()
            phone = _prepare(Path(folder))
            with serving("wallet", core=cores()[-1]) as door:
                alone = _decide(Path(folder), seconds, 1, [door, database.pid])
                together = _decide(Path(folder), seconds, AT_ONCE, [door, database.pid])
            with serving("wallet", core=cores()[-1], application="bench._measured:application") as door:
                inside = _decide(Path(folder), seconds, 1, [door, database.pid])
            os.sched_setaffinity(0, {cores()[-1]})
            bounds = [_primitives.product_seconds(phone), _primitives.bare_seconds()]
    _tell_rates(alone, together)
    _tell_shares(inside)
    _tell_bounds(together, bounds)


def _prepare(folder: Path) -> dict[str, Any]:
    """People with cards and a service that asks; returns what one phone holds."""
    from django.conf import settings  # noqa: PLC0415  # after setup
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from bench import _cards  # noqa: PLC0415
    from oidc.workflows.claim_key import claim_key  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    phones = _cards.make_cards(connection, CARDS)
    content = {
        "phones": phones,
        "service": _cards.make_service(),
        "database": _cards.place_of(connection),
        "origin": settings.WALLET_ORIGIN,
        "issuer": settings.ISSUER,
        "claim_key": claim_key().hex(),
    }
    (folder / "phones.json").write_text(json.dumps(content))
    connection.close()
    return phones[0]


def _decide(folder: Path, seconds: int, at_once: int, processes: list[Any]) -> dict[str, Any]:
    """Let the phones decide; returns what they saw, and the seconds of processor that door and database used."""
    door, database = processes
    command = [sys.executable, "-m", "bench._deciders", str(folder / "phones.json"), str(seconds), str(at_once)]
    other = subprocess.Popen([*command, str(cores()[0])], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if other.stdout is None or other.stdout.readline().strip() != "ready":
        raise SystemExit("not held: a decision was refused")
    before = seconds_used(door), seconds_used(family(database))
    line = other.stdout.readline()
    after = seconds_used(door), seconds_used(family(database))
    if other.wait(timeout=60) or not line:
        raise SystemExit("not held: a decision was refused")
    used = {"door": after[0] - before[0], "database": after[1] - before[1]}
    found: dict[str, Any] = json.loads(line)
    return {**found, "used": used, "rate": found["count"] / found["seconds"]}


def _tell_rates(alone: dict[str, Any], together: dict[str, Any]) -> None:
    for label, found in (("one phone after the other", alone), (f"{AT_ONCE} phones at once", together)):
        times = {name: f"p50 {p50:.1f} ms, p99 {p99:.1f} ms" for name, (p50, p99) in found["times"].items()}
        print(f"{label}: {found['count']:,} decisions, {found['rate']:.0f} a second on one core of the door")
        print(f"  both calls {times['whole']}; claim {times['claims']}; decision {times['decisions']}")
    used = together["used"]
    print(
        f"processor of a decision: door {used['door'] / together['count'] * 1000:.1f} ms, database "
        f"{used['database'] / together['count'] * 1000:.1f} ms; "
        f"{together['count'] / (used['door'] + used['database']):.0f} a second per core of both together"
    )


def _tell_shares(inside: dict[str, Any]) -> None:
    each = {name: value / inside["count"] for name, value in inside["spent"].items()}
    whole, cryptography = each["whole"], sum(each[name] for name in CRYPTOGRAPHY)
    database = each["database"] + each["commits"]
    parts = ", ".join(f"{name} {each[name]:.2f}" for name in CRYPTOGRAPHY)
    print(f"a decision at the server: {whole:.1f} ms")
    print(f"  cryptography {cryptography:.2f} ms, {cryptography / whole:.0%} ({parts})")
    print(
        f"  database {database:.2f} ms, {database / whole:.0%}, in {each['queries']:.0f} queries"
        f" ({each['commits']:.2f} in commits of transactions)"
    )
    print(f"  all the rest, the framework most of all, {1 - (cryptography + database) / whole:.0%}")


def _tell_bounds(together: dict[str, Any], bounds: list[float]) -> None:
    for label, seconds in zip(("by the product's functions", "by OpenSSL, signatures only"), bounds, strict=True):
        print(
            f"yardstick: cryptography alone, {label}: {1 / seconds:,.0f} decisions a second; "
            f"the product reaches {together['rate'] * seconds:.1%} of it"
        )
