"""Processes of the product for a measurement, started by the commands of `manage.py up`, on cores that are chosen."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 20.0


@contextmanager
def serving(name: str, *, core: int | None = None, application: str = "") -> Iterator[list[int]]:
    """One program of `up` (`web`, `wallet`) until the block ends; yields its processes. Django is set up.

    core: the only one that it may use. application: one of ours in the place of its own.
    """
    from config.supervisor.addresses import answers  # noqa: PLC0415  # after setup
    from config.supervisor.programs import layout, programs  # noqa: PLC0415

    here = layout()
    # The home page, for the health of the site speaks of the worker too, which nobody starts here
    [door] = [replace(door, path="/") for door in here.doors if door.name == name]
    [program] = [program for program in programs(here) if program.name == name]
    command = [*program.command[:-1], application or program.command[-1]]
    bond = ["taskset", "--cpu-list", str(core)] if core is not None else []
    with ExitStack() as things:
        process = subprocess.Popen([*bond, *command], cwd=ROOT, env={**os.environ, **program.environment})
        things.callback(_stop, process)
        deadline = time.monotonic() + START_SECONDS
        while not answers(door, here.host):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{name} does not answer")
            time.sleep(0.2)
        yield [process.pid, *_children(process.pid)]


def seconds_used(processes: Sequence[int]) -> float:
    """Seconds of processor that these have used so far; those of their children that ended included."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def cores() -> list[int]:
    """The cores of this machine that we may use."""
    return sorted(os.sched_getaffinity(0))


def family(parent: int) -> list[int]:
    """A process and its children: the server of the database and one for each connection."""
    return [parent, *_children(parent)]


def _children(parent: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
