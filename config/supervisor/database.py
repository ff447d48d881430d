"""The database under supervision: the embedded server, or the one that DATABASE_URL names."""

import time
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from config import embedded
from config.supervisor.output import Output
from config.supervisor.processes import STEADY_AFTER, delay_after
from config.supervisor.refusals import CannotStartError

REMOTE_WAIT = 30.0  # seconds given to the server of DATABASE_URL
RETRY = 1.0  # seconds between two tries


class EmbeddedDatabase:
    """The embedded server of a DATA_DIR: started, started again when it dies, stopped last."""

    def __init__(self, data_dir: Path, output: Output) -> None:
        self._data_dir = data_dir
        self._output = output
        self._server: embedded.Server | None = None
        self._started_at = 0.0
        self._due_at: float | None = None
        self._deaths = 0

    def start(self) -> None:
        """Start or join the server. Raises EmbeddedPostgresError."""
        self._server = embedded.start(self._data_dir)
        self._started_at = time.monotonic()
        how = "ready" if self._server.process is not None else "already running"
        self._output.say("db", f"PostgreSQL {how} in {self._data_dir / 'postgres'} (it writes to postgres.log)")

    def look_after(self) -> None:
        """Notice a death and say it; start again when its time has come."""
        now = time.monotonic()
        if self._due_at is not None:
            if now >= self._due_at:
                self._start_again()
        elif self._server is not None and not self._server.is_alive():
            self._leave()
            self._plan(f"PostgreSQL ended (see {self._data_dir / 'postgres.log'})")

    def stop(self) -> None:
        """Leave the server; the last user stops it."""
        if self._server is not None and not self._leave():
            self._output.say("db", "PostgreSQL stays: another command still uses it")

    def _start_again(self) -> None:
        self._due_at = None
        try:
            self.start()
        except embedded.EmbeddedPostgresError as refusal:
            self._plan(str(refusal))

    def _plan(self, reason: str) -> None:
        now = time.monotonic()
        self._deaths = 1 if now - self._started_at > STEADY_AFTER else self._deaths + 1
        delay = delay_after(self._deaths)
        self._due_at = now + delay
        self._output.say("up", f"{reason}: started again in {delay:g} s")

    def _leave(self) -> bool:
        server, self._server = self._server, None
        return server is None or embedded.stop(server)


def wait_for_remote(output: Output, *, seconds: float = REMOTE_WAIT) -> None:
    """Return when the server of the settings answers. Raises CannotStartError, never with its password."""
    wanted: dict[str, Any] = connection.settings_dict
    address = f"{wanted['HOST'] or 'localhost'}:{wanted['PORT'] or 5432}/{wanted['NAME']}"
    deadline = time.monotonic() + seconds
    output.say("db", f"waiting for {address}")
    while True:
        try:
            connect_once()
        except psycopg.OperationalError as refused:
            if time.monotonic() > deadline:
                words = " ".join(str(refused).split())
                raise CannotStartError(f"the server of DATABASE_URL ({address}) does not answer: {words}") from refused
            time.sleep(RETRY)
        else:
            return


def connect_once() -> None:
    """Open one connection of our own (the pool would hide the reason of a refusal) and close it."""
    parameters = {"connect_timeout": 3, **connection.get_connection_params()}
    psycopg.connect(**parameters).close()
