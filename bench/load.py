"""Loads of a file of activities beside plain SQL into the same tables: first, identical, one per cent changed.

LINES=2000000 chooses the size, PARTS=8,4,2,1 which parts of it are loaded: the cost must stay linear. To reach: a
first load 1.5 times plain SQL, one per cent of changed lines 25 % of a first load, the identical file 5 %, the
Python process 300 MB.
"""

import json
import os
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

from bench._database import fresh_database

ROOT = Path(__file__).resolve().parents[1]
LINES_A_PERSON = 1.15  # of the sample, less than it has: the file is cut to size
GIVEN_NAME = 8  # place of the column that changes
MOST_MEMORY = 300  # MB


def run() -> None:
    """Print seconds and ratios, in a database made for this run; exit 1 when one of them is not reached."""
    lines = int(os.environ.get("LINES", "2000000"))
    with fresh_database() as folder:
        reached = _measure(folder, lines)
    if not reached:
        raise SystemExit(1)


def _measure(folder: Path, lines: int) -> bool:
    from django.core.management import call_command  # noqa: PLC0415  # after setup
    from django.db import connection  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    connection.close()
    begun = time.perf_counter()
    whole = _draw(folder / "whole.txt", lines)
    print(f"{lines:,} lines drawn in {time.perf_counter() - begun:.0f} s, {whole.stat().st_size / 1e6:,.0f} MB")
    reached = True
    for part in map(int, os.environ.get("PARTS", "8,4,2,1").split(",")):  # the whole is the last one
        path = whole if part == 1 else _head(whole, folder / "part.txt", lines // part)
        plain = _step("plain", path)
        _step("empty", path)
        first = _step("load", path)
        reached &= _tell(lines // part, plain, first)
        if part > 1:
            _step("empty", path)
    identical = _step("load", whole)
    changed = _step("load", _change(whole, folder / "changed.txt"))
    reached &= _share("identical file", identical, first, 0.05)
    reached &= _share("1 % of lines changed", changed, first, 0.25)
    print("steps of the first load:", _parts(first))
    print("steps of the changed one:", _parts(changed), f"({changed['changes']:,} rows)")
    peak = max(first["peak_mb"], changed["peak_mb"], identical["peak_mb"])
    print(f"peak memory of the Python process: {peak:.0f} MB (limit {MOST_MEMORY})")
    return reached and peak <= MOST_MEMORY


def _draw(path: Path, lines: int) -> Path:
    """So many lines of sample people, written as they are drawn."""
    from directory.extract.layouts import FileKind  # noqa: PLC0415
    from directory.extract.sample.people import write_samples  # noqa: PLC0415

    longer = path.with_suffix(".long")
    with longer.open("wb") as out:
        write_samples({FileKind.ACTIVITIES: out}, people=int(lines / LINES_A_PERSON) + 1, seed=2026)
    _head(longer, path, lines)
    longer.unlink()
    return path


def _head(source: Path, target: Path, lines: int) -> Path:
    with source.open("rb") as read, target.open("wb") as write:
        write.writelines(islice(read, lines + 1))
    return target


def _change(source: Path, target: Path) -> Path:
    """Another given name on every hundredth line."""
    with source.open("rb") as read, target.open("wb") as write:
        for number, line in enumerate(read):
            if number % 100 == 1:
                values = line.split(b"|")
                values[GIVEN_NAME] += b"-Zoe"
                write.write(b"|".join(values))
            else:
                write.write(line)
    return target


def _step(step: str, path: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench._load_child", step, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _tell(lines: int, plain: dict[str, Any], first: dict[str, Any]) -> bool:
    ratio = first["total"] / plain["total"]
    bare = (first["total"] - first["search"]) / (plain["total"] - plain["search"])
    print(
        f"{lines:>9,} lines: plain SQL {plain['total']:.1f} s (entries of searches {plain['search']:.1f}),"
        f" first load {first['total']:.1f} s ({first['total'] * 1e6 / lines:.1f} s a million), {ratio:.2f} x"
        f" (limit 1.5; {bare:.2f} x without the entries on both sides) {first['state']}"
    )
    return bool(ratio <= 1.5)


def _share(label: str, measured: dict[str, Any], first: dict[str, Any], limit: float) -> bool:
    share = measured["total"] / first["total"]
    print(f"{label}: {measured['total']:.1f} s, {share:.1%} of a first load (limit {limit:.0%}) {measured['state']}")
    return bool(share <= limit)


def _parts(measured: dict[str, Any]) -> str:
    told = {name: value for name, value in measured.items() if isinstance(value, float) and name != "peak_mb"}
    return ", ".join(f"{name} {value:.1f}" for name, value in told.items())
