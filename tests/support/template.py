"""A migrated database that those of the tests are copied from: migrating takes half a minute, copying a moment.

Its name says what made it: other migrations, another Django or another server have another template, and nobody needs
to renew one. It is marked as a template once it is whole, so one that was left half made is known by that.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from directory.models import functions

KEPT = 4  # the last used ones: somebody who goes from branch to branch comes back to theirs
TURN = 20_260_317  # the advisory lock of whoever makes one: of several processes one migrates, the others wait for it
PROGRAMS = ("django", "django-pgtrigger", "psycopg")
READ_BY_MIGRATIONS = (Path(functions.__file__),)


def use_template() -> None:
    """Have the databases of this run copied from the template of this code, made now if it is not there."""
    connection.settings_dict["TEST"]["TEMPLATE"] = prepare()


def prepare() -> str:
    """The name of the template of this code, made now if nobody made it. Of several processes one makes it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")  # whoever migrates needs longer than pages may wait
        cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])  # given back with the connection, whatever happens
        family = f"{connection.settings_dict['NAME']}_migrated_"[-45:]
        name = family + digest_of_migrations(server=cursor.connection.info.server_version)
        if not is_whole(cursor, name):
            _make(cursor, name)
        cursor.execute(f"COMMENT ON DATABASE {_quoted(name)} IS '{timezone.now().isoformat()}'")
        forget_older(cursor, family)
    return name


def digest_of_migrations(*, server: int) -> str:
    """What makes a migrated database: the files of migrations and what they read, and the programs that run them."""
    digest = hashlib.sha256(f"{server} {[metadata.version(name) for name in PROGRAMS]}".encode())
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    for path in (*READ_BY_MIGRATIONS, *(path for folder in folders for path in sorted(folder.rglob("*.py")))):
        digest.update(f"{path.parent.parent.name}/{path.name} ".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def is_whole(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name])
    return cursor.fetchone() is not None


def _make(cursor: CursorWrapper, name: str) -> None:
    cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")  # left by a run that was killed
    cursor.execute(f"CREATE DATABASE {_quoted(name)}")
    with _connected_to(name):
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    cursor.execute(f"ALTER DATABASE {_quoted(name)} WITH IS_TEMPLATE true")


def forget_older(cursor: CursorWrapper, family: str) -> None:
    cursor.execute(
        "SELECT datname FROM pg_database WHERE datistemplate AND starts_with(datname, %s)"
        " ORDER BY shobj_description(oid, 'pg_database') DESC NULLS LAST OFFSET %s",
        [family, KEPT],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER DATABASE {_quoted(name)} WITH IS_TEMPLATE false")
        cursor.execute(f"DROP DATABASE {_quoted(name)} WITH (FORCE)")


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    """Django's own connection, led to another database of the same server."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
