"""The PostgreSQL that needs no installation: the cluster of DATA_DIR, reached through a Unix socket only.

With DATABASE_URL nothing here is used. Several processes may use one cluster: whoever comes first starts it, whoever
leaves last stops it. Pure standard library: the settings import this file.
"""

import fcntl
import logging
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.postgres import cluster, places, postmaster
from config.postgres.account import server_account
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.launch import launch

__all__ = [
    "EmbeddedPostgresError",
    "Server",
    "connection_settings",
    "is_running",
    "running",
    "start",
    "stop",
]

START_SECONDS = 60
RECOVERY_SECONDS = 900  # replaying the log of a machine that lost its power; to give up would begin it all over again
TELL_SECONDS = 10
FAST_STOP_SECONDS = 8
IMMEDIATE_STOP_SECONDS = 5
POLL_SECONDS = 0.02

logger = logging.getLogger(__name__)


@dataclass
class Server:
    """One process's use of a running server. process: None when another process started it."""

    data_dir: Path
    pid: int
    process: subprocess.Popen[bytes] | None
    users: IO[bytes] = field(repr=False)

    def is_alive(self) -> bool:
        """Whether the server still runs."""
        if self.process is not None:
            return self.process.poll() is None
        return postmaster.is_alive(self.pid)


def connection_settings(data_dir: Path) -> dict[str, str]:
    """The address parts of Django's DATABASES entry; nothing is started.

    A running server says itself where it listens.
    """
    living = postmaster.living(places.cluster_folder(data_dir))
    folder = living.socket_folder if living is not None else None
    return {
        "NAME": cluster.DATABASE,
        "USER": cluster.SUPERUSER,
        "HOST": str(folder or places.socket_folder(data_dir, server_account())),
        "PORT": str(places.PORT),
    }


def is_running(data_dir: Path) -> bool:
    """Whether the server of this DATA_DIR accepts connections."""
    found = postmaster.living(places.cluster_folder(data_dir))
    return found is not None and found.socket_folder is not None and postmaster.answers(found.socket_folder)


def start(data_dir: Path, *, durable: bool = True) -> Server:
    """Use the server of this DATA_DIR, making its cluster and starting it when needed; returns when it answers.

    durable: False when the data may be lost with the machine (tests); a server that already runs stays as it is.
    Raises EmbeddedPostgresError, in one line.
    """
    data_dir = data_dir.absolute()
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        users = (data_dir / "postgres.users").open("ab")
    except OSError as refused:
        raise EmbeddedPostgresError(f"{data_dir} cannot be written: {refused.strerror}") from refused
    try:
        with _turn(data_dir):
            fcntl.flock(users, fcntl.LOCK_SH)
            found = postmaster.living(places.cluster_folder(data_dir))
            if found is None:
                process = launch(data_dir, durable=durable)
                server = Server(data_dir, process.pid, process, users)
            else:
                server = Server(data_dir, found.pid, None, users)
            _wait_until_ready(server)
    except BaseException as failure:
        users.close()
        if isinstance(failure, OSError):
            raise EmbeddedPostgresError(f"PostgreSQL cannot be started in {data_dir}: {failure}") from failure
        raise
    return server


def stop(server: Server) -> bool:
    """Leave the server; the last user stops it. Returns whether it was stopped (False: somebody still uses it)."""
    with _turn(server.data_dir), server.users as users:
        fcntl.flock(users, fcntl.LOCK_UN)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        _shut_down(server)
        places.forget_socket_folder(server.data_dir, server_account())
    return True


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[Server]:
    """Use the server for the duration of a block."""
    server = start(data_dir, durable=durable)
    try:
        yield server
    finally:
        stop(server)


@contextmanager
def _turn(data_dir: Path) -> Iterator[None]:
    """One process at a time starts or stops a server. The kernel frees the turn of a process that dies."""
    with (data_dir / "postgres.turn").open("ab") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _wait_until_ready(server: Server) -> None:
    home = places.cluster_folder(server.data_dir)
    begun, told = time.monotonic(), False
    while (waited := time.monotonic() - begun) < RECOVERY_SECONDS:
        if not server.is_alive():
            raise EmbeddedPostgresError(f"PostgreSQL ended at once: {_last_words(server.data_dir)}")
        found = postmaster.read(home)
        ours = found if found is not None and found.pid == server.pid else None
        if ours and ours.is_ready and ours.socket_folder and postmaster.answers(ours.socket_folder):
            return
        if waited > START_SECONDS and not (ours and ours.is_recovering):
            break
        if waited > TELL_SECONDS and not told:
            told = True
            logger.warning("PostgreSQL is still recovering from a hard stop: %s", _last_words(server.data_dir))
        time.sleep(POLL_SECONDS)
    _shut_down(server)
    raise EmbeddedPostgresError(f"PostgreSQL was not ready after {waited:.0f} s: {_last_words(server.data_dir)}")


def _shut_down(server: Server) -> None:
    """Disconnect clients and stop; if that takes too long stop at once, recovering at the next start."""
    for order, seconds in (
        (signal.SIGINT, FAST_STOP_SECONDS),
        (signal.SIGQUIT, IMMEDIATE_STOP_SECONDS),
    ):
        if not server.is_alive():
            return
        os.kill(server.pid, order)
        deadline = time.monotonic() + seconds
        while server.is_alive() and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    if server.is_alive():
        raise EmbeddedPostgresError(f"PostgreSQL (process {server.pid}) does not stop")


def _last_words(data_dir: Path) -> str:
    lines = places.log_file(data_dir).read_text(encoding="utf-8", errors="replace").splitlines()
    return " / ".join(lines[-3:]) or "it said nothing"
