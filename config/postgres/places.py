"""Where a cluster and its socket live, computed without starting anything.

The cluster is DATA_DIR/postgres. Its socket stands among the data, in that same 0700 folder, unless the address would
be too long for a socket or the server's account cannot walk there: then a private folder under the temporary one, named
by a digest of DATA_DIR, takes its place.
"""

import hashlib
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from config.postgres.account import Account
from config.postgres.errors import EmbeddedPostgresError

PORT = 5432  # only a part of the socket's name: no TCP port is opened
SOCKET_NAME = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT = 103  # bytes; sockaddr_un holds 107 on Linux and 103 on macOS


def cluster_folder(data_dir: Path) -> Path:
    """The data of the server."""
    return data_dir.absolute() / "postgres"


def log_file(data_dir: Path) -> Path:
    """What the server says."""
    return data_dir.absolute() / "postgres.log"


def socket_folder(data_dir: Path, account: Account | None) -> Path:
    """Where the server of this DATA_DIR listens, whether it runs or not. account: None for the current user."""
    beside_the_data = cluster_folder(data_dir)
    if _fits(beside_the_data) and (account is None or _is_open(data_dir.absolute(), account)):
        return beside_the_data
    digest = hashlib.sha256(os.fsencode(data_dir.absolute())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"ecps-{os.geteuid()}-{digest}"


def make_private_folder(folder: Path, account: Account | None) -> None:
    """Make `folder`, 0700, for the server's account; refuse one that somebody else put there first."""
    owner = os.geteuid() if account is None else account.uid
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
            raise EmbeddedPostgresError(f"{folder} belongs to somebody else: remove it or change TMPDIR") from None
        folder.chmod(0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def forget_socket_folder(data_dir: Path, account: Account | None) -> None:
    """Remove what a stopped server leaves under the temporary folder."""
    folder = socket_folder(data_dir, account)
    if folder != cluster_folder(data_dir):
        with suppress(OSError):
            folder.rmdir()


def _fits(folder: Path) -> bool:
    """A comma separates addresses for libpq: a path with one cannot be an address."""
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT and "," not in str(folder)


def _is_open(data_dir: Path, account: Account) -> bool:
    """Whether the account can walk to DATA_DIR; a folder not made yet is judged by its nearest parent."""
    nearest = data_dir
    while not nearest.exists():
        nearest = nearest.parent
    return account.can_enter(nearest)
