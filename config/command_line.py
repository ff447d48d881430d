"""What `manage.py` does around a Django command: the embedded server for its duration, refusals in one line."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config import embedded, env
from config.supervisor import folders
from config.supervisor.refusals import CannotStartError

DEFAULT_SETTINGS = "config.settings.demo"

# `up` supervises the database itself; the others never ask it anything.
COMMANDS_WITHOUT_DATABASE = {
    "check",
    "check_documents",
    "check_translations",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "make_extract",
    "makemessages",
    "spectacular",
    "up",
    "version",
    "wallet",
}


def run(arguments: Sequence[str]) -> None:
    """Run one management command, arguments as in sys.argv; a refusal of the environment exits with 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", DEFAULT_SETTINGS)
    try:
        data_dir = env.folder("DATA_DIR", env.BASE_DIR / "var")
        if arguments[1:2] == ["up"]:
            folders.require_writable(data_dir)  # before the settings, which write there
        if needs_embedded_server(arguments):
            signal.signal(signal.SIGTERM, _leave)
            with embedded.running(data_dir):
                execute_from_command_line(list(arguments))
        else:
            execute_from_command_line(list(arguments))
    except (ImproperlyConfigured, CannotStartError, embedded.EmbeddedPostgresError) as refusal:
        sys.exit(f"{arguments[1] if len(arguments) > 1 else 'manage.py'}: {refusal}")


def needs_embedded_server(arguments: Sequence[str]) -> bool:
    """Whether this command asks a database and nobody named one."""
    if os.environ.get("DATABASE_URL") or len(arguments) < 2 or {"-h", "--help", "--version"} & set(arguments[1:]):
        return False
    return arguments[1] not in COMMANDS_WITHOUT_DATABASE


def _leave(signum: int, frame: FrameType | None) -> None:
    """A polite end: the block above stops the server."""
    sys.exit(128 + signum)
