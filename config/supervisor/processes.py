"""One supervised process: its command, its lines, its life and its returns."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.supervisor.output import Output

FIRST_DELAY = 1.0  # seconds before a dead process is started again; doubled at each death in a row
LONGEST_DELAY = 30.0  # seconds
STEADY_AFTER = 60.0  # seconds of life that make the next death a first one


def delay_after(deaths: int) -> float:
    """Seconds to wait after so many deaths in a row, 1 or more."""
    return float(min(FIRST_DELAY * 2 ** (deaths - 1), LONGEST_DELAY))


def death_bond() -> tuple[str, ...]:
    """What to put before a command so that the kernel ends it when we are killed; empty where that is not to be had."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ()
    bond = (setpriv, "--pdeathsig", "TERM")
    tried = subprocess.run([*bond, "true"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return bond if tried.returncode == 0 else ()


@dataclass(frozen=True)
class Program:
    """What to run. environment: added to ours. reloads: whether it runs our code and follows RELOAD=1."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    reloads: bool = True


class Child:
    """A program and its current process, in a session of its own: a signal reaches its leader only."""

    def __init__(self, program: Program, output: Output, folder: Path, bond: Sequence[str] = ()) -> None:
        self.program = program
        self._bond = bond
        self._output = output
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._pump: threading.Thread | None = None
        self._started_at = 0.0
        self._due_at: float | None = None
        self._deaths = 0

    @property
    def pid(self) -> int | None:
        """The leader's number while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start the process and a thread that repeats its lines."""
        self._due_at = None
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            [*self._bond, *self.program.command],
            cwd=self._folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.program.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._pump = threading.Thread(target=self._repeat_lines, args=(self._process,), daemon=True)
        self._pump.start()

    def look_after(self) -> None:
        """Notice a death and say it; start again when its time has come."""
        now = time.monotonic()
        if self._due_at is not None:
            if now >= self._due_at:
                self.start()
            return
        if self._process is None or self._process.poll() is None:
            return
        self._deaths = 1 if now - self._started_at > STEADY_AFTER else self._deaths + 1
        delay = delay_after(self._deaths)
        self._due_at = now + delay
        self._kill_group()
        self._output.say("up", f"{self.program.name} {self._how_it_ended()}: started again in {delay:g} s")

    def ask_to_stop(self) -> None:
        """SIGTERM to the leader, who stops its own children."""
        self._due_at = None
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def has_stopped(self) -> bool:
        """Whether nothing of it runs any more, as far as its leader tells."""
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL to the whole group, and wait for its leader."""
        self._kill_group()
        if self._process is not None:
            self._process.wait()

    def restart(self) -> None:
        """Stop and start again at once, for changed code."""
        self.ask_to_stop()
        if self._process is not None:
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.kill()
        self.start()

    def _kill_group(self) -> None:
        """What a dead leader left behind would hold its port or its queue."""
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _how_it_ended(self) -> str:
        code = self._process.returncode if self._process is not None else 0
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"

    def _repeat_lines(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is not None:
            with process.stdout as lines:
                for line in lines:
                    self._output.say(self.program.name, line.rstrip())
