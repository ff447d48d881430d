"""Starts the server of a DATA_DIR that has none: programs, cluster, socket folder, log, process."""

import logging
import shutil
import subprocess
from pathlib import Path

from config.postgres import binaries, cluster, places, postmaster
from config.postgres.account import server_account

logger = logging.getLogger(__name__)

LOG_LIMIT_BYTES = 1_000_000


def launch(data_dir: Path, *, durable: bool) -> subprocess.Popen[bytes]:
    """Start the server, making its cluster the first time; it is not ready yet. Raises EmbeddedPostgresError."""
    account = server_account()
    home = places.cluster_folder(data_dir)
    _forget_the_dead(home, durable=durable)
    programs = binaries.find(account, major=cluster.major_of(home))
    if cluster.major_of(home) is None:
        cluster.create(home, programs, account)
    folder = places.socket_folder(data_dir, account)
    if folder != home:
        places.make_private_folder(folder, account)
    log = places.log_file(data_dir)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        return subprocess.Popen(
            cluster.server_command(programs, home, folder, account, durable=durable),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=home,
            env=cluster.environment(),
            start_new_session=True,  # Ctrl-C in a terminal must not stop the server under its users
            **({} if account is None else account.subprocess_options),
        )


def _forget_the_dead(home: Path, *, durable: bool) -> None:
    """Remove the pid file of a server that did not stop properly: its number may belong to another program by now.

    A cluster that was not durable may be torn, and nobody's data is in it: it goes as a whole.
    """
    left = postmaster.read(home)
    if left is None:
        return
    if durable:
        logger.warning("PostgreSQL process %d did not stop properly: its postmaster.pid is removed", left.pid)
        (home / "postmaster.pid").unlink(missing_ok=True)
    else:
        logger.warning("PostgreSQL process %d did not stop properly: its cluster is made again", left.pid)
        shutil.rmtree(home)
