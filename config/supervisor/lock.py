"""One `up` for a DATA_DIR: DATA_DIR/up.lock holds the number of the process that runs it.

The kernel's lock decides, the number only explains: a lock file left by a process that was killed stops nobody.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.supervisor.refusals import CannotStartError


@contextmanager
def held(data_dir: Path) -> Iterator[int | None]:
    """Hold the lock; yields the number of a process that died with it, or None.

    Raises CannotStartError when a living process holds it.
    """
    path = data_dir / "up.lock"
    try:
        lock = path.open("a+", encoding="ascii")
    except OSError as refused:
        raise CannotStartError(
            f"{path} cannot be opened ({os.strerror(refused.errno or 0)}): start as its owner"
        ) from refused
    with lock:
        lock.seek(0)
        written = lock.read().strip()
        owner = int(written) if written.isdigit() else None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise CannotStartError(
                f"it already runs in this DATA_DIR (process {owner or 'unknown'}): "
                "stop that one, or choose another DATA_DIR and PORT"
            ) from taken
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        try:
            yield owner
        finally:
            lock.seek(0)
            lock.truncate()
