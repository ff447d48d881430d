"""Real processes for tests that need them: another user's interpreter, and `manage.py up` on its own ports."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from config.postgres.account import Account

PROJECT = Path(__file__).resolve().parents[2]


def interpreter_for(other: Account) -> tuple[str, dict[str, str]]:
    """A Python of our version that another user can start, and the environment that shows it our packages."""
    for candidate in (
        sys.executable,
        shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin"),
    ):
        if candidate is not None and other.can_read(Path(candidate).resolve().parent) and other.can_read(PROJECT):
            packages = sysconfig.get_path("purelib")
            return candidate, {
                "PYTHONPATH": f"{PROJECT}:{packages}",
                "PYTHONDONTWRITEBYTECODE": "1",
                "PATH": os.defpath,
            }
    pytest.skip("no Python here that another user can start")


def free_ports(count: int) -> int:
    """The first of `count` neighbouring ports that nobody uses."""
    for first in range(20000, 32000, 10):
        with suppress(OSError):
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
            return first
    pytest.fail("no free ports")


class Up:
    """One run of `manage.py up`, read line by line."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BROKER_URL"}}
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=PROJECT,
            env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings.demo", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        """All it said."""
        return "".join(self.lines)

    def wait_for(self, words: str, *, seconds: float) -> None:
        """Return when it said these words; fail with all it said when it does not."""
        deadline = time.monotonic() + seconds
        while words not in self.text:
            if time.monotonic() > deadline or self.process.poll() is not None:
                pytest.fail(f"«{words}» was not said:\n{self.text}")
            time.sleep(0.05)

    def stop(self, order: signal.Signals = signal.SIGINT, *, seconds: float = 15) -> int:
        """Ask it to stop and return its exit code; what does not listen is killed."""
        if self.process.poll() is None:
            self.process.send_signal(order)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self._reader.join(2)

    def _read(self) -> None:
        if self.process.stdout is not None:
            with self.process.stdout as stream:
                for line in stream:
                    self.lines.append(line)
