"""Makes a cluster and the commands that run it.

A cluster is made beside its place and moved there whole: a folder `postgres` always holds a complete one, with its
database.
"""

import logging
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from config.postgres.account import Account
from config.postgres.binaries import Binaries
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.places import PORT, make_private_folder

logger = logging.getLogger(__name__)

DATABASE = "ecps"
SUPERUSER = "ecps"
INITDB_SECONDS = 120
WORKING_FOLDER = Path("/proc/self/cwd")
WITHOUT_DURABILITY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def major_of(cluster: Path) -> int | None:
    """The PostgreSQL version that made the cluster; None when there is no cluster."""
    try:
        return int((cluster / "PG_VERSION").read_text(encoding="ascii"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        raise EmbeddedPostgresError(f"{cluster} belongs to another user: start as that user") from None


def create(cluster: Path, binaries: Binaries, account: Account | None) -> None:
    """Make an empty cluster with one database, readable by the server's account only.

    Raises EmbeddedPostgresError with the program's last words.
    """
    draft = cluster.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    make_private_folder(draft, account)
    data = data_argument(draft, account)
    initdb = [
        "initdb",
        "-D",
        data,
        "-U",
        SUPERUSER,
        "--auth-local=trust",
        "--auth-host=reject",
    ]
    run(binaries, [*initdb, "--locale=C.UTF-8", "--encoding=UTF8"], draft, account)
    single = ["postgres", "--single", "-D", data, "postgres"]
    run(binaries, single, draft, account, text=f"CREATE DATABASE {DATABASE}\n")
    draft.rename(cluster)
    logger.info("PostgreSQL %d: new cluster in %s", binaries.major, cluster)


def server_command(
    binaries: Binaries,
    cluster: Path,
    socket_folder: Path,
    account: Account | None,
    *,
    durable: bool,
) -> list[str]:
    """The server's command line. durable: False for a cluster that may be lost with the machine (tests)."""
    quoted = str(socket_folder).replace('"', '""')
    options = [
        "listen_addresses=",
        f'unix_socket_directories="{quoted}"',
        "unix_socket_permissions=0700",
        f"port={PORT}",
        "cluster_name=ecps",
        "log_min_messages=warning",
        *(() if durable else WITHOUT_DURABILITY),
    ]
    command = [str(binaries.folder / "postgres"), "-D", data_argument(cluster, account)]
    return command + [part for option in options for part in ("-c", option)]


def data_argument(cluster: Path, account: Account | None) -> str:
    """How the server's account names the cluster in which it is started.

    An account that cannot walk to the folder is put into it (a working folder is inherited, not looked up) and names
    it by the kernel's own link to it: nobody's permissions are loosened.
    """
    if account is None or account.can_enter(cluster):
        return str(cluster)
    if not WORKING_FOLDER.exists():
        raise EmbeddedPostgresError(
            f"root lends PostgreSQL to another user, who cannot reach {cluster}: choose another DATA_DIR"
        )
    return str(WORKING_FOLDER)


def environment() -> dict[str, str]:
    """What the programs see: no PGDATA, PGHOST or locale of the caller."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "TZ") if name in os.environ}
    return {"PATH": os.defpath, **kept, "LC_ALL": "C.UTF-8", "HOME": "/"}


def run(
    binaries: Binaries,
    command: Sequence[str],
    cluster: Path,
    account: Account | None,
    *,
    text: str | None = None,
) -> None:
    """Run one program inside the cluster until it ends. text: what it reads."""
    options = {} if account is None else account.subprocess_options
    try:
        ended = subprocess.run(
            [str(binaries.folder / command[0]), *command[1:]],
            input=text or "",
            capture_output=True,
            text=True,
            cwd=cluster,
            env=environment(),
            timeout=INITDB_SECONDS,
            check=False,
            **options,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as failure:
        raise EmbeddedPostgresError(f"{command[0]} cannot run: {failure}") from failure
    if ended.returncode != 0 or "ERROR:" in ended.stderr:
        words = " ".join((ended.stderr or ended.stdout).split())[-400:]
        raise EmbeddedPostgresError(f"{command[0]} failed ({ended.returncode}): {words}")
