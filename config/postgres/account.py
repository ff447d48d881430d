"""Under whose name the server runs: PostgreSQL refuses root, so root lends it an unprivileged account."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.postgres.errors import EmbeddedPostgresError

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """A user and its primary group; it belongs to no other group."""

    uid: int
    gid: int

    @property
    def subprocess_options(self) -> dict[str, Any]:
        """What `subprocess` needs to start a program under this name."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_read(self, path: Path) -> bool:
        """Whether this account can list the folder `path` and reach it from the root."""
        folder = path.resolve()
        return self._has(folder, stat.S_IRUSR | stat.S_IXUSR) and all(
            self._has(parent, stat.S_IXUSR) for parent in folder.parents
        )

    def can_enter(self, path: Path) -> bool:
        """Whether this account can walk through `path` and everything above it."""
        folder = path.resolve()
        return all(self._has(parent, stat.S_IXUSR) for parent in (folder, *folder.parents))

    def _has(self, path: Path, wanted: int) -> bool:
        found = path.stat()
        shift = 0 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 6
        return (found.st_mode << shift) & wanted == wanted


def server_account() -> Account | None:
    """The account to lend, or None when the current user may run the server under its own name.

    Raises EmbeddedPostgresError when root has nobody to lend.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError as missing:
        raise EmbeddedPostgresError(
            f"PostgreSQL refuses to run as root and this system has no user «{UNPRIVILEGED}»: "
            "use an ordinary user, or give a server with DATABASE_URL"
        ) from missing
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)
