"""Keeps the processes alive until somebody asks to stop, then stops them in reverse order."""

import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from config.supervisor.addresses import answers
from config.supervisor.banner import banner
from config.supervisor.changes import Changes
from config.supervisor.database import EmbeddedDatabase
from config.supervisor.output import Output
from config.supervisor.processes import Child, Program, death_bond
from config.supervisor.programs import Layout

LOOK_SECONDS = 0.2
ASK_SECONDS = 0.5
RELOAD_SECONDS = 1.0
STOP_SECONDS = 9.0  # then what still runs is killed; the worker takes up to 6 with a broker that is polled
COMPLAIN_AFTER = 45.0  # seconds without an answer before it is said which process is silent


class Supervisor:
    """One run of the product."""

    def __init__(
        self,
        layout: Layout,
        programs: Sequence[Program],
        database: EmbeddedDatabase | None,
        output: Output,
        folder: Path,
    ) -> None:
        self._layout = layout
        self._database = database
        self._output = output
        bond = death_bond()
        self._children = [Child(program, output, folder, bond) for program in programs]
        self._stopping = threading.Event()
        self._hurried = threading.Event()

    def run(self, *, changes: Changes | None) -> None:
        """Start everything, then look after it until stop is asked. changes: None when code is not watched."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._on_signal)
        for child in self._children:
            child.start()
        threading.Thread(target=self._announce, daemon=True).start()
        next_look = time.monotonic() + RELOAD_SECONDS
        while not self._stopping.wait(LOOK_SECONDS):
            if self._database is not None:
                self._database.look_after()
            for child in self._children:
                child.look_after()
            if changes is not None and time.monotonic() >= next_look:
                self._reload(changes)
                next_look = time.monotonic() + RELOAD_SECONDS

    def stop(self) -> None:
        """Ask in reverse order, wait, kill what does not listen or when asked twice."""
        self._stopping.set()
        self._output.say("up", "stopping (again to kill)")
        for child in reversed(self._children):
            child.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        left = self._children
        while left and not self._hurried.is_set() and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS / 4)
            left = [child for child in left if not child.has_stopped()]
        for child in left:
            self._output.say("up", f"{child.program.name} does not stop: killed")
            child.kill()

    def _on_signal(self, signum: int, frame: FrameType | None) -> None:
        if self._stopping.is_set():
            self._hurried.set()
        self._stopping.set()

    def _reload(self, changes: Changes) -> None:
        changed = changes.since_last_look()
        if changed:
            self._output.say("up", f"{changed[0].name} changed: the processes start again")
            for child in self._children:
                if child.program.reloads:
                    child.restart()

    def _announce(self) -> None:
        """Say where everything is, once everything answers; the site is asked last: its health speaks of the others."""
        began = time.monotonic()
        silent = list(self._layout.doors)
        complained = False
        while not self._stopping.wait(ASK_SECONDS):
            asked = silent[1:] or silent
            silent = [door for door in silent if door not in asked or not answers(door, self._layout.host)]
            if not silent:
                self._output.write(banner(self._layout))
                return
            if not complained and time.monotonic() - began > COMPLAIN_AFTER:
                complained = True
                for door in silent:
                    self._output.say("up", f"{door.name} does not answer yet at {door.origin}{door.path}")
