"""Reads `postmaster.pid`: who serves a cluster, where it listens, and whether it still lives."""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.postgres.places import SOCKET_NAME

READY_LINE = 7  # eighth line: the server's state


@dataclass(frozen=True)
class Postmaster:
    """What the pid file says. socket_folder: None while the server has not opened it yet. is_recovering: it works on
    what the last stop left, which takes as long as it takes.
    """

    pid: int
    socket_folder: Path | None
    is_ready: bool
    is_recovering: bool


def read(cluster: Path) -> Postmaster | None:
    """The content of the cluster's pid file; None when there is none or it is not readable as one."""
    try:
        lines = (cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    if not lines or not lines[0].strip().lstrip("-").isdigit():
        return None
    folder = lines[4].strip() if len(lines) > 4 else ""
    state = lines[READY_LINE].strip() if len(lines) > READY_LINE else ""
    return Postmaster(
        pid=abs(int(lines[0])),
        socket_folder=Path(folder) if folder else None,
        is_ready=state in {"ready", "standby"},
        is_recovering=state == "starting",
    )


def living(cluster: Path) -> Postmaster | None:
    """The server of this cluster if its process lives; a number reused by another program does not count."""
    found = read(cluster)
    return found if found is not None and _serves(found.pid, cluster) else None


def answers(folder: Path) -> bool:
    """Whether somebody accepts connections on the socket of this folder."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(folder / SOCKET_NAME))
        except OSError:
            return False
    return True


def is_alive(pid: int) -> bool:
    """Whether the process exists; one that ended and waits for its parent does not count."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    return True


def _serves(pid: int, cluster: Path) -> bool:
    if not is_alive(pid):
        return False
    process = Path(f"/proc/{pid}")
    if not process.exists():  # no /proc here (macOS): the number is all there is to know
        return True
    try:
        return os.path.samefile(process / "cwd", cluster)  # a server works inside its cluster
    except OSError:
        return (process / "comm").read_text().strip() == "postgres"
